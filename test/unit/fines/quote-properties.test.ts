import fc from 'fast-check';
import type { Decision, Suspension } from '../../../src/fines/decision';
import { freezeQuote, thawQuote } from '../../../src/fines/frozen-quote';
import { quote, replayQuote, type QuoteRequest } from '../../../src/fines/quote';
import { TRAFFIC_FINE_RULES as rules } from '../../../src/fines/quote-rules';
import { addDays } from '../../../src/kernel/business-day';
import { calendar, decision, plan } from './decisions';

const day = fc.integer({ min: 0, max: 330 }).map((n) => addDays('2026-01-05', n));
const servedOn = fc.integer({ min: 0, max: 240 }).map((n) => addDays('2026-01-01', n));

/** One, two or three periods that lie apart. */
const suspensions = fc
  .uniqueArray(fc.integer({ min: 0, max: 360 }), { minLength: 0, maxLength: 6 })
  .map((ends) => ends.sort((a, b) => a - b).map((n) => addDays('2026-01-01', n)))
  .map((days): Suspension[] =>
    days.flatMap((from, i) => (i % 2 ? [] : [{ cause: 'review', from, to: days[i + 1] ?? null }])),
  );

const whole = fc.record({
  amountFen: fc.bigInt({ min: 1n, max: 500_000n }),
  serviceOfProcess: servedOn.map((on) => ({ method: 'handed_over', on }) as const),
  suspensions,
});
const byPlan = suspensions.map((given) => ({ amountFen: 200_000n, suspensions: given, plan }));
const decisions = fc.oneof(whole, byPlan).map((given): Decision => decision(given));

/** A decision and a day on which it is served already. */
const requests = fc
  .record({ decision: decisions, onDay: day, partCount: fc.constantFrom(1, 2, null) })
  .filter(({ decision: { serviceOfProcess: s }, onDay }) => s?.method === 'handed_over' && s.on <= onDay);

const quoted = (request: QuoteRequest) => quote(request, rules, calendar);

describe('whatever the decision and the day', () => {
  test('the surcharge is never above the principal', () => {
    fc.assert(
      fc.property(requests, (request) => {
        for (const { surchargeFen, principalFen } of quoted(request).parts) {
          expect(surchargeFen <= principalFen && surchargeFen >= 0n).toBe(true);
        }
      }),
    );
  });

  test('the surcharge never falls with time', () => {
    fc.assert(
      // Until the plan is approved the whole is due, so time begins with the approval.
      fc.property(requests, fc.nat(60), (request, days) => {
        fc.pre(request.decision.plan === null || request.onDay >= '2026-03-01');
        const later = quoted({ ...request, onDay: addDays(request.onDay, days) });
        expect(later.surchargeFen >= quoted(request).surchargeFen).toBe(true);
      }),
    );
  });

  test('there is no surcharge up to and including the due day, and some on the next without a review', () => {
    fc.assert(
      fc.property(whole, ({ suspensions: _, ...given }) => {
        const { on } = given.serviceOfProcess;
        const at = (onDay: string) => quoted({ decision: decision(given), onDay, partCount: null });
        const dueOn = at(on).parts[0]!.dueOn;
        expect([at(on).surchargeFen, at(dueOn).surchargeFen]).toEqual([0n, 0n]);
        expect(at(addDays(dueOn, 1)).parts[0]?.countedDays).toBe(1);
      }),
    );
  });

  test('the due day is never a rest day and never before its term ends', () => {
    fc.assert(
      fc.property(requests, (request) => {
        for (const { dueOn, rawDueOn, rolledOver } of quoted(request).parts) {
          expect(calendar.isRestDay(dueOn)).toBe(false);
          expect(addDays(rawDueOn, rolledOver.length)).toBe(dueOn);
        }
      }),
    );
  });

  test('a review never makes it more, and its days are never counted', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const without = quoted({ ...request, decision: { ...request.decision, suspensions: [] } });
        const withReview = quoted(request);
        expect(withReview.surchargeFen <= without.surchargeFen).toBe(true);
        for (const part of withReview.parts) {
          const inReview = (on: string) =>
            request.decision.suspensions.some(({ from, to }) => from <= on && on <= (to ?? on));
          const free = Array.from({ length: part.elapsedDays }, (_, n) => addDays(part.dueOn, n + 1));
          expect(part.countedDays).toBe(free.filter((on) => !inReview(on)).length);
        }
      }),
    );
  });

  test('the quote is the sum of its parts', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { principalFen, surchargeFen, totalFen, paidParts } = quoted(request);
        expect(totalFen).toBe(principalFen + surchargeFen);
        expect(paidParts.length).toBeLessThanOrEqual(request.partCount ?? 4);
      }),
    );
  });

  test('an auditor who makes it again from what is kept gets the same', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const original = quoted(request);
        const kept = JSON.stringify(freezeQuote(original));
        const read = thawQuote(JSON.parse(kept) as ReturnType<typeof freezeQuote>);
        expect(read).toEqual(original);
        expect(replayQuote(read.input)).toEqual(original);
      }),
    );
  });
});
