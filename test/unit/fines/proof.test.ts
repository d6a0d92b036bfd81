import { freezeQuote, thawQuote } from '../../../src/fines/frozen-quote';
import { quote, replayQuote } from '../../../src/fines/quote';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { createCalendar } from '../../../src/kernel/calendar';
import { calendar, decision, handedOver, quoteOn } from './decisions';

const review = { cause: 'review', from: '2026-02-26', to: '2026-03-02' } as const;

describe('the proof that a quote carries', () => {
  const late = quoteOn('2026-03-10', { ...handedOver('2026-02-05'), suspensions: [review] });

  test('it names the rules, the days and the sums', () => {
    const { input: _, articles: __, ...shown } = late;
    expect(shown).toEqual({
      decisionNo: '310115190000123',
      onDay: '2026-03-10',
      rulesVersion: 'traffic-fine/1',
      servedOn: '2026-02-05',
      principalFen: 20_000n,
      surchargeFen: 5_400n,
      receivedFen: 0n,
      totalFen: 25_400n,
      surplusFen: 0n,
      paidParts: [1],
      parts: [
        {
          part: 1,
          principalFen: 20_000n,
          rawDueOn: '2026-02-20',
          dueOn: '2026-02-24',
          rolledOver: ['20', '21', '22', '23'].map((d) => ({ day: `2026-02-${d}`, kind: 'holiday' })),
          countedThrough: '2026-03-10',
          elapsedDays: 14,
          excludedDays: 5,
          countedDays: 9,
          surchargeFen: 5_400n,
          capFen: 20_000n,
          isCapped: false,
          receivedFen: 0n,
          outstandingFen: 25_400n,
        },
      ],
    });
  });

  test('it cites an article only where it was used', () => {
    const { term, roll, surcharge, suspension, cap } = TRAFFIC_FINE_RULES.articles;
    expect(quoteOn('2026-01-06').articles).toEqual(term);
    expect(late.articles).toEqual([...term, ...roll, ...surcharge, ...suspension]);
    expect(quoteOn('2026-12-01').articles).toEqual([...term, ...surcharge, ...cap]);
  });

  test('it keeps what the calendar said, and nothing of other days', () => {
    expect(Object.keys(late.input.calendarDays)).toEqual(
      ['20', '21', '22', '23', '24'].map((d) => `2026-02-${d}`),
    );
  });

  test('rules and holidays that change later do not change it', () => {
    const kept = thawQuote(freezeQuote(late));
    expect(replayQuote(kept.input)).toEqual(late);
    const request = { decision: decision(handedOver('2026-02-05')), onDay: '2026-03-10', partCount: null };
    const plainWeeks = createCalendar([{ years: [2026], days: {} }]);
    expect(quote(request, TRAFFIC_FINE_RULES, plainWeeks).parts[0]?.dueOn).toBe('2026-02-20');
    expect(quote(request, { ...TRAFFIC_FINE_RULES, paymentDays: 5 }, calendar).parts[0]?.dueOn).toBe(
      '2026-02-10',
    );
  });

  test('a later fact is not kept with an earlier quote', () => {
    const received = [{ part: 1, on: '2026-02-10', amountFen: 20_000n }];
    const early = quoteOn('2026-01-10', { received, revision: { kind: 'revoked', on: '2026-02-20' } });
    expect(early.totalFen).toBe(20_000n);
    expect(early.input.decision).toMatchObject({ received: [], revision: null });
  });

  test('what is kept is plain JSON with amounts as digits', () => {
    const kept = freezeQuote(late);
    expect(kept.totalFen).toBe('25400');
    expect(kept.input.decision.amountFen).toBe('20000');
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
  });
});
