import { rowsJson } from '../../src/db/rows';
import type { Books } from '../../src/sandbox/books';

/** A message to which a gateway has said that it has it. */
export interface Acknowledged {
  channel: string;
  event: string;
  outTradeNo: string;
}

/** The channels' side of the money, to be held against ours. */
export interface ChannelSide {
  books: Books;
  /** Payments that a channel took and that its books here do not have. */
  foreign: readonly { channel: string; transactionId: string; amountFen: bigint }[];
  acknowledged: readonly Acknowledged[];
}

/** Runs a query with one parameter, on the gateway's database. */
export type Ask = (sql: string, values: unknown[]) => Promise<object[]>;

interface Agreement {
  name: string;
  theirs(side: ChannelSide): readonly object[];
  /** What disagrees; `$1` is their side as JSON. */
  sql: string;
}

/** A refund in the channel's own back office has a number of the channel's making. */
const BACK_OFFICE = 'channel_';

const AGREEMENTS: readonly Agreement[] = [
  {
    name: 'every payment that a channel took is booked with its amount, and nothing else is',
    theirs: ({ books, foreign }) => [
      ...foreign,
      ...books
        .trades()
        .filter(({ paidAt }) => paidAt !== null)
        .map(({ channel, transactionId, amountFen }) => ({ channel, transactionId, amountFen })),
    ],
    sql: `with theirs as (select channel, "transactionId" as transaction_id, "amountFen" as fen
        from json_to_recordset($1::json) as t(channel text, "transactionId" text, "amountFen" bigint)),
      ours as (select channel, transaction_id, amount_fen from channel_transaction where kind = 'payment')
      select * from theirs full join ours using (channel, transaction_id)
      where fen is distinct from amount_fen`,
  },
  {
    name: 'what went back at a channel is booked, payment by payment',
    theirs: ({ books }) =>
      books
        .refunds()
        .filter(({ status }) => status === 'success')
        .map(({ channel, outTradeNo, amountFen }) => ({ channel, outTradeNo, amountFen })),
    sql: `with theirs as (select channel, "outTradeNo" as out_trade_no, sum("amountFen") as theirs_fen
        from json_to_recordset($1::json) as t(channel text, "outTradeNo" text, "amountFen" bigint) group by 1, 2),
      ours as (select channel, out_trade_no, sum(amount_fen) as ours_fen
        from channel_transaction where kind = 'refund' group by 1, 2)
      select * from theirs full join ours using (channel, out_trade_no)
      where theirs_fen is distinct from ours_fen`,
  },
  {
    name: 'each refund at a channel is one of ours, under its number and of its amount',
    theirs: ({ books }) =>
      books
        .refunds()
        .filter(({ outRefundNo }) => !outRefundNo.startsWith(BACK_OFFICE))
        .map(({ channel, outTradeNo, outRefundNo, amountFen }) => ({
          ...{ channel, outTradeNo, outRefundNo, amountFen },
        })),
    sql: `select t.* from json_to_recordset($1::json)
        as t(channel text, "outTradeNo" text, "outRefundNo" text, "amountFen" bigint)
      where not exists (select from refund r where r.id = t."outRefundNo" and r.channel = t.channel
        and r.payment_id = t."outTradeNo" and r.amount_fen = t."amountFen")`,
  },
  {
    name: 'every message that was acknowledged is in the inbox',
    theirs: ({ acknowledged }) => acknowledged,
    sql: `select distinct t.channel, t.event, t."outTradeNo"
      from json_to_recordset($1::json) as t(channel text, event text, "outTradeNo" text)
      where t.event in ('payment', 'refund') and not exists (select from inbox i where i.channel = t.channel
        and i.out_trade_no = t."outTradeNo" and i.origin = 'notification' and i.kind like t.event || '%')`,
  },
];

/** Where the channels' books and ours disagree: a line each. Nothing may be under way. */
export async function findDisagreements(ask: Ask, side: ChannelSide): Promise<string[]> {
  const found: string[] = [];
  for (const { name, theirs, sql } of AGREEMENTS) {
    const rows = await ask(sql, [rowsJson(theirs(side))]);
    if (rows.length > 0) found.push(`${name}: ${rows.length} × ${JSON.stringify(rows.slice(0, 5))}`);
  }
  return found;
}
