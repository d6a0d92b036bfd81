import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { dayFromDb, rowsParameter } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { PaymentStatus } from '../payments/payment';
import type { ChannelStatementLine } from '../providers/provider';
import { MAX_DAYS_BEFORE } from './difference';
import type { ComparedItem, MovementKind } from './difference';

/** What is compared in one run. */
export interface MatchScope {
  channel: string;
  businessDay: BusinessDay;
  statementId: string;
  lineCount: number;
  /** The statements in force on the days around, in which an item of ours may stand; this one among them. */
  statements: readonly { id: string; businessDay: BusinessDay }[];
  /** Where the day before has a statement too: its items from the cut-off on had to stand in this one. */
  carriedOver: { businessDay: BusinessDay; cutoffAt: Date } | null;
}

/**
 * Whether a line `l` and a transaction `t` of one channel are the same movement: our number of the payment, and our
 * number of the refund or, where one side lacks it, the channel's number. Numbers that contradict each other are no
 * match, so that both sides are shown. All joins over it can use the indexes on `out_trade_no`.
 */
export const SAME_MOVEMENT = Prisma.sql`t.kind = l.kind and t.out_trade_no = l.out_trade_no
  and coalesce(t.out_refund_no = l.out_refund_no, t.transaction_id = l.transaction_id)`;

/**
 * Lays aside, until the end of the transaction, every item that is not plainly equal. One pass over both sides finds the
 * numbers that need a closer look; of those, and of the few only, every line and movement is then compared by the rules
 * of `typeOf`.
 */
export async function stageItems(client: DbClient, scope: MatchScope): Promise<void> {
  await client.$executeRaw`set local work_mem = '128MB'`;
  // Of two sides that agree hardly a row is left, which the planner cannot know: it would not share out the work.
  await client.$executeRaw`set local parallel_tuple_cost = 0`;
  await client.$executeRaw`create temporary table open_number on commit drop as ${openNumbers(scope)}`;
  await client.$executeRaw`analyze open_number`;
  await client.$executeRaw`
    create temporary table reconciliation_item on commit drop as
    with line as (${linesWithPartners(scope)})
    select row_number() over () as no, i.* from (
      select ${scope.businessDay}::date as business_day, kind, coalesce(partner, transaction_id) as key, line, mention,
        transaction_id, out_trade_no, theirs_fen, theirs_status, fee_fen, fee_due_fen,
        ours_fen, ours_status, partner is not null as is_booked, occurred_at
      from (select line.*, bool_or(is_named_before) over movement::int
          + row_number() over (movement order by is_exact desc, line) as mention
        from line window movement as (partition by kind, coalesce(partner, transaction_id))) l
      where not (mention = 1 and partner is not null and theirs_fen = ours_fen and theirs_status = 'succeeded'
        and (fee_due_fen is null or fee_due_fen = fee_fen))
      union all
      ${missingOnes(scope)}) i`;
  await client.$executeRaw`create index on reconciliation_item (no)`;
}

/**
 * Our numbers that need a closer look: on which one side says something else than the other, or nothing, and what the file
 * says twice. Nothing is said twice where as many lines have found a movement as movements have found a line, and then
 * nobody looks for it. One statement, since a payment that is booked in between would be counted on one side only.
 */
function openNumbers(scope: MatchScope): Prisma.Sql {
  return Prisma.sql`
    with line as not materialized (select * from statement_line where statement_id = ${scope.statementId}),
    movement as not materialized (select * from channel_transaction t where ${expectedHere(scope)}),
    pair as materialized (
      select l.out_trade_no as theirs, t.out_trade_no as ours
      from line l full join movement t on t.kind = l.kind and t.transaction_id = l.transaction_id
      where l.kind is null or t.kind is null or t.out_trade_no <> l.out_trade_no or t.amount_fen <> l.amount_fen
        or t.business_day <> ${scope.businessDay}::date
        or t.out_refund_no <> l.out_refund_no or l.status <> 'succeeded' or l.fee_due_fen <> l.fee_fen),
    twice as materialized (
      select kind, transaction_id from line
      where ${scope.lineCount}::bigint - (select count(*) from pair where ours is null)
        > (select count(*) from movement) - (select count(*) from pair where theirs is null)
      group by 1, 2 having count(*) > 1)
    select theirs as out_trade_no from pair where theirs is not null
    union select ours from pair where ours is not null
    union select l.out_trade_no from line l join twice using (kind, transaction_id)`;
}

/** Movements `t` of ours that had to stand in this statement, or in one of the days around. */
function expectedHere({ channel, businessDay, carriedOver }: MatchScope): Prisma.Sql {
  const carried = carriedOver
    ? Prisma.sql`or (t.business_day = ${carriedOver.businessDay}::date and t.occurred_at >= ${carriedOver.cutoffAt})`
    : Prisma.empty;
  return Prisma.sql`t.channel = ${channel} and (t.business_day = ${businessDay}::date ${carried})`;
}

