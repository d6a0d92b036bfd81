import { IS_TAKEN_BACK } from '../claims/suspense.store';
import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { addDays, startOfBusinessDay } from '../kernel/business-day';
import { BOOKED_MOVEMENT, IS_BOOKED_LATER } from '../ledger/open-day.store';
import type { DaySources, Total } from './day-view';
import type { StatementDay } from './statement.store';
import { isBankKnown } from './bank/bank.store';
import { IS_OWNED } from './difference-owner.store';

export interface DayViewStore {
  readSources(day: StatementDay): Promise<DaySources>;
}

type Numbers<K extends string> = Record<K, bigint>;

/** The four sources of a day, on a client or a transaction. */
export function createDayViewStore(client: DbClient): DayViewStore {
  return {
    async readSources(day) {
      const [ledger, statement, funds, bank, register, differences] = await Promise.all([
        readLedger(client, day),
        readStatement(client, day),
        readFunds(client, day),
        readBank(client, day),
        readRegister(client, day),
        readDifferences(client, day),
      ]);
      return { ledger, statement, funds, bank, register, ...differences };
    },
  };
}

async function readLedger(
  client: DbClient,
  { channel, businessDay }: StatementDay,
): Promise<DaySources['ledger']> {
  // Only what came about when the day was closed, or after, is looked for in the journals.
  const rows = await client.$queryRaw<({ kind: string; later: boolean } & Numbers<'count' | 'fen'>)[]>`
    select kind, count(*) as count, coalesce(sum(amount_fen), 0)::bigint as fen,
      case when t.created_at > s.closed_at - interval '1 hour' then exists (
        select from journal j where ${BOOKED_MOVEMENT} and ${IS_BOOKED_LATER}) else false end as later
    from channel_transaction t left join sealed_day s on s.day = t.business_day
    where channel = ${channel} and business_day = ${businessDay}::date and not ${IS_TAKEN_BACK} group by kind, later`;
  const of = (kind: string, later: boolean): Total =>
    totalOf(rows.find((row) => row.kind === kind && row.later === later));
  const bookedLater = { paid: of('payment', true), refunded: of('refund', true) };
  return {
    paid: sumOf(of('payment', false), bookedLater.paid),
    refunded: sumOf(of('refund', false), bookedLater.refunded),
    bookedLater,
  };
}

const sumOf = (one: Total, other: Total): Total => ({
  count: one.count + other.count,
  amountFen: one.amountFen + other.amountFen,
});

const totalOf = (row: Numbers<'count' | 'fen'> | undefined): Total => ({
  count: Number(row?.count ?? 0n),
  amountFen: row?.fen ?? 0n,
});

async function readStatement(
  client: DbClient,
  { channel, businessDay }: StatementDay,
): Promise<DaySources['statement']> {
  const rows = await client.$queryRaw<
    ({ id: string; version: number; sha256: string; kind: string | null } & Numbers<
      'count' | 'fen' | 'fee'
    >)[]
  >`
    with in_force as (select s.id, s.version, s.sha256 from statement s
      where s.channel = ${channel} and s.business_day = ${businessDay}::date
      order by s.fetched_at desc, s.version desc limit 1)
    select f.id, f.version, f.sha256, l.kind, count(l.line) as count, coalesce(sum(l.amount_fen), 0)::bigint as fen,
      coalesce(sum(l.fee_fen), 0)::bigint as fee
    from in_force f left join statement_line l on l.statement_id = f.id and l.status = 'succeeded'
    group by 1, 2, 3, 4`;
  const [first] = rows;
  if (!first) return null;
  const of = (kind: string): Total => totalOf(rows.find((row) => row.kind === kind));
  const feeFen = rows.reduce((sum, { fee }) => sum + fee, 0n);
  const { id, version, sha256 } = first;
  return { id, version, sha256, paid: of('payment'), refunded: of('refund'), feeFen };
}

