import fc from 'fast-check';
import type { SettlementContext } from '../../../src/notifications/settlement-effect';
import { planSettlement } from '../../../src/notifications/settlement-plan';
import { fact, NOW, order, payment } from './facts';

const context = (): SettlementContext => ({
  payments: new Map([['pay_00', payment({ id: 'pay_00', status: 'succeeded' })]]),
  orders: new Map([['ord_1', order({ status: 'paid' })]]),
  booked: new Map(),
  refunded: new Map(),
  received: new Map(),
  withdrawn: new Set(),
  claimed: new Map(),
  refunds: new Map(),
  refundsUnderWay: new Set(),
  returned: new Map(),
});
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, fen) => total + fen, 0n);

describe('refunds that the channel tells as a sum', () => {
  const refundOf = (no: number, sumFen: bigint) =>
    fact({
      kind: 'refund_succeeded',
      transactionId: `r${no}`,
      outRefundNo: `r${no}`,
      outTradeNo: 'pay_00',
      amountFen: sumFen,
      isCumulative: true,
    });
  const parts = fc.array(fc.bigInt({ min: 1n, max: 2_000n }), { minLength: 1, maxLength: 5 });

  test('told in order, each is booked with what it added', () => {
    fc.assert(
      fc.property(parts, (amounts) => {
        const facts = amounts.map((_, i) => refundOf(i, sum(amounts.slice(0, i + 1))));
        const effects = planSettlement(facts, context(), NOW);
        expect(effects.map(({ movement }) => movement?.amountFen)).toEqual(amounts);
      }),
    );
  });

  test('told in any order and any number of times, they add up to the last sum', () => {
    const told = parts.chain((amounts) =>
      fc.record({
        amounts: fc.constant(amounts),
        indexes: fc.array(fc.nat(amounts.length - 1), { maxLength: 10 }),
      }),
    );
    fc.assert(
      fc.property(told, ({ amounts, indexes }) => {
        const heard = [...indexes, amounts.length - 1].map((i) => refundOf(i, sum(amounts.slice(0, i + 1))));
        const effects = planSettlement(heard, context(), NOW);
        expect(sum(effects.map(({ movement }) => movement?.amountFen ?? 0n))).toBe(sum(amounts));
      }),
    );
  });
});
