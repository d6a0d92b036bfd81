import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { AUDIT_ROOT, auditHash } from './audit';
import type { AuditEntry, ChainedEntry } from './audit';

/** Which entries; what is not given does not matter. */
export interface AuditFilter {
  actorId?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
  /** The number of the last entry of the page before. */
  before?: bigint | undefined;
  limit: number;
}

export interface AuditStore {
  /**
   * Appends in a transaction, in which it should be the last thing that is done: until its end everybody else who
   * appends waits, which is what makes the chain one chain.
   */
  append(entry: AuditEntry): Promise<void>;
  /** The same of many at once, in their order. */
  appendAll(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first. */
  listEntries(filter: AuditFilter): Promise<ChainedEntry[]>;
  /** So many entries from the one after this number, oldest first. */
  readChain(after: bigint, limit: number): Promise<ChainedEntry[]>;
}

/** The audit log on a transaction. */
export function createAuditStore(client: DbClient): AuditStore {
  return {
    append: (entry) => appendAll(client, [entry]),
    appendAll: (entries) => appendAll(client, entries),
    async listEntries({ before, limit, actorId, action, subject }) {
      const where = {
        ...(actorId && { actorId }),
        ...(action && { action }),
        ...(subject && { subject }),
        ...(before !== undefined && { seq: { lt: before } }),
      };
      const rows = await client.auditEntry.findMany({ where, orderBy: { seq: 'desc' }, take: limit });
      return rows.map(toEntry);
    },
    async readChain(after, limit) {
      const where = { seq: { gt: after } };
      const rows = await client.auditEntry.findMany({ where, orderBy: { seq: 'asc' }, take: limit });
      return rows.map(toEntry);
    },
  };
}

function toEntry(row: NonNullable<Awaited<ReturnType<DbClient['auditEntry']['findFirst']>>>): ChainedEntry {
  return { ...row, details: row.details as Record<string, string> };
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
