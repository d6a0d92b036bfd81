import type { Invariant } from './refund-invariants';

/** What must be true of what persons decided about differences. */
export const RESOLUTION_INVARIANTS: readonly Invariant[] = [
  {
    name: 'a journal of a resolution has the resolution that booked it, approved by another than who proposed it',
    sql: `select j.id, j.source from journal j where j.source like 'resolution:%' and 1 <> (
        select count(*) from difference_resolution r where j.source = 'resolution:' || r.id and r.journal_id = j.id
          and r.status in ('approved', 'reversed') and r.decided_by <> r.proposed_by)`,
  },
  {
    name: 'what was reversed nets to zero, account by account',
    sql: `select r.id, ends.account, sum(ends.fen) from difference_resolution r
      join difference_resolution back on back.reverses = r.id and back.status = 'approved'
      cross join lateral (
        select p.debit_account as account, p.amount_fen as fen from posting p
          where p.journal_id in (r.journal_id, back.journal_id)
        union all select p.credit_account, -p.amount_fen from posting p
          where p.journal_id in (r.journal_id, back.journal_id)) ends
      where r.status = 'reversed' group by 1, 2 having sum(ends.fen) <> 0`,
  },
  {
    name: 'a resolution is reversed exactly where its reversal was approved',
    sql: `select r.id, r.status from difference_resolution r
      where (r.status = 'reversed') <> exists (select from difference_resolution back
        where back.reverses = r.id and back.status = 'approved')`,
  },
  {
    name: 'the resolution that stands is the one that the difference names, and it was closed by it',
    sql: `select d.id, d.resolution_id from difference d
      left join difference_resolution r on r.difference_id = d.id and r.status = 'approved' and r.action <> 'reverse'
      where r.id is distinct from d.resolution_id`,
  },
  {
    name: 'nobody is to decide about a difference that is closed, but to take back what closed it',
    sql: `select r.id, d.id from difference_resolution r join difference d on d.id = r.difference_id
      where r.status = 'proposed' and r.action <> 'reverse' and d.closed_at is not null`,
  },
];
