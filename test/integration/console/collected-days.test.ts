import { Client } from 'pg';
import { createDatabase, type Database } from '../../../src/db/database';
import type { JournalKind } from '../../../src/ledger/journal';
import type { ChannelTransaction } from '../../../src/payments/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const [DAY, NEXT] = ['2026-03-30', '2026-03-31'];
const MONTH = { channels: ['wechat', 'alipay'], from: DAY, to: NEXT };

let own: TestDatabase;
let database: Database;
let hand: Client;
beforeAll(async () => {
  own = await createTestDatabase();
  database = createDatabase({ url: own.url, poolSize: 2 });
  hand = new Client({ connectionString: own.url });
  await hand.connect();
});
afterAll(async () => {
  await hand.end();
  await database.close();
  await own.drop();
});

const noonOf = (day: string): Date => new Date(`${day}T12:00:00+08:00`);

/** @param what its source, the two accounts and fen */
async function book(
  businessDay: string,
  kind: JournalKind,
  [source, debit, credit, fen]: [string, string, string, bigint],
): Promise<void> {
  const [occurredAt, postings] = [noonOf(businessDay), [{ debit, credit, amountFen: fen }]];
  const journal = { id: `jrn_${source}`, kind, businessDay, occurredAt, source, orderId: null, postings };
  await database.stores.ledger.insertJournals([journal], occurredAt);
}

/** A payment of WeChat's own number. @param bookedOn the day of its journal, which is that on which we learn of it */
async function pay(
  transactionId: string,
  fen: bigint,
  [day, bookedOn = day]: [string, string?],
): Promise<void> {
  const transaction: ChannelTransaction = {
    ...{ channel: 'wechat', kind: 'payment', transactionId, outTradeNo: `pay_${transactionId}` },
    ...{ outRefundNo: null, amountFen: fen, occurredAt: noonOf(day), businessDay: day },
    ...{ disposition: 'suspense', reason: 'unknown_order' },
  };
  await database.stores.transactions.insertTransactions([transaction], noonOf(bookedOn));
  const source = `wechat:payment:${transactionId}`;
  await book(bookedOn, 'suspense', [source, 'clearing:wechat', 'suspense:wechat', fen]);
}

/** What the list of each day comes to, and what the trend says of it. */
async function read() {
  const { overview } = database.stores;
  const [totals, trend] = await Promise.all([overview.sumDays(MONTH), overview.readTrend(MONTH)]);
  const lists = totals.map(({ businessDay, amountFen }) => [businessDay, amountFen]);
  return {
    lists,
    trend: trend.map(({ businessDay, collectedFen }) => [businessDay, collectedFen]).reverse(),
  };
}

test('the trend of a month says of each day what the list of its payments comes to, and nothing else', async () => {
  await pay('1', 10_000n, [DAY]);
  await pay('2', 2_000n, [NEXT]);
  await pay('late', 300n, [DAY, NEXT]);
  // Fees of a day's payments and one that a refund gave back, the invoice of a fee, and what persons set right.
  await book(DAY, 'fee', ['wechat:fee:1', 'fee_expense:wechat', 'clearing:wechat', 60n]);
  await book(DAY, 'fee', ['wechat:fee:refund:1', 'clearing:wechat', 'fee_expense:wechat', 7n]);
  await book(NEXT, 'fee', ['fee_invoice:wechat:1:x', 'clearing:wechat', 'bank', 60n]);
  await book(NEXT, 'reversal', ['reversal:jrn_1', 'bank', 'clearing:wechat', 60n]);
  await book(DAY, 'adjustment', ['resolution:1', 'clearing:wechat', 'difference:wechat', 500n]);
  await book(DAY, 'adjustment', ['resolution:2', 'clearing:wechat', 'fee_expense:wechat', 11n]);
  await book(NEXT, 'adjustment', ['resolution:3', 'bank', 'fee_expense:wechat', 13n]);
  await book(NEXT, 'reversal', ['reversal:jrn_2', 'clearing:wechat', 'difference:wechat', 17n]);
  await book(DAY, 'bank_credit', ['bank:credit:1', 'bank', 'clearing:wechat', 9_000n]);
  const expected = [
    [NEXT, 2_000n],
    [DAY, 10_300n],
  ];
  expect(await read()).toEqual({ lists: expected, trend: expected });
  await database.stores.ledger.rollUpBalances();
  expect(await read()).toEqual({ lists: expected, trend: expected });
});

test('a payment whose booking was taken back counts no more, until it is booked again', async () => {
  const before = await read();
  await pay('unknown', 900n, [NEXT]);
  expect((await read()).trend[0]).toEqual([NEXT, 2_900n]);
  await hand.query(`insert into difference (id, channel, business_day, type, kind, transaction_id, is_reversed, first_seen_at)
    values ('dif_1', 'wechat', '${NEXT}', 'channel_only', 'payment', 'unknown', true, now())`);
  await book(NEXT, 'reversal', ['reversal:jrn_9', 'suspense:wechat', 'clearing:wechat', 900n]);
  expect(await read()).toEqual(before);
  await hand.query('update difference set is_reversed = false');
  await book(NEXT, 'adjustment', ['resolution:9', 'clearing:wechat', 'suspense:wechat', 900n]);
  const { lists, trend } = await read();
  expect(trend).toEqual(lists);
  expect(trend[0]).toEqual([NEXT, 2_900n]);
});
