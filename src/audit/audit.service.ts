import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { AUDIT_ROOT, auditHash, brokenAt } from './audit';
import type { ChainedEntry } from './audit';
import type { AuditFilter } from './audit.store';

export interface AuditService {
  /** Newest first; each is held against its own hash. @throws StaffForbidden */
  listEntries(actor: Actor, filter: AuditFilter): Promise<CheckedEntry[]>;
  /**
   * Whether every entry follows from the one before it.
   * @param from `new`: from the last one that this process has checked on; `root`: all of them, which takes its time
   * @throws StaffForbidden
   */
  checkChain(actor: Actor, from?: 'new' | 'root'): Promise<ChainState>;
}

export interface CheckedEntry extends ChainedEntry {
  /** It says what its hash was made of. */
  isIntact: boolean;
}

export interface ChainState {
  /** The number of the last entry. */
  count: bigint;
  /** The first entry that does not follow, or that is not there any more; null: the chain holds. */
  brokenAt: bigint | null;
  /** The first entry that was checked now. */
  checkedFrom: bigint;
}

const PAGE = 5_000;
const ROOT: Place = { seq: 0n, previousHash: AUDIT_ROOT, hash: AUDIT_ROOT };

/** Looking at what persons did. */
export function createAuditService({ stores }: Pick<Database, 'stores'>): AuditService {
  let checked: Place = ROOT;
  return {
    listEntries: async (actor, filter) => {
      requirePermission(actor, 'audit.read');
      const entries = await stores.audit.listEntries(filter);
      return entries.map((entry) => ({
        ...entry,
        isIntact: entry.hash === auditHash(entry.previousHash, entry.seq, entry),
      }));
    },
    async checkChain(actor, from = 'new') {
      requirePermission(actor, 'audit.read');
      const recent = await walk(stores, checked);
      if (recent.brokenAt !== null || from === 'new') {
        if (recent.brokenAt === null) checked = recent.last;
        return recent;
      }
      checked = recent.last;
      return walk(stores, ROOT);
    },
  };
}

type Place = Pick<ChainedEntry, 'seq' | 'previousHash' | 'hash'>;

/** From a place in the chain on. The entry there is read again: the end of the log may have been cut off. */
async function walk(stores: Pick<Stores, 'audit'>, known: Place): Promise<ChainState & { last: Place }> {
  let last: Place = { seq: known.seq - 1n, previousHash: known.previousHash, hash: known.previousHash };
  const answer = (seq: bigint, broken: bigint | null) => ({
    ...{ count: seq, brokenAt: broken, last },
    checkedFrom: known.seq,
  });
  for (let isFirst = true; ; isFirst = false) {
    const entries = await stores.audit.readChain(last.seq, PAGE);
    const isMissing = isFirst && known.seq > 0n && entries[0]?.hash !== known.hash;
    const broken = isMissing ? known.seq : brokenAt(entries, last.hash);
    if (broken !== null) return answer(entries.at(-1)?.seq ?? known.seq, broken);
    last = entries.at(-1) ?? (isFirst ? known : last);
    if (entries.length < PAGE) return answer(last.seq, null);
  }
}
