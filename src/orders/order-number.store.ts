import { Prisma } from '../db/client';

/**
 * The ids of the orders that such a number names, each found by an index of its own: of an order, a pay code, a decision,
 * a payment, or the channel's own.
 */
export const ordersNamed = (text: string): Prisma.Sql => Prisma.sql`
  select id from orders where id = ${text}
  union select id from orders where pay_code = ${text}
  union select order_id from order_item where decision_no = ${text.slice(0, 15)} and length(${text}) in (15, 16)
  union select order_id from payment where id = ${text}
  union select p.order_id from channel_transaction t join payment p on p.id = t.out_trade_no
    where t.channel = any(array(select distinct channel from account where channel is not null))
      and t.kind = 'payment' and t.transaction_id = ${text}`;
