import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '../kernel/clock';
import { KEY_FILES } from './keys';
import { createSandbox } from './sandbox';

const DEFAULTS = { host: '127.0.0.1', port: '4080', dataDir: '.tongfu/sandbox', timeScale: '60' };

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { dataDir, host, port, timeScale } = settings;
  const sandbox = await createSandbox({ clock: systemClock, timeScale, dataDir });
  const { url } = await sandbox.listen(port, host);
  const envFile = writeGatewayEnv(dataDir, sandbox.environment(url));
  process.stdout.write(`支付沙箱 Payment sandbox: ${url}/sandbox
  The fine register is there too: ${url}/register, with its desk at ${url}/sandbox/register
  Paste the text of a QR code there to scan and pay it. The notification ladders run ${timeScale} times faster.
  To point a gateway here, load these variables: ${envFile}
`);
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void sandbox.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

interface Settings {
  host: string;
  port: number;
  dataDir: string;
  timeScale: number;
}

/** @throws RangeError that names every variable that is wrong */
function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = Number(env.SANDBOX_PORT || DEFAULTS.port);
  const timeScale = Number(env.SANDBOX_TIME_SCALE || DEFAULTS.timeScale);
  const problems = [
    ...(Number.isInteger(port) && port >= 0 && port <= 65_535
      ? []
      : ['SANDBOX_PORT: a port number, or 0 for a free one']),
    ...(timeScale > 0 && Number.isFinite(timeScale) ? [] : ['SANDBOX_TIME_SCALE: a number above 0']),
  ];
  if (problems.length) throw new RangeError(problems.join('; '));
  const dataDir = resolve(env.SANDBOX_DATA_DIR || DEFAULTS.dataDir);
  return { host: env.SANDBOX_HOST || DEFAULTS.host, port, dataDir, timeScale };
}

/** One variable a line; a PEM text does not fit a line, so its variable is the `_FILE` form. */
function writeGatewayEnv(dataDir: string, environment: Record<string, string>): string {
  const lines = Object.entries(environment).map(([name, value]) => {
    const file = KEY_FILES[name];
    return file ? `${name}_FILE=${join(dataDir, 'keys', file)}` : `${name}=${value}`;
  });
  const path = join(dataDir, 'gateway.env');
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
}

main().catch((error: unknown) => {
  const isTaken = (error as { code?: unknown } | null)?.code === 'EADDRINUSE';
  const hint = isTaken ? ' (set SANDBOX_PORT to another port, or to 0 for a free one)' : '';
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exit(1);
});
