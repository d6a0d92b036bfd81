import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { quote } from '../../../src/fines/quote';
import { createCalendar } from '../../../src/kernel/calendar';
import { calendar, decision, handedOver, quoteOn } from './decisions';

const dueOf = (servedOn: string) => quoteOn(servedOn, handedOver(servedOn)).parts[0]!;

describe('the day on which a fine is due', () => {
  test('R01: fifteen calendar days after service, the day of service not counted', () => {
    expect(dueOf('2026-01-05')).toMatchObject({
      rawDueOn: '2026-01-20',
      dueOn: '2026-01-20',
      rolledOver: [],
    });
  });

  test.each([
    ['2026-02-05', '2026-02-20', '2026-02-24'],
    ['2026-01-30', '2026-02-14', '2026-02-14'],
    ['2026-09-18', '2026-10-03', '2026-10-08'],
    ['2026-04-20', '2026-05-05', '2026-05-06'],
  ])('R02: served %s, the term ends %s and the fine is due %s', (servedOn, rawDueOn, dueOn) => {
    expect(dueOf(servedOn)).toMatchObject({ rawDueOn, dueOn });
  });

  test('R02: the proof names the days over which it rolled', () => {
    expect(dueOf('2026-02-05').rolledOver).toEqual(
      ['2026-02-20', '2026-02-21', '2026-02-22', '2026-02-23'].map((day) => ({ day, kind: 'holiday' })),
    );
    // Saturday 9 May is worked, so Sunday the 10th is the only day that is not.
    expect(dueOf('2026-04-25').rolledOver).toEqual([{ day: '2026-05-10', kind: 'weekend' }]);
  });

  test('R02: where a city reads 节假日 without weekends, a Sunday is due like any other day', () => {
    const rules = { ...TRAFFIC_FINE_RULES, restDays: 'holidays' } as const;
    const dueOnOf = (on: string) =>
      quote({ decision: decision(handedOver(on)), onDay: on, partCount: null }, rules, calendar).parts[0]
        ?.dueOn;
    expect(dueOnOf('2026-04-25')).toBe('2026-05-10');
    expect(dueOnOf('2026-02-05')).toBe('2026-02-24');
  });

  test('R08: an electronic decision is served when it was sent, or when its arrival is proven', () => {
    const electronic = (provenArrivalOn: string | null) =>
      quoteOn('2026-01-10', {
        serviceOfProcess: { method: 'electronic', sentOn: '2026-01-05', provenArrivalOn },
      });
    expect(electronic(null)).toMatchObject({ servedOn: '2026-01-05', parts: [{ dueOn: '2026-01-20' }] });
    expect(electronic('2026-01-08')).toMatchObject({
      servedOn: '2026-01-08',
      parts: [{ dueOn: '2026-01-23' }],
    });
    expect(() => electronic('2026-01-04')).toThrow(
      expect.objectContaining({ code: 'DECISION_INCONSISTENT' }) as Error,
    );
  });

  test('R09: a public notice serves after sixty days', () => {
    const serviceOfProcess = { method: 'public_notice', publishedOn: '2026-03-01' } as const;
    expect(quoteOn('2026-04-30', { serviceOfProcess })).toMatchObject({
      servedOn: '2026-04-30',
      parts: [{ dueOn: '2026-05-15' }],
    });
    expect(() => quoteOn('2026-04-29', { serviceOfProcess })).toThrow(
      expect.objectContaining({ code: 'FINE_NOT_SERVED', details: { served_on: '2026-04-30' } }) as Error,
    );
  });

  test('a due day in a year that is not published is refused, never guessed', () => {
    expect(dueOf('2026-12-16')).toMatchObject({ dueOn: '2026-12-31' });
    expect(() => dueOf('2026-12-17')).toThrow(
      expect.objectContaining({
        kind: 'rejected',
        code: 'CALENDAR_YEAR_MISSING',
        details: { day: '2027-01-01', year: 2027 },
      }) as Error,
    );
  });

  test('a due day may roll into a year that was loaded by hand', () => {
    const loaded = createCalendar([
      { years: [2026], days: { '2026-12-31': 'holiday' } },
      { years: [2027], days: { '2027-01-01': 'holiday', '2027-01-03': 'workday' } },
    ]);
    const request = { decision: decision(handedOver('2026-12-16')), onDay: '2026-12-16', partCount: null };
    expect(quote(request, TRAFFIC_FINE_RULES, loaded).parts[0]?.dueOn).toBe('2027-01-03');
  });
});
