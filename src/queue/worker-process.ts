import type { Logger } from 'pino';
import { onStopSignal, runProcess } from '../process';
import { QUEUES } from '../outbox/job';
import type { QueueName } from '../outbox/job';
import type { Workers } from './workers';

/** What a worker process is made of, once it is wired. */
export interface WorkerParts {
  log: Logger;
  work(queues: readonly QueueName[]): Workers;
  close(): Promise<void>;
}

/** Runs a worker process: wire → work → drain. Without names it serves every queue. */
export function runWorkers(wire: () => WorkerParts, queues: readonly QueueName[] = QUEUES): void {
  runProcess(async () => {
    const parts = wire();
    const workers = parts.work(queues);
    parts.log.info({ queues }, 'working');
    await onStopSignal();
    parts.log.info('stopping');
    await workers.stop();
    await parts.close();
  });
}
