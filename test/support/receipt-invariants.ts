import type { Invariant } from './refund-invariants';

/** What must be true of receipts. */
export const RECEIPT_INVARIANTS: readonly Invariant[] = [
  {
    name: 'the receipts of a series are numbered from 1 without a gap (R33)',
    sql: `select s.code, s.next_no, issued.count, issued.last_no from receipt_series s
      cross join lateral (
        select count(*) as count, coalesce(max(r.no), 0) as last_no
        from (select code, no from receipt union all select code, no from red_receipt) r where r.code = s.code) issued
      where issued.count <> s.next_no - 1 or issued.last_no <> s.next_no - 1`,
  },
  {
    name: 'an order has a receipt for each of its lines, of its amount, or none at all (R19)',
    sql: `select i.order_id, i.line, i.amount_fen, r.amount_fen as receipt_fen
      from receipt_set r0
      join order_item i on i.order_id = r0.order_id
      left join receipt r on r.order_id = i.order_id and r.line = i.line
      where r.amount_fen is distinct from i.amount_fen`,
  },
];
