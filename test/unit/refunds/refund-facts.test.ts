import { decide } from '../../../src/notifications/settlement';
import type { SettlementContext } from '../../../src/notifications/settlement-effect';
import { planSettlement } from '../../../src/notifications/settlement-plan';
import { newRefund, type Refund } from '../../../src/refunds/refund';
import { fact, NOW, order, payment } from '../notifications/facts';

const ours = (more: Partial<Refund> = {}): Refund => ({
  ...newRefund(
    {
      ...{ orderId: order().id, paymentId: payment().id, channel: payment().channel, origin: 'request' },
      ...{ amountFen: 4_000n, reason: 'r', requestedBy: 'svc', shares: [{ line: 1, amountFen: 4_000n }] },
    },
    NOW,
  ),
  status: 'submitted',
  ...more,
});
const paid = { payment: payment({ status: 'succeeded' }), order: order({ status: 'paid' }) };
const state = {
  ...paid,
  bookedFen: null,
  isWithdrawn: false,
  isFinePaidElsewhere: false,
  isRefundUnderWay: true,
};
const told = (refund: Refund, more: object = {}) =>
  fact({ kind: 'refund_succeeded', amountFen: refund.amountFen, outRefundNo: refund.id, ...more });

describe('what a channel tells of a refund of ours', () => {
  test.each(['unknown', 'submitted', 'manual', 'failed'] as const)(
    'counts while it is %s: the money has gone back',
    (status) => {
      const refund = ours({ status });
      expect(decide(told(refund), { ...state, refund })).toEqual({ kind: 'pay-back' });
    },
  );

  test('is a repetition once it has succeeded there, by whatever number', () => {
    const refund = ours({ status: 'succeeded', transactionId: 't1' });
    expect(decide(told(refund), { ...state, refund })).toMatchObject({ outcome: 'duplicate' });
  });

  test('is money without a reason where it was paid out by bank already', () => {
    const refund = ours({ status: 'succeeded', bankReference: 'b1' });
    expect(decide(told(refund), { ...state, refund })).toEqual({ kind: 'refund' });
  });

  test('is for a person where the amount is another', () => {
    const refund = ours();
    expect(decide(told(refund, { amountFen: 1n }), { ...state, refund })).toMatchObject({
      outcome: 'set_aside',
    });
  });

  test('closes it or leaves it to a person, once', () => {
    const refund = ours();
    const closed = told(refund, { kind: 'refund_closed' });
    expect(decide(closed, { ...state, refund })).toEqual({
      kind: 'end-refund',
      event: 'closed by the channel',
    });
    const ended = ours({ status: 'failed' });
    expect(decide(closed, { ...state, refund: ended })).toMatchObject({ outcome: 'duplicate' });
  });

  test('as a sum cannot be told from one of the back office while one of ours is under way', () => {
    const sum = fact({ kind: 'refund_succeeded', amountFen: 9n, isCumulative: true, outRefundNo: 'theirs' });
    expect(decide(sum, { ...state, refund: null })).toMatchObject({ outcome: 'set_aside' });
  });
});

describe('refunds of ours in one batch', () => {
  const contextOf = (refunds: readonly Refund[]): SettlementContext => ({
    payments: new Map([[paid.payment.id, paid.payment]]),
    orders: new Map([[paid.order.id, paid.order]]),
    booked: new Map(),
    refunded: new Map(),
    received: new Map(),
    withdrawn: new Set(),
    claimed: new Map(),
    refunds: new Map(refunds.map((refund) => [refund.id, refund])),
    refundsUnderWay: new Set(),
    returned: new Map(),
  });

  test('refund the order in part and then in whole, each booked with its own amount though sums are told', () => {
    const first = ours({ id: 'ref_1' });
    const second = ours({ id: 'ref_2', amountFen: 6_000n });
    const facts = [
      // The later one is heard of first; its sum has the other in it.
      told(second, { transactionId: 't2', amountFen: 10_000n, isCumulative: true }),
      told(first, { transactionId: 't1', amountFen: 4_000n, isCumulative: true }),
      told(first, { transactionId: 't1', amountFen: 4_000n, isCumulative: true }),
    ];
    const effects = planSettlement(facts, contextOf([first, second]), NOW);
    expect(effects.map(({ movement }) => movement?.amountFen ?? null)).toEqual([6_000n, 4_000n, null]);
    expect(effects.map((effect) => effect.order?.after.status ?? null)).toEqual([
      'partially_refunded',
      'refunded',
      null,
    ]);
  });

  test('that were closed and paid back all the same take their amount again', () => {
    const refund = ours({ status: 'failed' });
    const [effect] = planSettlement([told(refund)], contextOf([refund]), NOW);
    expect(effect?.reservation).toEqual({ paymentId: refund.paymentId, changeFen: 4_000n });
  });

  test('of another payment are not taken for ours by their number alone', () => {
    const refund = ours({ paymentId: 'pay_other' });
    const [effect] = planSettlement([told(refund)], contextOf([refund]), NOW);
    expect(effect).toMatchObject({ refund: null, movement: { disposition: 'suspense' } });
  });
});
