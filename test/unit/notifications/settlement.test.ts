import { decide, type SettlementState } from '../../../src/notifications/settlement';
import { fact, order, payment } from './facts';

const state = (given: Partial<SettlementState> = {}): SettlementState => ({
  payment: payment(),
  order: order(),
  bookedFen: null,
  isWithdrawn: false,
  isFinePaidElsewhere: false,
  refund: null,
  isRefundUnderWay: false,
  ...given,
});
const suspend = (reason: string) => ({ kind: 'suspend', reason });

describe('money that arrives', () => {
  test('for an open payment of an open order, in full: pays it', () => {
    expect(decide(fact(), state())).toEqual({ kind: 'settle' });
  });

  test.each(['unknown', 'closed', 'failed'] as const)(
    'pays an open order also when its payment is %s',
    (status) => {
      expect(decide(fact(), state({ payment: payment({ status }) }))).toEqual({ kind: 'settle' });
    },
  );

  test.each([
    ['closed', 'order_closed'],
    ['expired', 'order_expired'],
    ['paid', 'order_paid_already'],
    ['partially_refunded', 'order_paid_already'],
    ['refunded', 'order_paid_already'],
  ] as const)('for an order that is %s goes to suspense', (status, reason) => {
    expect(decide(fact(), state({ order: order({ status }) }))).toEqual(suspend(reason));
  });

  test('for a payment that we do not know, or that is on another channel, goes to suspense', () => {
    expect(decide(fact(), state({ payment: null, order: null }))).toEqual(suspend('unknown_order'));
    expect(decide(fact(), state({ payment: payment({ channel: 'other' }) }))).toEqual(
      suspend('unknown_order'),
    );
  });

  test('for a fine that another order has paid goes to suspense', () => {
    expect(decide(fact(), state({ isWithdrawn: true }))).toEqual(suspend('order_closed'));
    expect(decide(fact(), state({ isFinePaidElsewhere: true }))).toEqual(suspend('fine_paid_already'));
  });

  test.each([9_999n, 10_001n, 100n, 1_000_000n])(
    '%d fen for 10,000 fen: a message is not believed',
    (amountFen) => {
      expect(decide(fact({ amountFen }), state())).toEqual({ kind: 'ask' });
    },
  );

  test('another amount that the channel answers, or that comes after the end, goes to suspense', () => {
    const answer = fact({ amountFen: 9_999n, origin: 'query' });
    expect(decide(answer, state())).toEqual(suspend('amount_mismatch'));
    const late = fact({ amountFen: 9_999n });
    expect(decide(late, state({ payment: payment({ status: 'closed' }) }))).toEqual(
      suspend('amount_mismatch'),
    );
  });

  test('that is booked already is a duplicate; with another amount it is left for a person', () => {
    expect(decide(fact(), state({ bookedFen: 10_000n }))).toEqual({ kind: 'none', outcome: 'duplicate' });
    expect(decide(fact(), state({ bookedFen: 9_999n }))).toMatchObject({
      kind: 'none',
      outcome: 'set_aside',
    });
  });
});

describe('other facts', () => {
  test.each(['payment_succeeded', 'payment_closed', 'refund_succeeded'] as const)(
    'nothing is booked of a %s that is not in yuan',
    (kind) => {
      expect(decide(fact({ kind, currency: 'USD' }), state())).toMatchObject({ outcome: 'set_aside' });
    },
  );

  test('a closed trade closes an open payment and leaves every other as it is', () => {
    const closed = fact({ kind: 'payment_closed', amountFen: 0n });
    expect(decide(closed, state())).toEqual({ kind: 'close' });
    for (const status of ['succeeded', 'closed', 'failed'] as const) {
      expect(decide(closed, state({ payment: payment({ status }) }))).toMatchObject({ kind: 'none' });
    }
    expect(decide(closed, state({ payment: null, order: null }))).toMatchObject({ kind: 'none' });
  });

  test('a refund is booked once, and not at all where the sum so far adds nothing', () => {
    const refund = fact({ kind: 'refund_succeeded', amountFen: 500n });
    expect(decide(refund, state())).toEqual({ kind: 'refund' });
    expect(decide(refund, state({ bookedFen: 500n }))).toMatchObject({ kind: 'none', outcome: 'duplicate' });
    for (const amountFen of [0n, -500n]) {
      expect(decide({ ...refund, amountFen }, state())).toMatchObject({ kind: 'none', outcome: 'duplicate' });
    }
  });

  test.each(['refund_closed', 'refund_abnormal'] as const)('a %s is left for a person', (kind) => {
    expect(decide(fact({ kind }), state())).toMatchObject({ kind: 'none', outcome: 'set_aside' });
  });
});
