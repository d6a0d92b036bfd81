import fc from 'fast-check';
import {
  followStep,
  isOpen,
  nextAskAt,
  paymentExpiry,
  PAYMENT_STATUSES,
  PAYMENT_TRANSITIONS,
} from '../../../src/payments/payment';

const SECOND = 1_000;
const START = Date.parse('2026-11-24T02:00:00Z');
const at = (seconds: number) => new Date(START + seconds * SECOND);

/** A payment of some length, and a moment of its life. */
const lives = fc.record({
  lifetime: fc.integer({ min: 1, max: 7_200 }),
  age: fc.integer({ min: 0, max: 8_000 }),
});

describe('what to do about a payment whose end is not known', () => {
  test.each(['succeeded', 'closed', 'failed'] as const)('nothing once it is %s', (status) => {
    expect(followStep({ status, expiresAt: at(0) }, at(10_000))).toBe('nothing');
  });

  test.each(['pending', 'unknown'] as const)(
    'ask about one that is %s until five seconds after its end, then close it',
    (status) => {
      const payment = { status, expiresAt: at(60) };
      expect(followStep(payment, at(0))).toBe('ask');
      expect(followStep(payment, at(64.999))).toBe('ask');
      expect(followStep(payment, at(65))).toBe('close');
    },
  );

  test('only a payment that the channel may still take money on is open', () => {
    expect(PAYMENT_STATUSES.filter((status) => isOpen({ status }))).toEqual(['pending', 'unknown']);
  });
});

describe('when to ask next', () => {
  test('soon at first, then every half minute', () => {
    const payment = { createdAt: at(0), expiresAt: at(7_200) };
    const asked: number[] = [];
    for (let now = at(5); now < at(200); now = nextAskAt(payment, now))
      asked.push((now.getTime() - START) / SECOND);
    expect(asked).toEqual([5, 10, 20, 35, 60, 90, 120, 150, 180]);
  });

  test('never more than 30 seconds later while the code can be paid', () => {
    fc.assert(
      fc.property(lives, ({ lifetime, age }) => {
        const now = at(age);
        const gap = nextAskAt({ createdAt: at(0), expiresAt: at(lifetime) }, now).getTime() - now.getTime();
        expect(gap).toBeGreaterThanOrEqual(0);
        expect(gap).toBeLessThanOrEqual(30 * SECOND);
      }),
    );
  });

  test('the end of the payment is never overslept', () => {
    fc.assert(
      fc.property(lives, ({ lifetime, age }) => {
        const payment = { status: 'pending', createdAt: at(0), expiresAt: at(lifetime) } as const;
        const next = nextAskAt(payment, at(age));
        const closeAt = at(lifetime + 5);
        expect(next.getTime()).toBeLessThanOrEqual(Math.max(closeAt.getTime(), at(age).getTime()));
        if (next.getTime() === closeAt.getTime()) expect(followStep(payment, next)).toBe('close');
      }),
    );
  });

  test('whoever follows from question to question comes to the close', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7_200 }),
        fc.integer({ min: 0, max: 10_000 }),
        (lifetime, delayMs) => {
          const payment = { status: 'pending', createdAt: at(0), expiresAt: at(lifetime) } as const;
          let now = at(5);
          for (let i = 0; i < 2_000 && followStep(payment, now) === 'ask'; i++) {
            const answered = new Date(now.getTime() + delayMs);
            now = nextAskAt(payment, answered);
          }
          expect(followStep(payment, now)).toBe('close');
          expect(now.getTime()).toBeLessThanOrEqual(
            Math.max(at(lifetime + 5).getTime(), at(5).getTime()) + delayMs,
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the end of a payment', () => {
  test('is a whole second, no later than its order and no later than its code', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 7_200 }),
        (orderMs, codeSeconds) => {
          const expiresAt = new Date(START + orderMs);
          const end = paymentExpiry({ expiresAt }, codeSeconds, new Date(START + 123)).getTime();
          expect(end % SECOND).toBe(0);
          expect(end).toBeLessThanOrEqual(Math.min(expiresAt.getTime(), START + 123 + codeSeconds * SECOND));
          expect(end).toBeGreaterThan(
            Math.min(expiresAt.getTime(), START + 123 + codeSeconds * SECOND) - SECOND,
          );
        },
      ),
    );
  });
});

describe('the moves of a payment', () => {
  test('lead nowhere from succeeded, and to succeeded from everywhere else', () => {
    expect(PAYMENT_TRANSITIONS.filter(({ from }) => from === 'succeeded')).toEqual([]);
    const ways = PAYMENT_TRANSITIONS.filter(({ event }) => event === 'money arrived').map(({ from }) => from);
    expect([...ways].sort()).toEqual(PAYMENT_STATUSES.filter((status) => status !== 'succeeded').sort());
  });

  test('are unambiguous: one event leads from one status to one other', () => {
    const edges = PAYMENT_TRANSITIONS.map(({ from, event }) => `${from} ${event}`);
    expect(new Set(edges).size).toBe(edges.length);
    expect(PAYMENT_TRANSITIONS.filter(({ from, to }) => from === to)).toEqual([]);
  });
});
