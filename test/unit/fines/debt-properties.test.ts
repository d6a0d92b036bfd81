import fc from 'fast-check';
import { quoteDebt, type FinePayment } from '../../../src/fines/debt';
import type { InstalmentPlan } from '../../../src/fines/decision';
import type { Fine } from '../../../src/fines/fine';
import { freezeQuote } from '../../../src/fines/frozen-quote';
import type { Quote } from '../../../src/fines/quote';
import { TRAFFIC_FINE_RULES as rules } from '../../../src/fines/quote-rules';
import { addDays, startOfBusinessDay } from '../../../src/kernel/business-day';
import { calendar, decision, plan } from './decisions';

const { received: _, ...facts } = decision({ amountFen: 200_000n });
const fineWith = (given: InstalmentPlan | null): Fine => ({
  ...facts,
  plan: given,
  checkDigit: null,
  affairCode: 'traffic-fine',
  obligorName: '赵强',
});

/** Days until the order, how many parts it asks for, and days until its money comes. */
const steps = fc.array(
  fc.record({ wait: fc.nat(40), partCount: fc.constantFrom(1, 2, null), late: fc.nat(3) }),
  { maxLength: 8 },
);
const histories = fc.record({ plan: fc.constantFrom(null, plan), steps });

interface History {
  fine: Fine;
  payments: FinePayment[];
  quotes: Quote[];
  day: string;
}

/** Plays a history: what is owed is ordered, and its money comes a little later. */
function play({
  plan: given,
  steps: taken,
}: {
  plan: InstalmentPlan | null;
  steps: { wait: number; partCount: number | null; late: number }[];
}): History {
  const history: History = { fine: fineWith(given), payments: [], quotes: [], day: '2026-03-01' };
  for (const { wait, partCount, late } of taken) {
    const onDay = addDays(history.day, wait);
    const quote = quoteDebt(history, { onDay, partCount }, { rules, calendar });
    history.day = addDays(onDay, late);
    history.quotes.push(quote);
    if (quote.totalFen === 0n) continue;
    const paidAt = startOfBusinessDay(history.day);
    const [decisionNo, amountFen] = [history.fine.decisionNo, quote.totalFen];
    history.payments.push({ decisionNo, paidAt, on: history.day, amountFen, quote: freezeQuote(quote) });
  }
  return history;
}

const PRINCIPAL = 200_000n;
const surchargeOf = ({ parts }: Quote) => parts.reduce((sum, part) => sum + part.surchargeFen, 0n);
const wholeOn = (history: History, onDay: string) =>
  quoteDebt(history, { onDay, partCount: null }, { rules, calendar });

describe('over any payments of parts and of rests', () => {
  test('R04: what comes in all is never more than the fine and as much surcharge again', () => {
    fc.assert(
      fc.property(histories, (given) => {
        const { payments } = play(given);
        const sum = payments.reduce((total, { amountFen }) => total + amountFen, 0n);
        expect(sum <= 2n * PRINCIPAL).toBe(true);
      }),
    );
  });

  test('R03, R04: the surcharge never falls with time, and is never above the principal', () => {
    fc.assert(
      fc.property(histories, fc.nat(60), (given, days) => {
        const history = play(given);
        const [now, later] = [wholeOn(history, history.day), wholeOn(history, addDays(history.day, days))];
        expect(surchargeOf(later) >= surchargeOf(now)).toBe(true);
        expect(surchargeOf(later) <= PRINCIPAL).toBe(true);
      }),
    );
  });

  test('R23: what came and what is owed are the fine and its surcharge: no fen is lost or asked for twice', () => {
    fc.assert(
      fc.property(histories, (given) => {
        const history = play(given);
        const whole = wholeOn(history, history.day);
        const received = history.payments.reduce((total, { amountFen }) => total + amountFen, 0n);
        expect(received + whole.totalFen).toBe(PRINCIPAL + surchargeOf(whole));
        expect(whole.surplusFen).toBe(0n);
      }),
    );
  });

  test('R23: a rest outside of a plan bears no surcharge of its own', () => {
    fc.assert(
      fc.property(steps, fc.nat(200), (taken, days) => {
        const history = play({ plan: null, steps: taken });
        fc.pre(history.payments.length > 0);
        expect(wholeOn(history, addDays(history.day, days)).totalFen).toBe(
          wholeOn(history, history.day).totalFen,
        );
      }),
    );
  });
});
