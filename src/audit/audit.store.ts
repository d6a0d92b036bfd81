import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import type { BusinessDay } from '../kernel/business-day';
import { AUDIT_ROOT, auditHash } from './audit';
import type { AuditEntry, ChainedEntry } from './audit';

/** Days in Beijing, both counted; what is not given is open. */
interface AuditDays {
  from?: BusinessDay | undefined;
  to?: BusinessDay | undefined;
}

/** Which entries; what is not given does not matter. */
export interface AuditFilter extends AuditDays {
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
    listEntries: (filter) => listEntries(client, filter),
    async readChain(after, limit) {
      const where = { seq: { gt: after } };
      const rows = await client.auditEntry.findMany({ where, orderBy: { seq: 'asc' }, take: limit });
      return rows.map(toEntry);
    },
  };
}

async function listEntries(client: DbClient, filter: AuditFilter): Promise<ChainedEntry[]> {
  const { before, limit, actorId, action, subject, from, to } = filter;
  const conditions = [
    Prisma.sql`true`,
    ...(from !== undefined || to !== undefined ? [ofDays({ from, to })] : []),
    ...(actorId ? [Prisma.sql`a.actor_id = ${actorId}`] : []),
    ...(action ? [Prisma.sql`a.action = ${action}`] : []),
    ...(subject ? [Prisma.sql`a.subject = ${subject}`] : []),
    ...(before !== undefined ? [Prisma.sql`a.seq < ${before}`] : []),
  ];
  return client.$queryRaw<ChainedEntry[]>`
    select a.seq, a.at, a.actor_id as "actorId", a.actor_name as "actorName", a.action, a.subject, a.details,
      a.previous_hash as "previousHash", a.hash
    from audit_entry a where ${Prisma.join(conditions, ' and ')} order by a.seq desc limit ${limit}`;
}

const DAY = Prisma.sql`(e.at at time zone 'Asia/Shanghai')::date`;

/**
 * Whether an entry `a` is of these days. It is looked for between the first and the last number that they have, in which
 * order the log is read and by which all its indexes go on; a list of days of long ago passes nothing that came since.
 */
export function ofDays({ from = '-infinity', to = 'infinity' }: AuditDays): Prisma.Sql {
  const edge = (which: 'min' | 'max') => edgeOf(Prisma.raw(which), from, to);
  return Prisma.sql`a.seq >= (${edge('min')}) and a.seq <= (${edge('max')})
    and a.at at time zone 'Asia/Shanghai' >= ${from}::date and a.at at time zone 'Asia/Shanghai' < ${to}::date + 1`;
}

/**
 * The lowest or highest number of the entries of some days: one look at the index for each day that the log has. Numbers
 * rise with time, but not to the second: what took longer is written down later. So every day is asked.
 */
const edgeOf = (which: Prisma.Sql, from: string, to: string): Prisma.Sql => Prisma.sql`
  select ${which}(found.seq) from (select min(${DAY}) as first, max(${DAY}) as last from audit_entry e) log
  cross join lateral generate_series(case when log.first is not null then greatest(log.first, ${from}::date) end,
    least(log.last, ${to}::date), interval '1 day') as d(day)
  cross join lateral (select ${which}(e.seq) as seq from audit_entry e where ${DAY} = d.day::date) found`;

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
