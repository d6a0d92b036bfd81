import { Prisma } from '../db/client';

/** What the channel gave back by itself of the money of the movement `t`, as `back.fen`. */
export const GIVEN_BACK = Prisma.sql`left join lateral (
  select sum(b.amount_fen) as fen from channel_transaction b where b.kind = 'refund'
    and b.channel = t.channel and b.out_trade_no = t.out_trade_no and b.disposition = 'suspense') back on true`;

/** Whether the booking of the movement `t` was taken back by a red entry: then it holds no money. */
export const IS_TAKEN_BACK = Prisma.sql`exists (select from difference d where d.is_reversed
  and d.channel = t.channel and d.transaction_id = t.transaction_id and d.kind = t.kind)`;

/**
 * What is still in suspense of each movement `t` that came, as `fen`: less what the channel gave back and what a refund
 * of ours did; not what pays an order by now.
 * @param which more conditions on `t` and its payment `p`
 */
export const suspenseMoney = (which: Prisma.Sql): Prisma.Sql => Prisma.sql`
  select t.channel, t.transaction_id, t.business_day, t.reason, p.order_id,
    t.amount_fen - coalesce(back.fen, 0) - coalesce(ours.fen, 0) as fen
  from channel_transaction t left join payment p on p.id = t.out_trade_no and p.channel = t.channel
  ${GIVEN_BACK}
  left join lateral (select sum(r.amount_fen) as fen from refund r where r.payment_id = p.id
    and p.transaction_id = t.transaction_id and r.origin = 'suspense' and r.status = 'succeeded') ours on true
  where t.kind = 'payment' and t.disposition = 'suspense' and not ${IS_TAKEN_BACK}
    and not exists (select from claim c where c.channel = t.channel and c.transaction_id = t.transaction_id
      and c.status = 'approved' and c.order_id is not null) ${which}`;
