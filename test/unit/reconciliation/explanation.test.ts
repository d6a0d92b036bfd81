import fc from 'fast-check';
import { explain, type DifferenceFacts } from '../../../src/reconciliation/explanation';
import { DIFFERENCE_TYPES } from '../../../src/reconciliation/difference';
import { actionsFor, gapFen, postingsOf } from '../../../src/reconciliation/resolution';

const NOW = new Date('2026-04-02T10:00:00+08:00');
const yuan = (amount: number): bigint => BigInt(amount * 100);
const paid = (amount: number) => ({ amountFen: yuan(amount), status: 'succeeded' });

const facts = (given: Partial<DifferenceFacts>): DifferenceFacts => ({
  channel: 'wechat',
  businessDay: '2026-03-31',
  type: 'channel_only',
  kind: 'payment',
  ours: null,
  theirs: null,
  feeFen: 0n,
  paymentStatus: null,
  isRefundUnderWay: false,
  hasTwin: false,
  orderStatus: null,
  isReversed: false,
  repeats: null,
  ...given,
});

/** The five differences of rule R25. */
const B = facts({ type: 'amount_mismatch', ours: paid(150), theirs: paid(105), paymentStatus: 'succeeded' });
const C = facts({ type: 'ours_only', ours: paid(326), paymentStatus: 'succeeded' });
const D = facts({ type: 'cutoff_pending', ours: paid(50), paymentStatus: 'succeeded' });
const E = facts({
  type: 'status_mismatch',
  ours: { amountFen: yuan(120), status: 'pending' },
  theirs: paid(120),
  paymentStatus: 'pending',
});
const F = facts({ type: 'channel_only', theirs: paid(60) });

describe('the day of rule R25 explains itself', () => {
  test.each([
    ['B', B, 'wrong_amount', 'adjust', yuan(-45)],
    ['C', C, 'missing_at_channel', 'ask_again', yuan(-326)],
    ['D', D, 'cutoff', 'accept_cutoff', 0n],
    ['E', E, 'lost_notification', 'ask_again', yuan(120)],
    ['F', F, 'unknown_order', 'book_to_suspense', yuan(60)],
  ])('%s: %#', (_, of, cause, suggestion, gap) => {
    expect(explain(of, NOW)).toMatchObject({ cause, suggestion, gapFen: gap, ageDays: 2 });
  });

  test('the gaps are what the file is short of our books, but for what the next file will name (−241.00)', () => {
    const gaps = [B, C, D, E, F].reduce((sum, of) => sum + gapFen(of), 0n);
    expect(gaps - yuan(50)).toBe(yuan(-241));
  });

  test('a journal is previewed with both its ends', () => {
    expect(explain(B, NOW).postings).toEqual([
      { debit: 'difference:wechat', credit: 'clearing:wechat', amountFen: yuan(45) },
    ]);
    expect(explain(F, NOW).postings).toEqual([
      { debit: 'clearing:wechat', credit: 'suspense:wechat', amountFen: yuan(60) },
    ]);
    expect(postingsOf('write_off', C)).toEqual([
      { debit: 'write_off:wechat', credit: 'clearing:wechat', amountFen: yuan(326) },
    ]);
    expect([D, E].map((of) => explain(of, NOW).postings)).toEqual([[], []]);
  });
});

