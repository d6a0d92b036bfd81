import fc from 'fast-check';
import { addDays, startOfBusinessDay } from '../../../src/kernel/business-day';
import type { ChannelTransaction } from '../../../src/payments/transaction';
import type { ChannelStatementLine } from '../../../src/providers/provider';
import { describeDifference, expectedDifferences, type Line } from './matching-model';
import { beijing, openWorld, type World } from './world';

const FIRST = '2026-03-30';
const DAYS = [FIRST, addDays(FIRST, 1), addDays(FIRST, 2)];

let world: World;
let channelCount = 0;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Numbers are few, so that they meet and clash. */
interface Movement {
  kind: 'payment' | 'refund';
  no: number;
  /** Its numbers: of the channel, of the order, of the refund. */
  theirNo: number;
  refundNo: number | null;
  amountFen: bigint;
}

interface Case {
  booked: (Movement & { dayIndex: number; isLate: boolean })[];
  unpaid: { no: number; amountFen: bigint }[];
  files: (Movement & Pick<ChannelStatementLine, 'status' | 'feeFen' | 'feeDueFen'>)[][];
  order: number[];
}

const small = fc.nat({ max: 3 });
const movement = {
  kind: fc.constantFrom('payment', 'payment', 'refund'),
  no: small,
  theirNo: small,
  refundNo: fc.option(small, { nil: null }),
  amountFen: fc.constantFrom(100n, 200n),
} as const;
const fileLine = fc.record({
  ...movement,
  status: fc.constantFrom('succeeded', 'succeeded', 'pending', 'failed'),
  feeFen: fc.constantFrom(0n, 1n),
  feeDueFen: fc.constantFrom(null, 0n, 1n),
});
const cases: fc.Arbitrary<Case> = fc.record({
  booked: fc.uniqueArray(fc.record({ ...movement, dayIndex: fc.nat({ max: 2 }), isLate: fc.boolean() }), {
    maxLength: 8,
    selector: ({ kind, theirNo }) => `${kind} ${theirNo}`,
  }),
  unpaid: fc.uniqueArray(fc.record({ no: small, amountFen: movement.amountFen }), {
    selector: ({ no }) => no,
  }),
  // A day without lines is a day of its own kind; it has its tests in runs.test.ts.
  files: fc.tuple(...DAYS.map(() => fc.array(fileLine, { minLength: 1, maxLength: 6 }))),
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 1 }),
});

const numbersOf = (channel: string, { kind, no, theirNo, refundNo }: Movement) => ({
  kind,
  transactionId: `${channel}_${kind}_${theirNo}`,
  outTradeNo: `pay_${channel}_${no}`,
  outRefundNo: kind === 'refund' && refundNo !== null ? `${channel}_ref_${refundNo}` : null,
});

function transactionsOf(channel: string, { booked }: Case): ChannelTransaction[] {
  return booked.map((each) => {
    const businessDay = DAYS[each.dayIndex]!;
    return {
      ...numbersOf(channel, each),
      channel,
      businessDay,
      amountFen: each.amountFen,
      occurredAt: beijing(businessDay, each.isLate ? '23:00:00' : '22:59:59'),
      disposition: 'settled',
      reason: null,
    };
  });
}

function linesOf(channel: string, file: Case['files'][number], day: string): Line[] {
  return file.map(({ status, feeFen, feeDueFen, ...each }, i) => {
    const { outRefundNo, ...numbers } = numbersOf(channel, each);
    return {
      ...numbers,
      ...(outRefundNo !== null && { outRefundNo }),
      ...{ amountFen: each.amountFen, status, feeFen, feeDueFen },
      occurredAt: startOfBusinessDay(day),
      line: i + 1,
    };
  });
}

const paymentOf = (no: number, theirNo: number) =>
  ({ kind: 'payment', no, theirNo, refundNo: null, amountFen: 100n }) as const;
const saidOf = (no: number, theirNo: number) =>
  ({ ...paymentOf(no, theirNo), status: 'succeeded', feeFen: 0n, feeDueFen: null }) as const;

/** A payment that an earlier file names too, and a number of ours that is not its own beside its number of the channel. */
const NAMED_BEFORE_WITH_RIVAL: Case = {
  booked: [{ ...paymentOf(3, 3), dayIndex: 0, isLate: false }],
  unpaid: [],
  files: [[saidOf(0, 0)], [saidOf(3, 3)], [saidOf(3, 3), saidOf(0, 3)]],
  order: [1, 2, 0],
};

async function setUp(given: Case) {
  const code = `c${++channelCount}`;
  const channel = world.addChannel(code);
  const transactions = transactionsOf(code, given);
  await world.database.stores.transactions.insertTransactions(transactions, world.now);
  for (const { no, amountFen } of given.unpaid) {
    await world.openPayment(`${code}_${no}`, 'pending', { channel: code, amountFen });
  }
  const unpaid = new Map(given.unpaid.map(({ no, amountFen }) => [`pay_${code}_${no}`, amountFen]));
  const contents = new Map(DAYS.map((day, i) => [day, linesOf(code, given.files[i]!, day)]));
  for (const [day, lines] of contents) channel.put(day, lines);
  return { code, transactions, unpaid, contents };
}

test('the database finds what a plain comparison in memory finds, on whatever day after whatever others', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { code, transactions, unpaid, contents } = await setUp(given);
      const files = new Map<string, Line[]>();
      for (const day of given.order.map((index) => DAYS[index]!)) {
        files.set(day, contents.get(day)!);
        const report = await world.reconcile(day, code);
        const found = await world.reconciliations.listDifferences(report.id, undefined, 100);
        expect(found.map(describeDifference).sort()).toEqual(
          expectedDifferences({ transactions, unpaid, files, day }),
        );
        const lineDifferences = found.filter(({ statementLine }) => statementLine !== null).length;
        expect(report.matchedCount).toBe(files.get(day)!.length - lineDifferences);
      }
    }),
    { numRuns: 40, examples: [[NAMED_BEFORE_WITH_RIVAL]] },
  );
}, 120_000);

test('in whatever order the days are done, what stays open is the same', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { code, transactions, unpaid, contents } = await setUp(given);
      const done = new Set(given.order.map((index) => DAYS[index]!));
      const files = new Map([...contents].filter(([day]) => done.has(day)));
      for (const day of done) await world.reconcile(day, code);
      const open = { state: 'open', channel: code, limit: 1_000 } as const;
      const found = await world.database.stores.followedDifferences.listFollowed(open);
      const expected = [...done].flatMap((day) => expectedDifferences({ transactions, unpaid, files, day }));
      expect(found.map(describeDifference).sort()).toEqual([...new Set(expected)].sort());
    }),
    { numRuns: 40, examples: [[NAMED_BEFORE_WITH_RIVAL]] },
  );
}, 120_000);
