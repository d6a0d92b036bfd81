import fc from 'fast-check';
import {
  differenceOf,
  isPaymentToFollow,
  typeOf,
  type ComparedItem,
  type DifferenceType,
} from '../../../src/reconciliation/difference';

const day = {
  businessDay: '2026-03-31',
  cutoffAt: new Date('2026-03-31T23:00:00+08:00'),
  isNextDayKnown: false,
};

const theirs = { amountFen: 100n, status: 'succeeded', feeFen: 1n, feeDueFen: 1n } as const;
const ours = { amountFen: 100n, status: 'succeeded', isBooked: true, occurredAt: null } as const;
const pending = { ...ours, status: 'pending', isBooked: false } as const;

const item = (given: Partial<ComparedItem>): ComparedItem => ({
  kind: 'payment',
  businessDay: day.businessDay,
  key: 'tx_1',
  transactionId: 'tx_1',
  outTradeNo: 'pay_1',
  statementLine: 1,
  mention: 1,
  theirs,
  ours,
  ...given,
});

const missing = (time: string, businessDay = day.businessDay): ComparedItem =>
  item({
    businessDay,
    theirs: null,
    ours: { ...ours, occurredAt: new Date(`${businessDay}T${time}+08:00`) },
  });

describe('what is wrong with an item', () => {
  test.each<[string, Partial<ComparedItem>, DifferenceType | null]>([
    ['both sides agree', {}, null],
    ['the fee due is not known', { theirs: { ...theirs, feeFen: 9n, feeDueFen: null } }, null],
    ['a fee was charged that is not due', { theirs: { ...theirs, feeFen: 9n } }, 'fee_mismatch'],
    ['a fee was charged that is a fen too much', { theirs: { ...theirs, feeFen: 2n } }, 'fee_mismatch'],
    [
      'the fee of a part that went back was rounded together with the parts before',
      { kind: 'refund', theirs: { ...theirs, feeFen: -2n, feeDueFen: -1n } },
      null,
    ],
    [
      'too much of the fee went back',
      { kind: 'refund', theirs: { ...theirs, feeFen: -3n, feeDueFen: -1n } },
      'fee_mismatch',
    ],
    ['we know nothing of it', { ours: null }, 'channel_only'],
    [
      'it failed there and we know nothing of it',
      { ours: null, theirs: { ...theirs, status: 'failed' } },
      null,
    ],
    [
      'it is under way there and unknown here',
      { ours: null, theirs: { ...theirs, status: 'pending' } },
      'channel_only',
    ],
    ['it is paid there and pending here', { ours: pending }, 'status_mismatch'],
    ['it is pending on both sides', { ours: pending, theirs: { ...theirs, status: 'pending' } }, null],
    ['we booked what failed there', { theirs: { ...theirs, status: 'failed' } }, 'status_mismatch'],
    ['the amounts differ', { theirs: { ...theirs, amountFen: 99n } }, 'amount_mismatch'],
    ['the file names it again', { mention: 2 }, 'duplicate'],
  ])('%s: %s', (_, given, type) => {
    expect(typeOf(item(given), day)).toBe(type);
  });

  test.each<[string, ComparedItem]>([
    ['a second mention of something unknown', item({ mention: 2, ours: null })],
    ['a second mention with another amount', item({ mention: 2, theirs: { ...theirs, amountFen: 1n } })],
  ])('%s is a duplicate before all else', (_, repeated) => {
    expect(typeOf(repeated, day)).toBe('duplicate');
  });

  test('another amount weighs more than another status, and that more than another fee', () => {
    const wrong = { ...theirs, amountFen: 1n, status: 'failed', feeFen: 7n } as const;
    expect(typeOf(item({ theirs: wrong }), day)).toBe('amount_mismatch');
    expect(typeOf(item({ theirs: { ...wrong, amountFen: 100n } }), day)).toBe('status_mismatch');
  });
});

describe('money of ours that no file names', () => {
  test.each([
    ['22:59:59', 'ours_only'],
    ['23:00:00', 'cutoff_pending'],
    ['23:59:59', 'cutoff_pending'],
  ])('at %s is %s', (time, type) => {
    expect(typeOf(missing(time), day)).toBe(type);
  });

  test('is missing for good once the next day has had its say', () => {
    expect(typeOf(missing('23:59:59'), { ...day, isNextDayKnown: true })).toBe('ours_only');
  });

  test('of the day before is missing for good', () => {
    expect(typeOf(missing('23:59:59', '2026-03-30'), day)).toBe('ours_only');
  });
});

describe('the id of a difference', () => {
  const idOf = (
    given: Partial<ComparedItem>,
    type: DifferenceType = 'channel_only',
    channel = 'wechat',
  ): string => differenceOf(item(given), type, channel).id;

  test('is the same whatever the line and the amounts', () => {
    expect(idOf({ statementLine: 7, theirs: { ...theirs, amountFen: 5n } })).toBe(idOf({}));
    expect(idOf({})).toMatch(/^dif_[0-9a-f]{28}$/);
  });

  test('differs with everything that makes it another difference', () => {
    const ids = [
      idOf({}),
      idOf({}, 'ours_only'),
      idOf({}, 'channel_only', 'alipay'),
      idOf({ kind: 'refund' }),
      idOf({ businessDay: '2026-04-01' }),
      idOf({ key: 'tx_2' }),
      idOf({ mention: 2 }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('only a payment that the channel took and we did not book is asked about', () => {
  expect(isPaymentToFollow(item({ ours: pending }))).toBe(true);
  expect(isPaymentToFollow(item({ ours: pending, theirs: { ...theirs, status: 'pending' } }))).toBe(false);
  expect(isPaymentToFollow(item({ ours: null }))).toBe(false);
  expect(isPaymentToFollow(item({}))).toBe(false);
});

test('an item on which both sides agree in everything is never a difference, whatever the figures', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 1n << 52n }),
      fc.bigInt({ min: -1000n, max: 1000n }),
      (amountFen, feeFen) => {
        const agreed = {
          theirs: { ...theirs, amountFen, feeFen, feeDueFen: feeFen },
          ours: { ...ours, amountFen },
        };
        expect(typeOf(item(agreed), day)).toBeNull();
      },
    ),
  );
});
