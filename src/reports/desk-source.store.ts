import { Prisma } from '../db/client';
import {
  ENTRIES,
  entryConditions,
  EXPECTED,
  IS_EXPECTED,
  OTHER_ACCOUNT,
} from '../reconciliation/bank/entry-use.store';
import {
  FOUND_DIFFERENCES,
  IS_IN_FORCE,
  IS_WHOLE,
  OPEN_DIFFERENCES,
} from '../reconciliation/source-figures.store';
import { UNDELIVERED } from '../webhooks/undelivered.store';
import { madeWithin, named, when, within } from './money-source.store';
import type { ReportSource } from './money-source.store';

/** What the approval of a proposal `s` books, in one row. */
const BOOKED = Prisma.sql`
  select string_agg(distinct posting->>'debit', ', ') as debit_accounts,
    string_agg(distinct posting->>'credit', ', ') as credit_accounts,
    coalesce(sum((posting->>'amountFen')::bigint), 0) as amount
  from jsonb_array_elements(s.postings) posting`;

const resolutions: ReportSource = (filters) => Prisma.sql`
  select s.id as resolution, s.difference_id as difference, d.type, d.business_day as day, d.channel, s.action, s.status,
    s.reason, p.debit_accounts, p.credit_accounts, p.amount, s.journal_id as voucher, s.order_id as "order",
    coalesce(proposer.name, s.proposed_by) as proposed_by, s.proposed_at,
    coalesce(decider.name, s.decided_by) as decided_by, s.decided_at, s.note, a.name as attachment
  from difference_resolution s join difference d on d.id = s.difference_id
  left join resolution_attachment a on a.id = s.attachment_id
  cross join lateral (${BOOKED}) p
  ${named('proposer', 's.proposed_by')} ${named('decider', 's.decided_by')}
  where ${madeWithin('s.id', 'res', filters)} ${when(filters.status, (it) => Prisma.sql`s.status = ${it}`)}`;

const proposals: ReportSource = (filters) => Prisma.sql`
  select s.id as proposal, s.kind, s.subject, s.status, s.reason, p.debit_accounts, p.credit_accounts, p.amount,
    coalesce(proposer.name, s.proposed_by) as proposed_by, s.proposed_at,
    coalesce(decider.name, s.decided_by) as decided_by, s.decided_at, s.note
  from finance_proposal s cross join lateral (${BOOKED}) p
  ${named('proposer', 's.proposed_by')} ${named('decider', 's.decided_by')}
  where ${madeWithin('s.id', 'prp', filters)} ${when(filters.status, (it) => Prisma.sql`s.status = ${it}`)}
    ${when(filters.kind, (it) => Prisma.sql`s.kind = ${it}`)}`;

const remittances: ReportSource = (filters) => Prisma.sql`
  select b.id as batch, b.created_at as made_at, b.destination, b.up_to, b.status, b.amount_fen as amount,
    coalesce(maker.name, b.made_by) as made_by, coalesce(checker.name, b.checked_by) as checked_by,
    b.file_sha256 as sha256, b.bank_reference as reference, b.acknowledged_on, b.returned_reason as reason
  from remittance_batch b ${named('maker', 'b.made_by')} ${named('checker', 'b.checked_by')}
  where ${madeWithin('b.id', 'rmt', filters)} ${when(filters.status, (it) => Prisma.sql`b.status = ${it}`)}`;

const runs: ReportSource = (filters) => Prisma.sql`
  select r.id as run, r.business_day as day, r.channel, r.status, r.statement_id as file, s.version,
    r.matched_count as matched, ${FOUND_DIFFERENCES} as differences, r.reason as refusal,
    case r.trigger when 'schedule' then 'by_time' else 'by_hand' end as begun, r.created_at, r.updated_at
  from reconciliation r left join statement s on s.id = r.statement_id
  where ${within('r.business_day', filters)} ${when(filters.channel, (it) => Prisma.sql`r.channel = ${it}`)}
    ${when(filters.status, (it) => Prisma.sql`r.status = ${it}`)}`;

const statements: ReportSource = (filters) => Prisma.sql`
  select s.id as file, s.business_day as day, s.channel, s.version,
    case when not ${IS_IN_FORCE} then 'replaced' when ${IS_WHOLE} then 'in_force' else 'in_force_for_now' end as standing, s.line_count as rows, s.paid_fen as paid,
    s.refunded_fen as refunded, ${OPEN_DIFFERENCES} as open_differences, s.sha256,
    date_trunc('second', s.fetched_at) as fetched_at
  from statement s
  where ${within('s.business_day', filters)} ${when(filters.channel, (it) => Prisma.sql`s.channel = ${it}`)}`;

const undeliveredEvents: ReportSource = () => Prisma.sql`
  select e.id as event, e.created_at, s.name as service, e.type as event_type, e.subject_id as about, e.attempts,
    e.last_result, e.exhausted_at
  from (${UNDELIVERED}) u join event e on e.id = u.id join service s on s.id = e.service_id`;

/** All rows at once: what each was taken for is joined as a set, where a page of the list looks it up row by row. */
const bankMovements: ReportSource = ({ from, to, state, file }) => {
  const isExplained = state === undefined ? null : state === 'explained';
  return Prisma.sql`${EXPECTED},
    entries as materialized (
      select e.*, n.note, n.noted_by, n.noted_at, bk.id as booking_id, bk.kind as booking from ${ENTRIES}
      where ${entryConditions({ from, to, isExplained, fileId: file ?? null })}),
    used as (
      select distinct on (e.key) e.key, x.use, x.use_id, x.channel from entries e join expected x on ${IS_EXPECTED}
      order by e.key)
    select e.file_id as file, e.line, e.key as entry, f.name as file_name, e.booked_on, e.account as bank_account,
      case e.direction when 'credit' then e.amount_fen end as credit,
      case e.direction when 'debit' then e.amount_fen end as debit, ${OTHER_ACCOUNT} as counter_account,
      e.reference,
      e.balance_fen as balance, case when e.channel is null then coalesce(e.booking, u.use) else 'settlement' end as use,
      coalesce(e.settles_day::text, e.booking_id, u.use_id) as use_id, coalesce(e.channel, u.channel) as channel, e.note,
      coalesce(noter.name, e.noted_by) as noted_by, e.noted_at
    from entries e join bank_file f on f.id = e.file_id left join used u on u.key = e.key
    ${named('noter', 'e.noted_by')}`;
};

/** What is proposed, compared, brought in and sent on. */
export const deskSources = {
  resolutions,
  proposals,
  remittances,
  runs,
  statements,
  'undelivered-events': undeliveredEvents,
  'bank-movements': bankMovements,
} as const satisfies Record<string, ReportSource>;
