import type { Refund } from '../../../src/refunds/refund';
import { returnsOf } from '../../../src/refunds/returns';

const refund = (status: Refund['status'], amountFen: bigint, more: Partial<Refund> = {}) =>
  ({ status, amountFen, origin: 'request', paymentId: 'pay_1', ...more }) as Refund;

test('what has gone back is told apart from what is on its way, and from what nobody has allowed', () => {
  const refunds = [
    refund('succeeded', 1_000n),
    refund('succeeded', 2_000n),
    refund('approved', 30n),
    refund('unknown', 40n),
    refund('submitted', 50n),
    refund('requested', 7n),
    refund('rejected', 8n),
    refund('manual', 9n),
  ];
  expect(returnsOf(refunds)).toEqual({ backFen: 3_000n, goingFen: 120n, byPayment: new Map() });
});

test('money that could not pay the order is no money of the order: of each payment its newest refund counts', () => {
  const held = { origin: 'suspense', paymentId: 'pay_2' } as const;
  const [first, second] = [refund('failed', 500n, held), refund('succeeded', 500n, held)];
  expect(returnsOf([first, second])).toEqual({
    backFen: 0n,
    goingFen: 0n,
    byPayment: new Map([['pay_2', second]]),
  });
});
