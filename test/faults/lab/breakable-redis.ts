import { connect } from 'node:net';
import { freePort } from '../../../src/dev/ports';
import { startRedis } from '../../../src/dev/redis';

/** A Redis that can be broken in every way, and comes back empty on the same port. */
export interface BreakableRedis {
  url: string;
  kill(): void;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
  /** FLUSHALL: as if it had been replaced by an empty one. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

export async function startBreakableRedis(): Promise<BreakableRedis> {
  const port = await freePort();
  let running = await startRedis({ port });
  const signal = (which: NodeJS.Signals): void => {
    try {
      process.kill(running.pid, which);
    } catch {
      // Killed meanwhile by another fault.
    }
  };
  return {
    url: running.url,
    kill: () => signal('SIGKILL'),
    async start() {
      running = await startRedis({ port });
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    wipe: () => flush(port),
    async stop() {
      signal('SIGCONT');
      await running.stop();
    },
  };
}

function flush(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('FLUSHALL\r\n'));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('data', () => socket.destroy());
    socket.once('error', () => undefined);
    socket.once('close', () => resolve());
  });
}
