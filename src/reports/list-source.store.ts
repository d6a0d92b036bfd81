import { IS_TAKEN_BACK } from '../claims/suspense.store';
import { suspendedWaiting } from '../claims/claim.store';
import { Prisma } from '../db/client';
import { addDays, startOfBusinessDay } from '../kernel/business-day';
import { idFloor } from '../kernel/ids';
import { BOOKED_MOVEMENT, IS_BOOKED_LATER } from '../ledger/open-day.store';
import { differenceConditions } from '../reconciliation/followed-difference.store';
import type { DifferenceState } from '../reconciliation/followed-difference';
import type { DifferenceType } from '../reconciliation/difference';
import { madeWithin, named, when, within } from './money-source.store';
import type { ReportSource } from './money-source.store';
import type { ReportFilters } from './report';

const paymentAttempts: ReportSource = (filters) => Prisma.sql`
  select p.id as payment, p.order_id as "order", p.created_at, p.channel, p.status, p.disposition, p.reason,
    p.transaction_id as transaction, p.amount_fen as amount, p.paid_at
  from payment p where ${madeWithin('p.id', 'pay', filters)}
    ${when(filters.channel, (it) => Prisma.sql`p.channel = ${it}`)}
    ${when(filters.status, (it) => Prisma.sql`p.status = ${it}`)}`;

/** What the channels moved, also refunds that they made by themselves. */
const transactions: ReportSource = (filters) => Prisma.sql`
  select t.business_day as day, t.channel, t.kind, t.transaction_id as transaction, t.out_trade_no as payment,
    t.out_refund_no as refund_number, p.order_id as "order", t.occurred_at, t.disposition, t.reason,
    j.business_day as booked_on, case t.kind when 'payment' then t.amount_fen else 0 end as received,
    case t.kind when 'refund' then t.amount_fen else 0 end as returned
  from channel_transaction t left join payment p on p.id = t.out_trade_no left join journal j on ${BOOKED_MOVEMENT}
  where not ${IS_TAKEN_BACK} and ${within('t.business_day', filters)} ${when(filters.state, () => IS_BOOKED_LATER)}
    ${when(filters.channel, (it) => Prisma.sql`t.channel = ${it}`)} ${when(filters.kind, (it) => Prisma.sql`t.kind = ${it}`)}`;

const differences: ReportSource = ({ from, to, state, type, channel, owner, ...of }) => {
  const which = differenceConditions({
    ...{ from, to, channel, runId: of.run, statementId: of.file },
    state: state as DifferenceState | undefined,
    type: type as DifferenceType | undefined,
    ownerId: owner === 'nobody' ? '' : owner,
  });
  return Prisma.sql`
    select d.id as difference, d.type, d.business_day as day, d.channel, d.kind, d.transaction_id as transaction,
      d.out_trade_no as payment, d.ours_fen as ours, d.theirs_fen as theirs, coalesce(o.name, d.owner_id) as owner,
      standing.action, d.first_seen_at, d.closed_at
    from difference d left join difference_resolution standing on standing.id = d.resolution_id
    ${named('o', 'd.owner_id')} where ${which}`;
};

const suspense: ReportSource = (filters) => Prisma.sql`
  select ("occurredAt" at time zone 'Asia/Shanghai')::date as day, channel, "transactionId" as transaction, "occurredAt" as came_at, reason,
    "amountFen" as amount, "orderId" as "order", "claimId" as claim
  from (${suspendedWaiting(when(filters.channel, (it) => Prisma.sql`t.channel = ${it}`))}) s`;

const claims: ReportSource = (filters) => Prisma.sql`
  select c.id as claim, c.created_at, c.channel, c.transaction_id as transaction, c.amount_fen as amount,
    c.order_id as "order", c.refund_id as refund, c.reason, c.note,
    coalesce(asker.name, c.requested_by) as requested_by, coalesce(decider.name, c.decided_by) as decided_by, c.status
  from claim c ${named('asker', 'c.requested_by')} ${named('decider', 'c.decided_by')}
  where ${madeWithin('c.id', 'clm', filters)} ${when(filters.status, (it) => Prisma.sql`c.status = ${it}`)}`;

