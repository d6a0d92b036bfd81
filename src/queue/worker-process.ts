import type { Logger } from 'pino';
import { onStopSignal, runProcess } from '../process';
import { QUEUES } from '../outbox/job';
import type { QueueName } from '../outbox/job';
import { startWatchdog } from './watchdog';
import type { Workers } from './workers';

/** What a worker process is made of, once it is wired. */
export interface WorkerParts {
  log: Logger;
  work(queues: readonly QueueName[]): Workers;
  close(): Promise<void>;
}

/** Longer than any one step may take: its statements and hand-overs have limits of 30 s. */
const STUCK_AFTER_MS = 120_000;

/** Runs a worker process: wire → work → drain. Without names it serves every queue. */
export function runWorkers(wire: () => WorkerParts, queues: readonly QueueName[] = QUEUES): void {
  runProcess(async () => {
    const parts = wire();
    const workers = parts.work(queues);
    parts.log.info({ queues }, 'working');
    const watchdog = startWatchdog({ progress: () => workers.looks(), limitMs: STUCK_AFTER_MS });
    await onStopSignal();
    watchdog.stop();
    parts.log.info('stopping');
    await workers.stop();
    await parts.close();
  });
}
