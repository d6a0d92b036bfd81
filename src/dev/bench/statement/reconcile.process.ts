import { mkdirSync } from 'node:fs';
import { loadConfig } from '../../../config/config';
import { createDatabase } from '../../../db/database';
import { systemClock } from '../../../kernel/clock';
import type { Provider } from '../../../providers/provider';
import { createReconciliationService } from '../../../reconciliation/reconciliation.service';
import { createProviders } from '../providers';
import { memoryMib, peakMemoryMib, runTask } from '../task';
import type { ReconcileResult, ReconcileTask } from './passes';

const CHANNEL = 'wechat';

/** One reconciliation as a worker runs it: fetched, checked, imported, its fees booked, matched. */
runTask(async ({ businessDay }: ReconcileTask): Promise<ReconcileResult> => {
  const config = loadConfig(process.env);
  mkdirSync(config.statementDirectory, { recursive: true, mode: 0o700 });
  const provider = createProviders(config).get(CHANNEL);
  if (!provider) throw new Error('the channel is not configured');
  const database = createDatabase({ url: config.databaseUrl, poolSize: config.databasePoolSize });
  const timed = withFetchTime(provider);
  const reconciliations = createReconciliationService({
    database,
    providers: new Map([[CHANNEL, timed.provider]]),
    clock: systemClock,
    cutoff: config.reconciliationCutoff,
  });
  const { id } = await reconciliations.requestRun(CHANNEL, businessDay);
  const memoryBeforeMib = memoryMib();
  const startedAt = performance.now();
  await reconciliations.run(id);
  const seconds = (performance.now() - startedAt) / 1000;
  const { status, matchedCount, reason } = await reconciliations.getReport(id);
  await database.close();
  const fetchSeconds = timed.seconds();
  return {
    status,
    matchedCount,
    reason,
    seconds,
    fetchSeconds,
    memoryBeforeMib,
    peakMemoryMib: peakMemoryMib(),
  };
});

function withFetchTime(provider: Provider): { provider: Provider; seconds(): number } {
  let milliseconds = 0;
  const readStatement: Provider['readStatement'] = async (day) => {
    const startedAt = performance.now();
    try {
      return await provider.readStatement(day);
    } finally {
      milliseconds += performance.now() - startedAt;
    }
  };
  return { provider: { ...provider, readStatement }, seconds: () => milliseconds / 1000 };
}
