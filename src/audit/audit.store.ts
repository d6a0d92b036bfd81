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
}

/** The audit log on a transaction. */
export function createAuditStore(client: DbClient): AuditStore {
  return {
    async append(entry) {
      await lockNames(client, ['audit']);
      const last = await client.auditEntry.findFirst({ orderBy: { seq: 'desc' } });
      const [seq, previousHash] = [(last?.seq ?? 0n) + 1n, last?.hash ?? AUDIT_ROOT];
      const hash = auditHash(previousHash, seq, entry);
      await client.auditEntry.create({ data: { ...entry, seq, previousHash, hash } });
    },
  };
}