/**
 * Every line once, with the movement that we booked for it, or else the payment that is still unpaid here. A payment of
 * another day that the file of an earlier one names as well is said twice; a refund may be named when it is asked for, and
 * when it is done.
 */
function linesWithPartners(scope: MatchScope): Prisma.Sql {
  const { channel, statementId, businessDay } = scope;
  return Prisma.sql`
    select distinct on (l.line) l.line, l.kind, l.transaction_id, l.out_trade_no, l.amount_fen as theirs_fen,
      l.status as theirs_status, l.fee_fen, l.fee_due_fen, t.transaction_id as partner,
      t.occurred_at, coalesce(l.kind = 'payment' and t.business_day <> ${businessDay}::date and exists (
        select from statement_line o
        join ${statementsOf(scope)} on s.id = o.statement_id and s."businessDay" < ${businessDay}::date
        where o.out_trade_no = l.out_trade_no and o.kind = 'payment' and o.transaction_id = l.transaction_id
          and o.status = 'succeeded'), false) as is_named_before,
      coalesce(t.transaction_id = l.transaction_id, false) as is_exact,
      coalesce(t.amount_fen, p.amount_fen) as ours_fen,
      case when t.transaction_id is null then p.status else 'succeeded' end as ours_status
    from statement_line l
    join open_number n on n.out_trade_no = l.out_trade_no
    left join channel_transaction t on t.channel = ${channel} and ${SAME_MOVEMENT}
    left join payment p on l.kind = 'payment' and p.id = l.out_trade_no and p.channel = ${channel}
      and p.status <> 'succeeded'
    where l.statement_id = ${statementId}
    order by l.line, (t.transaction_id = l.transaction_id) desc nulls last, t.transaction_id`;
}

/** Movements of ours that no statement of the days around names. */
function missingOnes(scope: MatchScope): Prisma.Sql {
  return Prisma.sql`
    select t.business_day, t.kind, t.transaction_id, null, 1, t.transaction_id, t.out_trade_no,
      null, null, null, null, t.amount_fen, 'succeeded', true, t.occurred_at
    from channel_transaction t
    join open_number n on n.out_trade_no = t.out_trade_no
    where ${expectedHere(scope)}
      and not exists (select from difference d where d.is_reversed and d.channel = t.channel
        and d.transaction_id = t.transaction_id and d.kind = t.kind)
      and not exists (
        select from statement_line l
        join ${statementsOf(scope)} on s.id = l.statement_id
        where ${SAME_MOVEMENT}
          and s."businessDay" between t.business_day - ${MAX_DAYS_BEFORE}::int and t.business_day + 1)`;
}

/** The statements of the days around, as a table `s`. */
const statementsOf = ({ statements }: MatchScope): Prisma.Sql =>
  Prisma.sql`json_to_recordset(${rowsParameter(statements)}::json) as s(id text, "businessDay" date)`;

interface ItemRow {
  no: bigint;
  business_day: Date;
  kind: MovementKind;
  key: string;
  line: number | null;
  mention: bigint;
  transaction_id: string;
  out_trade_no: string;
  theirs_fen: Fen | null;
  theirs_status: ChannelStatementLine['status'] | null;
  fee_fen: Fen | null;
  fee_due_fen: Fen | null;
  ours_fen: Fen | null;
  ours_status: PaymentStatus | null;
  is_booked: boolean;
  occurred_at: Date | null;
}

/** The items that were laid aside, in portions. @param after the number of the last item of the portion before */
export async function readItems(
  client: DbClient,
  after: bigint,
  limit: number,
): Promise<[bigint, ComparedItem][]> {
  const rows = await client.$queryRaw<ItemRow[]>`
    select * from reconciliation_item where no > ${after} order by no limit ${limit}`;
  return rows.map((row) => [row.no, toItem(row)]);
}

function toItem(row: ItemRow): ComparedItem {
  return {
    kind: row.kind,
    businessDay: dayFromDb(row.business_day),
    key: row.key,
    transactionId: row.transaction_id,
    outTradeNo: row.out_trade_no,
    statementLine: row.line,
    mention: Number(row.mention),
    theirs: theirsOf(row),
    ours: oursOf(row),
  };
}

function theirsOf(row: ItemRow): ComparedItem['theirs'] {
  if (row.theirs_fen === null || row.theirs_status === null) return null;
  return {
    amountFen: row.theirs_fen,
    status: row.theirs_status,
    feeFen: row.fee_fen ?? 0n,
    feeDueFen: row.fee_due_fen,
  };
}

function oursOf(row: ItemRow): ComparedItem['ours'] {
  if (row.ours_fen === null || row.ours_status === null) return null;
  return {
    amountFen: row.ours_fen,
    status: row.ours_status,
    isBooked: row.is_booked,
    occurredAt: row.occurred_at,
  };
}
