import type { Database } from '../db/database';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { AUDIT_ROOT, brokenAt } from './audit';
import type { ChainedEntry } from './audit';
import type { AuditFilter } from './audit.store';

export interface AuditService {
  /** Newest first. @throws StaffForbidden */
  listEntries(actor: Actor, filter: AuditFilter): Promise<ChainedEntry[]>;
  /** Whether every entry follows from the one before it. @throws StaffForbidden */
  checkChain(actor: Actor): Promise<ChainState>;
}

export interface ChainState {
  /** How many entries there are. */
  count: bigint;
  /** The first entry that does not follow; null: the chain holds. */
  brokenAt: bigint | null;
}

const PAGE = 5_000;

/** Looking at what persons did. What was checked once is not read again, but for the last entry of it. */
export function createAuditService({ stores }: Pick<Database, 'stores'>): AuditService {
  let checked = { seq: 0n, hash: AUDIT_ROOT };
  return {
    listEntries: async (actor, filter) => {
      requirePermission(actor, 'audit.read');
      return stores.audit.listEntries(filter);
    },
    async checkChain(actor) {
      requirePermission(actor, 'audit.read');
      let { seq, hash } = checked;
      for (;;) {
        const entries = await stores.audit.readChain(seq, PAGE);
        const broken = brokenAt(entries, hash);
        const last = entries.at(-1);
        if (broken !== null) return { count: last?.seq ?? seq, brokenAt: broken };
        if (last) ({ seq, hash } = last);
        if (entries.length < PAGE) break;
      }
      checked = { seq, hash };
      return { count: seq, brokenAt: null };
    },
  };
}
