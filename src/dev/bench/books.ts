import { addDays, businessDayOf, startOfBusinessDay } from '../../kernel/business-day';
import type { BusinessDay } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import { withClient } from './workbench';

/** A payment of the benchmark by its number; SQL and the messages about it are made of the same rules. */
export interface NumberedPayment {
  outTradeNo: string;
  transactionId: string;
  amountFen: Fen;
}

const DIGITS = 12;

/** @param no from 1 on */
export function paymentOf(no: number): NumberedPayment {
  const digits = String(no).padStart(DIGITS, '0');
  return {
    outTradeNo: `pay_bench${digits}`,
    transactionId: `4200000000000000${digits}`,
    amountFen: 10_000n + BigInt(no % 5_000),
  };
}

/** Adds orders with one item, each with a payment that waits at the channel, and what the outbox holds of them. */
export async function insertOpenPayments(databaseUrl: string, count: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('begin');
    await insertOrders(client, count, 'open');
    await client.query(
      `insert into outbox (kind, subject, run_at, created_at)
       select kind, id, now() + interval '1 hour', now() from (
         select 'order.expire' as kind, id from orders union all select 'payment.follow', id from payment) waiting`,
    );
    await client.query('commit');
    // Only these: of a table analyzed while empty, PostgreSQL expects that it stays so, and checks a foreign key to
    // it by reading it all.
    await client.query('analyze orders, order_item, payment, outbox');
  });
}

/** Adds orders that were paid on that day, each payment booked as a transaction of the channel. */
export async function insertBookedPayments(
  databaseUrl: string,
  count: number,
  day: BusinessDay,
): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('begin');
    await insertOrders(client, count, 'paid');
    await client.query(
      `insert into channel_transaction (channel, kind, transaction_id, out_trade_no, amount_fen, occurred_at,
         business_day, disposition, created_at)
       select channel, 'payment', '4200000000000000' || right(id, ${DIGITS}), id, amount_fen, $1, $2::date,
         'settled', now() from payment`,
      [middayOf(day), day],
    );
    await client.query('commit');
    await client.query('analyze');
  });
}

/** When everything on the benchmark's statement was paid. */
export function middayOf(day: BusinessDay): Date {
  return new Date(startOfBusinessDay(day).getTime() + 12 * 3_600_000);
}

/** The day whose statement is read. */
export function dayBefore(at: Date): BusinessDay {
  return addDays(businessDayOf(at), -1);
}

type SqlClient = Parameters<Parameters<typeof withClient>[1]>[0];

async function insertOrders(client: SqlClient, count: number, status: 'open' | 'paid'): Promise<void> {
  await client.query(
    `insert into service (id, name, scopes, webhook_secret, created_at)
     values ('svc_bench', 'bench', '{orders}', 'whsec_', now())`,
  );
  await client.query(
    `insert into orders (id, service_id, external_ref, status, amount_fen, cashier_token, metadata, expires_at,
       created_at, updated_at)
     select 'ord_bench' || digits, 'svc_bench', digits, $2, 10000 + no % 5000, 'token' || digits, '{}',
       now() + interval '1 hour', now(), now()
     from (select no, lpad(no::text, ${DIGITS}, '0') as digits from generate_series(1, $1::int) no) numbers`,
    [count, status],
  );
  await client.query(
    `insert into order_item (order_id, line, affair_code, affair_name, agency_code, income_item_code, quantity,
       unit_fen, amount_fen)
     select o.id, 1, a.code, a.name_zh, a.agency_code, a.income_item_code, 1, o.amount_fen, o.amount_fen
     from orders o, affair a where a.code = 'passport'`,
  );
  await client.query(
    `insert into payment (id, order_id, channel, scene, status, amount_fen, action_type, action_content, expires_at,
       created_at, updated_at)
     select 'pay_bench' || right(id, ${DIGITS}), id, 'wechat', 'qr', $1, amount_fen, 'qr_code', 'weixin://', expires_at,
       now(), now()
     from orders`,
    [status === 'paid' ? 'succeeded' : 'pending'],
  );
}
