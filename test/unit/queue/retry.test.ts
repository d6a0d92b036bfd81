import { retryAt } from '../../../src/queue/retry';

const now = new Date('2026-11-24T02:00:00Z');
const gapSeconds = (kind: Parameters<typeof retryAt>[0], attempts: number): number | null => {
  const next = retryAt(kind, attempts, now);
  return next && (next.getTime() - now.getTime()) / 1000;
};

describe('when failed work runs again', () => {
  test.each(['unavailable', 'outcome-unknown'] as const)(
    '%s: with growing gaps of at most 30 s, forever',
    (kind) => {
      const gaps = [0, 1, 2, 3, 4, 5, 6, 100, 100_000].map((attempts) => gapSeconds(kind, attempts));
      expect(gaps).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30]);
    },
  );

  test.each([
    'malformed',
    'invalid',
    'unauthenticated',
    'forbidden',
    'not-found',
    'conflict',
    'rejected',
  ] as const)('%s: never, since the same would come of it', (kind) => {
    expect(gapSeconds(kind, 0)).toBeNull();
  });

  test('an error that nobody declared: eight times, then it is set aside for a person', () => {
    const gaps = Array.from({ length: 9 }, (_, attempts) => gapSeconds(null, attempts));
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 64, 128, null]);
  });
});
