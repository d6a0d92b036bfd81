import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { AUDIT_ROOT, auditHash } from './audit';
import type { AuditEntry } from './audit';

export interface AuditStore {
  /**
   * Appends in a transaction, in which it should be the last thing that is done: until its end everybody else who
   * appends waits, which is what makes the chain one chain.
   */
  append(entry: AuditEntry): Promise<void>;
  /** The same of many at once, in their order. */
  appendAll(entries: readonly AuditEntry[]): Promise<void>;
}

/** The audit log on a transaction. */
export function createAuditStore(client: DbClient): AuditStore {
  return {
    append: (entry) => appendAll(client, [entry]),
    appendAll: (entries) => appendAll(client, entries),
  };
}

async function appendAll(client: DbClient, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await lockNames(client, ['audit']);
  const last = await client.auditEntry.findFirst({ orderBy: { seq: 'desc' } });
  let [seq, previousHash] = [last?.seq ?? 0n, last?.hash ?? AUDIT_ROOT];
  const data = entries.map((entry) => {
    seq += 1n;
    const chained = { ...entry, seq, previousHash, hash: auditHash(previousHash, seq, entry) };
    previousHash = chained.hash;
    return chained;
  });
  await client.auditEntry.createMany({ data });
}
