import type { DbClient } from '../db/client';
import { rowsParameter } from '../db/rows';
import type { JobKind } from './job';
import type { SetAsideCounts } from './set-aside';

/** Work that must happen after the commit it is written in: a kind and the id of what it is about, never facts. */
export interface OutboxEntry {
  kind: JobKind;
  subject: string;
  runAt: Date;
}

/** An entry that was handed to the queue. `dispatchedAt` is the token of this hand-over. */
export interface DispatchedEntry {
  id: bigint;
  kind: JobKind;
  subject: string;
  /** How often it has failed since it was last put, or last came to a result. */
  attempts: number;
  dispatchedAt: Date;
}

/** Work that was set aside after its last try, or because no try would help. */
export interface ParkedEntry {
  id: bigint;
  kind: string;
  subject: string;
  parkedAt: Date;
  lastError: string | null;
}

export interface OutboxStore {
  /**
   * Adds entries; one that waits already gets the new time, and runs again if it is running now: under a new id, so
   * that nothing that is under way for the old one can end it, whatever the clocks say.
   */
  putEntries(entries: readonly OutboxEntry[], at: Date): Promise<void>;
  /** Drops entries whose work has become needless. */
  cancelEntries(entries: readonly Omit<OutboxEntry, 'runAt'>[]): Promise<void>;
  /** Which of these subjects have work of this kind that is not done, whether or not it runs now. */
  findWaiting(kind: JobKind, subjects: readonly string[]): Promise<Set<string>>;
  /** Takes what is due, and what was handed over but whose lease ran out before it came to an end. */
  takeDue(now: Date, leaseUntil: Date, limit: number): Promise<DispatchedEntry[]>;
  /** For work that takes longer than a lease. */
  extendLease(entry: DispatchedEntry, leaseUntil: Date): Promise<void>;
  /** Gives back what could not be handed over. */
  releaseEntries(entries: readonly DispatchedEntry[]): Promise<void>;
  findEntry(id: bigint): Promise<DispatchedEntry | null>;
  /** What was set aside, oldest first. */
  listParked(): Promise<ParkedEntry[]>;
  countSetAside(): Promise<SetAsideCounts>;
  /** Tries again what was set aside, all of it or these subjects. @returns how many */
  retryParked(subjects: readonly string[] | null, at: Date): Promise<number>;
  /** Removes an entry whose work is done, unless it was put again meanwhile. */
  finishEntry(entry: DispatchedEntry): Promise<void>;
  /** Sets the next time; `parkedAt` takes the entry out of the rounds until somebody looks at it. */
  postponeEntry(
    entry: DispatchedEntry,
    next: { runAt: Date; error: string | null; parkedAt: Date | null },
  ): Promise<void>;
}

/** The outbox on a client, or on the transaction that the work belongs to. */
export function createOutboxStore(client: DbClient): OutboxStore {
  return {
    putEntries: (entries, at) => putEntries(client, entries, at),
    cancelEntries: (entries) => cancelEntries(client, entries),
    async findWaiting(kind, subjects) {
      if (subjects.length === 0) return new Set();
      const where = { kind, subject: { in: [...subjects] } };
      const rows = await client.outbox.findMany({ where, select: { subject: true } });
      return new Set(rows.map(({ subject }) => subject));
    },
    takeDue: (now, leaseUntil, limit) => takeDue(client, { now, leaseUntil, limit }),
    async extendLease({ id, dispatchedAt }, leaseUntil) {
      await client.outbox.updateMany({ where: { id, dispatchedAt }, data: { leaseUntil } });
    },
    releaseEntries: (entries) => releaseEntries(client, entries),
    async findEntry(id) {
      const row = await client.outbox.findUnique({ where: { id } });
      if (!row?.dispatchedAt || row.parkedAt) return null;
      return { ...row, kind: row.kind as JobKind, dispatchedAt: row.dispatchedAt };
    },
    listParked: () => listParked(client),
    async countSetAside() {
      const [counts] = await client.$queryRaw<SetAsideCounts[]>`
        select (select count(*) from outbox where parked_at is not null)::int as work,
          (select count(*) from inbox where outcome = 'set_aside')::int as facts,
          (select count(*) from event where exhausted_at is not null and delivered_at is null)::int as events`;
      return counts ?? { work: 0, facts: 0, events: 0 };
    },
    retryParked: (subjects, at) => retryParked(client, { subjects, at }),
    async finishEntry({ id, dispatchedAt }) {
      await client.outbox.deleteMany({ where: { id, dispatchedAt } });
    },
    async postponeEntry({ id, dispatchedAt, attempts }, { runAt, error, parkedAt }) {
      // Work that came to a result starts anew: only failures in a row make the gaps grow.
      const data = { runAt, lastError: error, parkedAt, attempts: error === null ? 0 : attempts + 1 };
      await client.outbox.updateMany({ where: { id, dispatchedAt }, data: { ...data, dispatchedAt: null } });
    },
  };
}