describe('a likely cause', () => {
  test.each<[string, Partial<DifferenceFacts>, string, string]>([
    [
      'a row that comes again with another amount',
      { type: 'duplicate', theirs: paid(2), repeats: { line: 1, ...paid(1) } },
      ...(['duplicate_differs', 'ask_again'] as const),
    ],
    [
      'a row of which an earlier file named another amount, which we booked',
      { type: 'duplicate', ours: paid(1), theirs: paid(2) },
      ...(['duplicate_differs', 'ask_again'] as const),
    ],
    ['a row that the file has twice', { type: 'duplicate', theirs: paid(1) }, 'duplicate_row', 'dismiss'],
    [
      'a fee that is not due',
      { type: 'fee_mismatch', ours: paid(1), theirs: paid(1), feeFen: 2n },
      'fee',
      'adjust',
    ],
    [
      'an amount that lacks just the fee',
      {
        type: 'amount_mismatch',
        ours: paid(200),
        theirs: { ...paid(200), amountFen: 19_880n },
        feeFen: 120n,
      },
      'fee_netted',
      'adjust',
    ],
    [
      'money on a payment that had been paid already',
      { theirs: paid(1), paymentStatus: 'succeeded' },
      'paid_twice',
      'book_to_suspense',
    ],
    [
      'a refund that we did not ask for',
      { kind: 'refund', theirs: paid(1) },
      'refund_outside',
      'book_to_suspense',
    ],
    [
      'a refund of ours of which we have no word yet',
      { kind: 'refund', theirs: paid(1), isRefundUnderWay: true },
      'refund_in_transit',
      'ask_again',
    ],
    [
      'a refund that is under way at the channel',
      { type: 'status_mismatch', kind: 'refund', ours: paid(1), theirs: { ...paid(1), status: 'pending' } },
      'refund_in_transit',
      'ask_again',
    ],
    [
      'a refund that we booked and the channel refused',
      { type: 'status_mismatch', kind: 'refund', ours: paid(1), theirs: { ...paid(1), status: 'failed' } },
      'refused_at_channel',
      'adjust',
    ],
    [
      'a refund that the file lacks',
      { type: 'ours_only', kind: 'refund', ours: paid(1) },
      'refund_in_transit',
      'ask_again',
    ],
    [
      'a refund that no file of the days after names',
      { type: 'ours_only', kind: 'refund', ours: paid(1), businessDay: '2026-03-01' },
      'missing_at_channel',
      'ask_again',
    ],
    [
      'a booking that was taken back',
      { theirs: paid(1), isReversed: true },
      'booking_reversed',
      'book_to_suspense',
    ],
  ])('%s: %s', (_, given, cause, suggestion) => {
    expect(explain(facts(given), NOW)).toMatchObject({ cause, suggestion });
  });

  test('what went back at the channel is booked the other way round', () => {
    expect(explain(facts({ kind: 'refund', theirs: paid(1) }), NOW).postings).toEqual([
      { debit: 'suspense:wechat', credit: 'clearing:wechat', amountFen: 100n },
    ]);
  });

  test('money that asking will book is never adjusted beside it', () => {
    expect(actionsFor({ ...E, orderStatus: 'closed' })).toEqual(['refund']);
    expect(actionsFor({ ...E, orderStatus: 'paid' })).toEqual(['refund']);
    expect(actionsFor({ ...E, orderStatus: 'open' })).toEqual([]);
    // Another amount than its own pays no order.
    expect(actionsFor({ ...E, theirs: paid(119), orderStatus: 'open' })).toEqual(['refund']);
  });
});

const side = fc.option(
  fc.record({
    amountFen: fc.bigInt(1n, 10n ** 9n),
    status: fc.constantFrom('succeeded', 'pending', 'failed'),
  }),
);

test('whatever the facts, each action brings the clearing account by just the gap to what the channel says', () => {
  fc.assert(
    fc.property(
      fc.record({
        type: fc.constantFrom(...DIFFERENCE_TYPES),
        kind: fc.constantFrom('payment' as const, 'refund' as const),
        ours: side,
        theirs: side,
        feeFen: fc.option(fc.bigInt(-1000n, 1000n)),
        isReversed: fc.boolean(),
      }),
      (given) => {
        const of = facts(given);
        for (const action of actionsFor(of)) {
          const postings = postingsOf(action, of);
          const moved = postings.reduce(
            (sum, { debit, amountFen }) => sum + (debit === 'clearing:wechat' ? amountFen : -amountFen),
            0n,
          );
          const isBooking = action !== 'dismiss' && action !== 'accept_cutoff';
          expect(moved).toBe(isBooking ? gapFen(of) : 0n);
          expect(postings.every(({ amountFen }) => amountFen > 0n)).toBe(true);
        }
      },
    ),
  );
});
