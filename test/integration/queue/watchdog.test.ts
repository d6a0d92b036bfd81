import { spawn } from 'node:child_process';
import { argumentsFor } from '../../../src/dev/child';

const LIMIT_MS = 1_000;
const [compiled] = argumentsFor('src/queue/watchdog.ts').slice(-1);

/** Runs a process that is watched, and gives how it ended. */
function runWatched(progress: string, work: string): Promise<{ signal: string | null; stderr: string }> {
  const script = `
    const { startWatchdog } = require(${JSON.stringify(compiled)});
    let looks = 0;
    setInterval(() => looks++, 20);
    const watchdog = startWatchdog({ progress: () => ${progress}, limitMs: ${LIMIT_MS} });
    ${work}`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += String(text)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_, signal) => resolve({ signal, stderr }));
  });
}

const ENDED = { signal: 'SIGKILL', stderr: expect.stringContaining('No progress') };

describe('a worker process', () => {
  test('whose work hangs ends itself', async () => {
    expect(await runWatched('7', '')).toEqual(ENDED);
  });

  test('whose loop never gives way ends itself', async () => {
    expect(await runWatched('looks', 'setTimeout(() => { for (;;); }, 100);')).toEqual(ENDED);
  });

  test('that makes progress goes on, for as long as it likes', async () => {
    const end = `setTimeout(() => process.exit(0), ${3 * LIMIT_MS});`;
    expect(await runWatched('looks', end)).toEqual({ signal: null, stderr: '' });
  });

  test('is not watched any more once it is to stop', async () => {
    const end = `watchdog.stop(); setTimeout(() => process.exit(0), ${2 * LIMIT_MS});`;
    expect(await runWatched('7', end)).toEqual({ signal: null, stderr: '' });
  });
});
