import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { argumentsFor, PROJECT_ROOT } from '../../src/dev/child';
import { loadOrCreateKeys, gatewayEnvironment } from '../../src/sandbox/keys';
import { sharedSandboxKeys } from '../support/sandbox-keys';

const SECRETS = ['hunter2', 'MIIEvgIBADANBg', 'v3-key-too-short', 'redis-password'];

interface Ended {
  code: number | null;
  output: string;
  /** What the error names, in order. */
  variables: string[];
}

/** Starts the API or a worker with nothing but these variables. */
function start(entry: string, environment: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, argumentsFor(entry), {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const variables = [...output.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => String(match[1]));
      resolve({ code, output, variables });
    });
  });
}

let good: Record<string, string>;
beforeAll(async () => {
  const keys = await loadOrCreateKeys(await sharedSandboxKeys(), new Date());
  good = {
    ...gatewayEnvironment(keys, 'http://127.0.0.1:1'),
    DATABASE_URL: 'postgresql://tongfu:hunter2@127.0.0.1:1/tongfu',
    PUBLIC_BASE_URL: 'https://pay.example',
    DAY_SEAL_PRIVATE_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  };
});

const BAD = {
  PORT: '70000',
  PUBLIC_BASE_URL: 'pay.example',
  DATABASE_URL: 'mysql://root:hunter2@db/tongfu',
  DATABASE_POOL_SIZE: '0',
  REDIS_URL: 'http://:redis-password@redis',
  LOG_LEVEL: 'loud',
  WORKER_CONCURRENCY: '1e3',
  RECONCILIATION_CUTOFF: '24:00',
  FINE_ROUNDING: 'up',
  FINE_REST_DAYS: 'sundays',
  FINE_PUBLIC_NOTICE_DAYS: '-60',
  WEBHOOK_ALLOW_INSECURE: 'yes',
  WEBHOOK_HOSTS: 'https://portal.example',
  REGISTER_URL: 'http://register.example',
  REGISTER_REPORT_SLA: '0',
  DAY_SEAL_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBg\n-----END PRIVATE KEY-----',
  WECHAT_API_V3_KEY: 'v3-key-too-short',
  WECHAT_MCH_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBg\n-----END PRIVATE KEY-----',
  WECHAT_API_BASE_URL: 'http://api.mch.example',
  ALIPAY_APP_ID: 'hunter2-is-no-number',
  ALIPAY_PUBLIC_KEY_FILE: '/nonexistent/alipay.pem',
};

test.each(['src/main.ts', 'workers/all.worker.ts'])(
  '%s with a bad configuration does not start, names every bad variable at once and prints no secret',
  async (entry) => {
    const ended = await start(entry, { ...good, ...BAD });
    expect(ended.code).toBe(1);
    const expected = Object.keys(BAD);
    expect([...ended.variables].sort()).toEqual(
      expected.map((name) => name.replace('ALIPAY_PUBLIC_KEY_FILE', 'ALIPAY_PUBLIC_KEY')).sort(),
    );
    for (const secret of SECRETS) expect(ended.output).not.toContain(secret);
    expect(ended.output).not.toMatch(/^ *at /m);
  },
);

test('with no configuration at all every required variable is named', async () => {
  const ended = await start('src/main.ts', {});
  expect(ended.code).toBe(1);
  expect(ended.variables).toEqual(
    expect.arrayContaining([
      'PUBLIC_BASE_URL',
      'DATABASE_URL',
      'DAY_SEAL_PRIVATE_KEY',
      'WECHAT_APP_ID',
      'ALIPAY_APP_ID',
    ]),
  );
  expect(ended.output).not.toMatch(/^ *at /m);
});

test('a good configuration starts without a database, and stops when it is told to', async () => {
  const child = spawn(process.execPath, argumentsFor('src/main.ts'), {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...good, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('close', () => reject(new Error('it ended')));
    let output = '';
    child.stdout.on('data', (text) => {
      output += String(text);
      const match = /"port":(\d+)\D/.exec(output);
      if (match) resolve(Number(match[1]));
    });
  });
  const healthz = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect(healthz.status).toBe(200);
  const readyz = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect([readyz.status, readyz.headers.get('retry-after')]).toEqual([503, '5']);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
