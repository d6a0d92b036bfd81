import { judgeDelivery, RETRY_PAUSES_MS } from '../../../src/webhooks/delivery';
import type { DeliveryOutcome } from '../../../src/webhooks/delivery';

const at = new Date('2026-11-24T10:00:00+08:00');
const DAY_MS = 86_400_000;

describe('the pauses between the tries', () => {
  test('add up to at least three days', () => {
    expect(RETRY_PAUSES_MS.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThanOrEqual(3 * DAY_MS);
  });

  test('grow from seconds on', () => {
    expect(RETRY_PAUSES_MS[0]).toBe(5_000);
    expect([...RETRY_PAUSES_MS].sort((a, b) => a - b)).toEqual(RETRY_PAUSES_MS);
    expect(new Set(RETRY_PAUSES_MS).size).toBe(RETRY_PAUSES_MS.length);
  });
});

describe('what a try comes to', () => {
  test.each([200, 201, 202, 204, 299])('status %i is delivered', (status) => {
    expect(judgeDelivery({ status }, 1, at)).toEqual({
      deliveredAt: at,
      exhaustedAt: null,
      retryAt: null,
      lastResult: `status ${status}`,
    });
  });

  test.each<[string, DeliveryOutcome]>([
    ['status 500', { status: 500 }],
    ['status 404', { status: 404 }],
    ['status 302', { status: 302 }],
    ['status 199', { status: 199 }],
    ['timeout', { failure: 'timeout' }],
    ['address-refused', { failure: 'address-refused' }],
  ])('%s is tried again after the first pause', (lastResult, outcome) => {
    expect(judgeDelivery(outcome, 1, at)).toEqual({
      deliveredAt: null,
      exhaustedAt: null,
      retryAt: new Date(at.getTime() + 5_000),
      lastResult,
    });
  });

  test('status 410 ends it at once', () => {
    expect(judgeDelivery({ status: 410 }, 1, at)).toMatchObject({ exhaustedAt: at, retryAt: null });
  });

  test('each failed try is followed by the next longer pause', () => {
    const pauses = RETRY_PAUSES_MS.map((_, tries) => {
      const { retryAt } = judgeDelivery({ status: 503 }, tries + 1, at);
      return retryAt!.getTime() - at.getTime();
    });
    expect(pauses).toEqual(RETRY_PAUSES_MS);
  });

  test('the try after the last pause is the last one', () => {
    const last = RETRY_PAUSES_MS.length + 1;
    expect(judgeDelivery({ status: 503 }, last, at)).toMatchObject({ exhaustedAt: at, retryAt: null });
    expect(judgeDelivery({ status: 200 }, last, at)).toMatchObject({ deliveredAt: at, exhaustedAt: null });
    expect(judgeDelivery({ failure: 'timeout' }, last + 1, at)).toMatchObject({
      exhaustedAt: at,
      retryAt: null,
    });
  });
});