async function putEntries(client: DbClient, entries: readonly OutboxEntry[], at: Date): Promise<void> {
  if (entries.length === 0) return;
  await client.$executeRaw`
    insert into outbox (kind, subject, run_at, created_at)
    select e.kind, e.subject, e."runAt", ${at}
    from json_to_recordset(${rowsParameter(entries)}::json) as e(kind text, subject text, "runAt" timestamptz)
    order by e.kind, e.subject
    on conflict (kind, subject) do update
      set id = default, run_at = excluded.run_at, dispatched_at = null, attempts = 0, parked_at = null`;
}

async function cancelEntries(
  client: DbClient,
  entries: readonly Omit<OutboxEntry, 'runAt'>[],
): Promise<void> {
  if (entries.length === 0) return;
  await client.$executeRaw`
    delete from outbox o using json_to_recordset(${rowsParameter(entries)}::json) as e(kind text, subject text)
    where o.kind = e.kind and o.subject = e.subject`;
}

async function takeDue(
  client: DbClient,
  { now, leaseUntil, limit }: { now: Date; leaseUntil: Date; limit: number },
): Promise<DispatchedEntry[]> {
  return client.$queryRaw<DispatchedEntry[]>`
    update outbox set dispatched_at = ${now}, lease_until = ${leaseUntil} where id in (
      select id from outbox
      where run_at <= ${now} and parked_at is null and (dispatched_at is null or lease_until < ${now})
      order by run_at limit ${limit} for update skip locked)
    returning id, kind, subject, attempts, dispatched_at as "dispatchedAt"`;
}

async function releaseEntries(client: DbClient, entries: readonly DispatchedEntry[]): Promise<void> {
  const handedOver = entries.map(({ id, dispatchedAt }) => ({ id, dispatchedAt }));
  await client.outbox.updateMany({
    where: { OR: handedOver },
    data: { dispatchedAt: null, leaseUntil: null },
  });
}

async function listParked(client: DbClient): Promise<ParkedEntry[]> {
  const rows = await client.outbox.findMany({
    where: { parkedAt: { not: null } },
    select: { id: true, kind: true, subject: true, parkedAt: true, lastError: true },
    orderBy: { id: 'asc' },
  });
  return rows.flatMap(({ parkedAt, ...row }) => (parkedAt ? [{ ...row, parkedAt }] : []));
}

async function retryParked(
  client: DbClient,
  { subjects, at }: { subjects: readonly string[] | null; at: Date },
): Promise<number> {
  const which = subjects === null ? {} : { subject: { in: [...subjects] } };
  const { count } = await client.outbox.updateMany({
    where: { parkedAt: { not: null }, ...which },
    data: { parkedAt: null, dispatchedAt: null, leaseUntil: null, attempts: 0, runAt: at },
  });
  return count;
}
