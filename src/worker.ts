import { compose } from './compose';
import { loadConfig } from './config/config';
import { readEnvironment } from './config/environment';
import { onStopSignal, runProcess } from './process';
import type { QueueName } from './queue/job';

/** A worker process: config → compose → work → drain. */
export function runWorkers(queues: readonly QueueName[]): void {
  runProcess(async () => {
    const tongfu = compose(loadConfig(readEnvironment()));
    const workers = tongfu.work(queues);
    tongfu.log.info({ queues }, 'working');
    await onStopSignal();
    tongfu.log.info('stopping');
    await workers.stop();
    await tongfu.close();
  });
}
