import type { KeyObject } from 'node:crypto';
import type { Database } from '../db/database';
import { createDayService } from './day.service';

interface DaysDeps {
  database: Database;
  /** By the codes of the channels that are configured. */
  providers: ReadonlyMap<string, unknown>;
}

/** What closes days. */
export function createDayServices(
  { daySealKey: sealKey }: { daySealKey: KeyObject | null },
  { database, providers }: DaysDeps,
) {
  return { days: createDayService({ database, channels: [...providers.keys()], sealKey }) };
}
