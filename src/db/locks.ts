import type { DbClient } from './client';

/**
 * Makes everyone else who locks one of these names wait until this transaction ends, for things that have no row to
 * lock. Always in the same order: that is what rules out a deadlock.
 */
export async function lockNames(client: DbClient, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const sorted = [...new Set(names)].sort();
  await client.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${sorted}::text[]) as name`;
}
