import { Worker } from 'node:worker_threads';

export interface WatchdogOptions {
  /** How often something has come to its end; while the process works it grows. */
  progress(): number;
  /** Without progress for so long the process is ended, so that another one takes its place. */
  limitMs: number;
}

const LOOKS = 20;

/**
 * Ends this process, at once, when it stops making progress: work that hangs, or a loop that never gives way. It looks
 * from a thread of its own, which goes on when everything else stands still. It counts its own looks and not the time,
 * so that a process that was only paused is given its time anew. What was under way comes round by its lease.
 */
export function startWatchdog({ progress, limitMs }: WatchdogOptions): { stop(): void } {
  const everyMs = limitMs / LOOKS;
  const pulse = new Int32Array(new SharedArrayBuffer(4));
  const beat = setInterval(() => Atomics.store(pulse, 0, progress()), everyMs).unref();
  const thread = new Worker(LOOK, { eval: true, workerData: { pulse, everyMs, looks: LOOKS } });
  thread.unref();
  return {
    stop() {
      clearInterval(beat);
      void thread.terminate();
    },
  };
}

const LOOK = `
const { workerData: { pulse, everyMs, looks } } = require('node:worker_threads');
let last = -1, still = 0;
setInterval(() => {
  const now = Atomics.load(pulse, 0);
  still = now === last ? still + 1 : 0;
  last = now;
  if (still < looks) return;
  require('node:fs').writeSync(2, 'No progress: this process ends itself, for another one to take its place.\\n');
  process.kill(process.pid, 'SIGKILL');
}, everyMs);
`;
