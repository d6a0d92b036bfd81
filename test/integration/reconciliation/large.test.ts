import type { ChannelStatementLine } from '../../../src/providers/provider';
import { line, openWorld, type World } from './world';

const DAY = '2026-03-31';
const ROWS = 100_000;
const AT_ONCE = 2000;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const numbersFrom = (first: number): string[] => Array.from({ length: AT_ONCE }, (_, i) => String(first + i));

/** In portions as they come from disk; every hundredth row has a fee. */
async function* rows(): AsyncGenerator<readonly ChannelStatementLine[]> {
  for (let first = 1; first <= ROWS; first += AT_ONCE) {
    yield numbersFrom(first).map((no) =>
      line(no, Number(no) % 100 === 0 ? { feeFen: 60n, feeDueFen: 60n } : {}),
    );
  }
}

async function bookAllBut(missing: ReadonlySet<number>): Promise<void> {
  for (let first = 1; first <= ROWS; first += AT_ONCE) {
    const nos = numbersFrom(first).filter((no) => !missing.has(Number(no)));
    await world.database.stores.transactions.insertTransactions(
      nos.map((no) => ({
        ...{ channel: 'wechat', kind: 'payment', transactionId: `tx_${no}`, outTradeNo: `pay_${no}` },
        ...{ outRefundNo: null, amountFen: Number(no) === 777 ? 9_999n : 10_000n, disposition: 'settled' },
        ...{ occurredAt: line(no).occurredAt, businessDay: DAY, reason: null },
      })),
      world.now,
    );
  }
}

test('a day of a hundred thousand payments is told from our books to the last one', async () => {
  await bookAllBut(new Set([5, 50_000]));
  await world.bookPayment('ours');
  world.channel.putBatches(DAY, 'large', rows);
  expect(await world.reconcile(DAY)).toMatchObject({
    status: 'differences',
    matchedCount: ROWS - 3,
    statement: { lineCount: ROWS, paidFen: 10_000n * BigInt(ROWS), version: 1 },
    differenceCounts: { channel_only: 2, amount_mismatch: 1, ours_only: 1 },
  });

  const accounts = await world.database.stores.ledger.listAccounts();
  const fees = accounts.find(({ code }) => code === 'fee_expense:wechat');
  expect(fees?.debitFen).toBe(60n * BigInt(ROWS / 100));
}, 300_000);
