import { loadConfig } from '../../../config/config';
import { createClient } from '../../../db/client';
import { systemClock } from '../../../kernel/clock';
import { onStopSignal, runProcess } from '../../../process';
import { createJobQueue } from '../../../queue/queue';
import type { JobData } from '../../../queue/queue';
import { readFact, settleOne } from './naive';

/** The naive design's worker: one transaction for one job, as many at a time as the product's workers do. */
runProcess(async () => {
  const config = loadConfig(process.env);
  const client = createClient({ url: config.databaseUrl, poolSize: config.databasePoolSize });
  const reportError = (error: unknown): void => console.error(error);
  const queue = createJobQueue({ ...config, reportError });
  const work = ({ entries: [entry = ''] = [] }: JobData): Promise<void> =>
    settleOne(client, readFact(entry), systemClock.now());
  queue.serve(
    'notifications',
    (data) => work(data).catch((error: unknown) => (reportError(error), Promise.reject(error as Error))),
    config.workerConcurrency,
  );
  await onStopSignal();
  await queue.close();
  await client.$disconnect();
});
