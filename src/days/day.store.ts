import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { dayFromDb, dayToDb } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
import type { DayProposal, Movement, StoredBalance } from './day';
import type { SealedDay } from './seal';

/** The days from one to another, both included. */
export interface DayRange {
  from: BusinessDay;
  to: BusinessDay;
}

export interface DayStore {
  /** No day is closed before this transaction ends; as everybody who posts does. */
  holdOpen(): Promise<void>;
  /**
   * Lets nobody post until this transaction ends, after those have ended who are posting; gives up after some seconds,
   * since everybody who comes to post waits behind it.
   */
  lockPosting(): Promise<void>;
  findSealed(day: BusinessDay): Promise<SealedDay | null>;
  findLastSealed(): Promise<SealedDay | null>;
  /** Oldest first. */
  listSealed(range: DayRange): Promise<SealedDay[]>;
  insertSealed(day: SealedDay): Promise<void>;
  /** Oldest first. */
  findProposals(day: BusinessDay): Promise<DayProposal[]>;
  /** Of each day oldest first. */
  listProposals(range: DayRange): Promise<DayProposal[]>;
  /** The first proposal of a person for a day stays; false where there is one. */
  insertProposal(proposal: DayProposal): Promise<boolean>;
  /** What was posted on the day, summed up, and the balances of the same moment. */
  readBooks(day: BusinessDay): Promise<{ movements: Movement[]; stored: StoredBalance[] }>;
  /** The balances up to the day: what is rolled up, and the postings since. */
  readStored(day: BusinessDay): Promise<StoredBalance[]>;
}

/** Closed days, those proposed to be closed, and what a day came to. */
export function createDayStore(client: DbClient): DayStore {
  return {
    async holdOpen() {
      await client.$executeRaw`select pg_advisory_xact_lock_shared(hashtextextended('posting', 0))`;
    },
    async lockPosting() {
      await client.$executeRaw`set local lock_timeout = '5s'`;
      await lockNames(client, ['posting']);
    },
    async findSealed(day) {
      const row = await client.sealedDay.findUnique({ where: { day: dayToDb(day) } });
      return row && withDay(row);
    },
    async findLastSealed() {
      const row = await client.sealedDay.findFirst({ orderBy: { day: 'desc' } });
      return row && withDay(row);
    },
    listSealed: async (range) =>
      (await client.sealedDay.findMany({ where: between(range), orderBy: { day: 'asc' } })).map(withDay),
    async insertSealed(day) {
      await client.sealedDay.create({ data: { ...day, day: dayToDb(day.day) } });
    },
    findProposals: (day) => listProposals(client, { from: day, to: day }),
    listProposals: (range) => listProposals(client, range),
    async insertProposal(proposal) {
      const data = [{ ...proposal, day: dayToDb(proposal.day) }];
      return (await client.dayProposal.createMany({ data, skipDuplicates: true })).count === 1;
    },
    readBooks: (day) => readBooks(client, day),
    readStored: (day) => client.$queryRaw<StoredBalance[]>(storedOn(day)),
  };
}

const between = ({ from, to }: DayRange) => ({ day: { gte: dayToDb(from), lte: dayToDb(to) } });

async function listProposals(client: DbClient, range: DayRange): Promise<DayProposal[]> {
  const rows = await client.dayProposal.findMany({
    where: between(range),
    orderBy: [{ day: 'asc' }, { proposedAt: 'asc' }],
  });
  return rows.map(withDay);
}

function withDay<T extends { day: Date }>({ day, ...row }: T) {
  return { ...row, day: dayFromDb(day) };
}

interface BooksRow extends Movement, StoredBalance {
  account: string;
  isStored: boolean;
}

/** One statement sees one moment: money may come between two. */
async function readBooks(client: DbClient, day: BusinessDay) {
  const rows = await client.$queryRaw<BooksRow[]>`
    with stored as (${storedOn(day)})
    select false as "isStored", j.kind,
      case when j.kind = 'remittance' then split_part(j.source, ':', 2) end as destination,
      p.debit_account as debit, p.credit_account as credit, sum(p.amount_fen)::bigint as "amountFen",
      null as account, null::bigint as "beforeFen", null::bigint as "debitFen", null::bigint as "creditFen"
    from journal j join posting p on p.journal_id = j.id
    where j.business_day = ${day}::date and p.business_day = ${day}::date group by 2, 3, 4, 5
    union all select true, null, null, null, null, null, stored.* from stored`;
  const [stored, movements] = [rows.filter(({ isStored }) => isStored), rows.filter((row) => !row.isStored)];
  return {
    movements: movements.map(({ kind, destination, debit, credit, amountFen }) => ({
      ...{ kind, destination, debit, credit, amountFen },
    })),
    stored: stored.map(({ account, beforeFen, debitFen, creditFen }) => ({
      ...{ account, beforeFen, debitFen, creditFen },
    })),
  };
}

function storedOn(day: BusinessDay): Prisma.Sql {
  return Prisma.sql`
    with tail as (
      select p.debit_account, p.credit_account, p.business_day, p.amount_fen
      from balance_rollup r join posting p on p.xid >= r.watermark where p.business_day <= ${day}::date),
    ends as (
      select account_code as account, business_day, debit_fen as debit, credit_fen as credit
      from account_balance where business_day <= ${day}::date
      union all select debit_account, business_day, amount_fen, 0 from tail
      union all select credit_account, business_day, 0, amount_fen from tail)
    select account,
      coalesce(sum(debit - credit) filter (where business_day < ${day}::date), 0)::bigint as "beforeFen",
      coalesce(sum(debit) filter (where business_day = ${day}::date), 0)::bigint as "debitFen",
      coalesce(sum(credit) filter (where business_day = ${day}::date), 0)::bigint as "creditFen"
    from ends group by account`;
}
