import { ofDays } from '../audit/audit.store';
import { Prisma } from '../db/client';
import { ordersNamed } from '../orders/order-number.store';
import { ENTRIES, EXPECTED, IS_UNEXPLAINED } from '../reconciliation/bank/entry-use.store';
import { ordersWhere } from './book-source.store';
import { named, when } from './money-source.store';
import type { ReportSource } from './money-source.store';

/** Of several proposals of a day the last one is shown. */
const days: ReportSource = ({ from, to }) => Prisma.sql`
  select d.day::date as day,
    case when s.day is not null then 'closed' when d.day::date < (select max(day) from sealed_day) then 'covered'
      when p.proposed_by is not null then 'proposed' else 'open' end as status,
    coalesce(proposer.name, s.proposed_by, p.proposed_by) as proposed_by, coalesce(closer.name, s.closed_by) as closed_by,
    s.closed_at, s.hash
  from generate_series(${from}::date, ${to}::date, interval '1 day') as d(day)
  left join sealed_day s on s.day = d.day::date
  left join lateral (select proposed_by from day_proposal where day = d.day::date
    order by proposed_at desc limit 1) p on true
  ${named('proposer', 'coalesce(s.proposed_by, p.proposed_by)')} ${named('closer', 's.closed_by')}`;

const bankFiles: ReportSource = () => Prisma.sql`${EXPECTED},
    waiting as (select e.file_id, count(*) as count from ${ENTRIES} where ${IS_UNEXPLAINED} group by 1)
  select f.id as file, f.name as file_name, f.mapping, f.row_count as rows, f.known_count as known,
    coalesce(w.count, 0) as unexplained, case when f.taken_back_at is null then f.credit_fen end as credit,
    case when f.taken_back_at is null then f.debit_fen end as debit, f.taken_back_at, f.covers_from, f.covers_to,
    f.sha256, coalesce(importer.name, f.imported_by) as imported_by, f.imported_at
  from bank_file f left join waiting w on w.file_id = f.id ${named('importer', 'f.imported_by')}`;

const ordersByNumber: ReportSource = ({ number = '' }) =>
  ordersWhere(Prisma.sql`o.id in (${ordersNamed(number)})`);

/** Persons by their names, as on the page, also those in the details; looked up for the rows that are shown alone. */
const auditLog: ReportSource = (filters) => Prisma.sql`
  select a.seq, a.at, a.actor_name, a.action as deed,
    coalesce((select name from staff_member where id = a.subject), (select name from service where id = a.subject),
      a.subject) as subject,
    a.details || coalesce((select jsonb_object_agg(said.key, member.name)
      from jsonb_each_text(a.details) said join staff_member member on member.id = said.value
      where said.key in ('owner', 'proposed_by', 'actor')), '{}') as details, a.hash
  from audit_entry a
  where ${ofDays(filters)}
    ${when(filters.deed, (it) => Prisma.sql`a.action = ${it}`)}
    ${when(filters.actor, (it) => Prisma.sql`a.actor_id = ${it}`)}
    ${when(filters.subject, (it) => Prisma.sql`a.subject = ${it}`)}`;

/** The lists about days, the bank's files, orders by a number, and what persons did. */
export const recordSources = {
  days,
  'bank-files': bankFiles,
  'orders-by-number': ordersByNumber,
  'audit-log': auditLog,
} as const satisfies Record<string, ReportSource>;
