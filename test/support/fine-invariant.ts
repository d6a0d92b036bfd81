/** No rows, or a register believes in money that its payer has back. */
export const RETURNS_TOLD = {
  name: 'what went back of a fine is known to the register, or still waits to be told',
  sql: `select r.id, f.id as refund from fine_report r
    join order_item i on i.order_id = r.order_id and i.decision_no = r.decision_no
    join refund_share s on s.order_id = i.order_id and s.line = i.line
    join refund f on f.id = s.refund_id and f.status = 'succeeded'
    where r.status <> 'refused' and s.amount_fen > 0
      and not exists (select from fine_return b where b.report_id = r.id and b.refund_id = f.id and (b.status <> 'returned'
        or exists (select from outbox x where x.kind = 'fine.return' and x.subject = b.id)))`,
};

/** No rows, or a fine was paid twice. */
export const FINES_PAID_ONCE = {
  name: 'of a fine nothing is paid twice: each order was quoted with all the money in mind that came before it',
  sql: `with paid as (select i.decision_no, o.id, o.status, i.amount_fen, (
        select coalesce(sum((money ->> 'amountFen')::bigint), 0)
        from jsonb_array_elements(coalesce(i.quote -> 'input' -> 'decision' -> 'received', '[]')) money) as known
      from order_item i join orders o on o.id = i.order_id
      where i.decision_no is not null and o.status in ('paid', 'partially_refunded', 'refunded'))
    select p.decision_no, p.id, p.known from paid p
    where not exists (select from paid r where r.decision_no = p.decision_no and r.status = 'refunded')
      and (p.known <> (select coalesce(sum(e.amount_fen), 0) from paid e
          where e.decision_no = p.decision_no and e.known < p.known)
        or exists (select from paid t where t.decision_no = p.decision_no and t.id <> p.id and t.known = p.known))`,
};