const writeBack: ReportSource = (filters) => {
  const start = startOfBusinessDay(filters.from);
  const end = startOfBusinessDay(addDays(filters.to, 1));
  // A report is made once its payment is booked: no need to look through those of long before.
  const floor = idFloor('frp', startOfBusinessDay(addDays(filters.from, -1)));
  const inPeriod =
    filters.day_of === 'paid'
      ? Prisma.sql`r.id >= ${floor} and r.paid_at >= ${start} and r.paid_at < ${end}`
      : madeWithin('r.id', 'frp', filters);
  return Prisma.sql`
    select r.id as report, r.decision_no, r.order_id as "order", r.amount_fen as amount, r.status, r.attempts,
      r.last_code, coalesce(r.reason, r.last_error) as problem, r.paid_at, r.reported_at, r.cleared_at,
      ceil(extract(epoch from r.reported_at - r.paid_at))::bigint as seconds
    from fine_report r
    where ${inPeriod} ${when(filters.status, (it) => Prisma.sql`r.status = ${it}`)}
      ${when(filters.state, () => Prisma.sql`r.status in ('reported', 'cleared')`)}
      ${when(filters.paid_before, (it) => Prisma.sql`r.paid_at < ${it}::timestamptz`)}
      ${when(
        filters.channel,
        (it) => Prisma.sql`exists (select from payment p
          where p.order_id = r.order_id and p.disposition = 'settled' and p.channel = ${it})`,
      )}`;
};

/** The file of each day that counts. */
const inForce = (table: 'statement' | 'fund_file', filters: ReportFilters): Prisma.Sql => Prisma.sql`(
  select distinct on (channel, business_day) id, channel, business_day from ${Prisma.raw(table)}
  where ${within('business_day', filters)} ${when(filters.channel, (it) => Prisma.sql`channel = ${it}`)}
  order by channel, business_day, fetched_at desc, version desc)`;

/** By their key: of many years' lines those of a few files are shown. The fence (`offset 0`) keeps it so. */
const linesOf = (table: 'statement' | 'fund_file'): Prisma.Sql =>
  table === 'statement'
    ? Prisma.sql`(select * from statement_line where statement_id = s.id offset 0)`
    : Prisma.sql`(select * from fund_line where file_id = f.id offset 0)`;

/** What moved, as a day is compared. */
const statementLines: ReportSource = (filters) => Prisma.sql`
  select s.business_day as day, s.channel, l.line, l.kind, l.transaction_id as transaction, l.out_trade_no as payment,
    l.occurred_at, l.amount_fen as amount, l.fee_fen as fee
  from ${inForce('statement', filters)} s cross join lateral ${linesOf('statement')} l
  where l.status = 'succeeded' ${when(filters.kind, (it) => Prisma.sql`l.kind = ${it}`)}`;

const fundLines: ReportSource = (filters) => Prisma.sql`
  select f.business_day as day, f.channel, l.line, l.kind, l.transaction_id as transaction, l.reference, l.occurred_at,
    l.amount_fen as amount, l.balance_fen as balance
  from ${inForce('fund_file', filters)} f cross join lateral ${linesOf('fund_file')} l
  where true ${when(filters.kind, (it) => Prisma.sql`l.kind = ${it}`)}`;

const bankEntries: ReportSource = (filters) => Prisma.sql`
  select b.settles_day as day, b.channel, b.key as entry, b.booked_on, b.account as bank_account, b.counter_account,
    b.reference, b.amount_fen as amount
  from bank_entry b where ${within('b.settles_day', filters)} and b.channel is not null
    ${when(filters.channel, (it) => Prisma.sql`b.channel = ${it}`)}`;

/** The lists of the console. */
export const listSources = {
  'payment-attempts': paymentAttempts,
  transactions,
  differences,
  suspense,
  claims,
  'write-back': writeBack,
  'statement-lines': statementLines,
  'fund-lines': fundLines,
  'bank-entries': bankEntries,
} as const satisfies Record<string, ReportSource>;
