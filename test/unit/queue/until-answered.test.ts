import { type AppError } from '../../../src/kernel/errors';
import { expireOrderHandler } from '../../../src/orders/order.jobs';
import type { JobHandler } from '../../../src/outbox/job';
import type { FollowService } from '../../../src/payments/follow.service';
import { followPaymentHandler } from '../../../src/payments/payment.jobs';
import { ProviderRejected, ProviderUnavailable } from '../../../src/providers/provider.errors';
import { retryAt } from '../../../src/queue/retry';

const NOW = new Date('2026-11-24T02:00:00Z');
const clock = { now: () => NOW };

const handlers: [string, (failure: Error) => JobHandler][] = [
  [
    'following a payment',
    (failure) =>
      followPaymentHandler({
        followPayment: () => Promise.reject(failure),
      } as Partial<FollowService> as FollowService),
  ],
  [
    'ending an order',
    (failure) => expireOrderHandler({ expireOrder: () => Promise.reject(failure) } as never, clock),
  ],
];
const errorOf = (handler: JobHandler): Promise<unknown> =>
  handler('id').then(
    () => null,
    (error: unknown) => error,
  );

describe.each(handlers)('%s', (_, handlerThatFails) => {
  test('is not given up when the channel refuses to answer: money may have moved', async () => {
    const refusal = ProviderRejected({ details: { channel_code: 'NO_AUTH' } });
    const error = (await errorOf(handlerThatFails(refusal))) as AppError;
    expect(retryAt(error.kind, 1_000, NOW)).not.toBeNull();
    expect(error).toMatchObject({
      code: 'ANSWER_REFUSED',
      details: { channel_code: 'NO_AUTH' },
      cause: refusal,
    });
  });

  test.each([ProviderUnavailable(), new TypeError('a bug')])(
    'fails with every other error as it is',
    async (other) => {
      expect(await errorOf(handlerThatFails(other))).toBe(other);
    },
  );
});