/** Payments and refunds are counted by movement: a closed refund comes back under its own number. */
async function readFunds(
  client: DbClient,
  { channel, businessDay }: StatementDay,
): Promise<DaySources['funds']> {
  const rows = await client.$queryRaw<
    ({ version: number; sha256: string; closing: bigint | null; kind: string | null } & Numbers<
      'count' | 'fen'
    >)[]
  >`
    with in_force as (select f.* from fund_file f
      where f.channel = ${channel} and f.business_day = ${businessDay}::date
      order by f.fetched_at desc, f.version desc limit 1)
    select f.version, f.sha256, f.closing_fen as closing, l.kind, count(l.line) as count,
      coalesce(sum(l.amount_fen), 0)::bigint as fen
    from in_force f left join fund_line l on l.file_id = f.id group by 1, 2, 3, 4`;
  const [first] = rows;
  if (!first) return null;
  const of = (kind: string): Total => totalOf(rows.find((row) => row.kind === kind));
  const out = (kind: string): Total => ({ ...of(kind), amountFen: -of(kind).amountFen });
  return {
    ...{ version: first.version, sha256: first.sha256, closingFen: first.closing },
    ...{ paid: of('payment'), refunded: out('refund'), payouts: out('payout') },
    ...{ feeFen: -of('fee').amountFen, otherFen: of('other').amountFen },
  };
}

async function readBank(
  client: DbClient,
  { channel, businessDay }: StatementDay,
): Promise<DaySources['bank']> {
  const [row] = await client.$queryRaw<({ known: boolean } & Numbers<'count' | 'fen' | 'invoiced'>)[]>`
    select ${isBankKnown(Prisma.sql`${channel}::text`, Prisma.sql`${businessDay}::date`)} as known,
      (select count(*) from bank_entry where channel = ${channel} and settles_day = ${businessDay}::date) as count,
      (select coalesce(sum(amount_fen), 0)::bigint from bank_entry
        where channel = ${channel} and settles_day = ${businessDay}::date) as fen,
      (select coalesce(sum(amount_fen), 0)::bigint from fee_invoice
        where channel = ${channel} and business_day = ${businessDay}::date) as invoiced`;
  return row?.known ? { ...totalOf(row), invoicedFen: row.invoiced } : null;
}

async function readRegister(
  client: DbClient,
  { channel, businessDay }: StatementDay,
): Promise<DaySources['register']> {
  const rows = await client.$queryRaw<({ status: string } & Numbers<'count' | 'fen'>)[]>`
    select r.status, count(*) as count, coalesce(sum(r.amount_fen), 0)::bigint as fen
    from fine_report r join payment p on p.order_id = r.order_id and p.disposition = 'settled'
    where p.channel = ${channel} and r.paid_at >= ${startOfBusinessDay(businessDay)}
      and r.paid_at < ${startOfBusinessDay(addDays(businessDay, 1))}
    group by r.status`;
  const ofStatus = (...statuses: string[]): Total =>
    rows
      .filter(({ status }) => statuses.includes(status))
      .map(totalOf)
      .reduce(sumOf, { count: 0, amountFen: 0n });
  return {
    due: ofStatus('paid', 'reported', 'cleared', 'refused'),
    confirmed: ofStatus('reported', 'cleared'),
    refused: ofStatus('refused'),
  };
}

async function readDifferences(
  client: DbClient,
  { channel, businessDay }: StatementDay,
): Promise<Pick<DaySources, 'openDifferences' | 'unownedDifferences'>> {
  const [row] = await client.$queryRaw<Numbers<'open' | 'unowned'>[]>`
    select count(*) as open, count(*) filter (where not ${IS_OWNED}) as unowned from difference d
    where channel = ${channel} and business_day = ${businessDay}::date and closed_at is null`;
  return { openDifferences: Number(row?.open ?? 0n), unownedDifferences: Number(row?.unowned ?? 0n) };
}
