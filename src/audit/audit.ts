import { createHash } from 'node:crypto';

/** Something that somebody did, or saw of a person. */
export interface AuditEntry {
  at: Date;
  /** `stf_…`, `svc_…`, or `system`. */
  actorId: string;
  actorName: string;
  /** In the past tense: `difference.proposed`, `order.viewed`. */
  action: string;
  /** What it was done to: an id of ours, or a day. */
  subject: string;
  /** What else has to be known; never a secret, and of a person nothing that is not masked. */
  details: Readonly<Record<string, string>>;
}

/** Who acts where the gateway does something by itself. */
export const SYSTEM = { id: 'system', name: 'tongfu' } as const;

/** What somebody did, as the log keeps it. */
export function auditEntryOf(
  { id, name }: { id: string; name: string },
  action: string,
  what: Pick<AuditEntry, 'subject' | 'at' | 'details'>,
): AuditEntry {
  return { actorId: id, actorName: name, action, ...what };
}

/** An entry in its place of the chain. */
export interface ChainedEntry extends AuditEntry {
  seq: bigint;
  previousHash: string;
  hash: string;
}

/** What the first entry follows. */
export const AUDIT_ROOT = '0'.repeat(64);

/** SHA-256 in hex over the hash before and everything an entry says, details in the order of their names. */
export function auditHash(previousHash: string, seq: bigint, entry: AuditEntry): string {
  const details = Object.entries(entry.details).sort(([a], [b]) => (a < b ? -1 : 1));
  const { at, actorId, actorName, action, subject } = entry;
  const said = [previousHash, seq.toString(), at.toISOString(), actorId, actorName, action, subject, details];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

/** The number of the first entry that does not follow from the one before it; null: the chain holds. */
export function brokenAt(entries: readonly ChainedEntry[], previousHash: string): bigint | null {
  let last = previousHash;
  for (const entry of entries) {
    if (entry.previousHash !== last || entry.hash !== auditHash(last, entry.seq, entry)) return entry.seq;
    last = entry.hash;
  }
  return null;
}
