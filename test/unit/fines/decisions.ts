import type { Decision, InstalmentPlan } from '../../../src/fines/decision';
import { readPublishedHolidays } from '../../../src/fines/holidays.service';
import { quote, type Quote } from '../../../src/fines/quote';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { createCalendar } from '../../../src/kernel/calendar';
import { formatYuan, parseYuan } from '../../../src/kernel/money';

/** The working days of China as the installed library has them. */
export const calendar = createCalendar([readPublishedHolidays()]);

/** A fine of 200 yuan, handed over on 5 January 2026, due on 20 January. */
export function decision(given: Partial<Decision> = {}): Decision {
  return {
    decisionNo: '310115190000123',
    documentType: 'general_decision',
    amountFen: parseYuan('200.00'),
    serviceOfProcess: { method: 'handed_over', on: '2026-01-05' },
    suspensions: [],
    plan: null,
    revision: null,
    received: [],
    ...given,
  };
}

export function handedOver(on: string): Partial<Decision> {
  return { serviceOfProcess: { method: 'handed_over', on } };
}

/** 2,000 yuan in four parts of 500, due on the tenth of April to July. */
export const plan: InstalmentPlan = {
  approval: { organ: '浦东分局交警支队', documentNo: '沪公浦分期〔2026〕7号', on: '2026-03-01' },
  parts: ['2026-04-10', '2026-05-10', '2026-06-10', '2026-07-10'].map((dueOn) => ({
    dueOn,
    amountFen: parseYuan('500.00'),
  })),
};

export function quoteOn(
  onDay: string,
  given: Partial<Decision> = {},
  partCount: number | null = null,
): Quote {
  return quote({ decision: decision(given), onDay, partCount }, TRAFFIC_FINE_RULES, calendar);
}

/** "21 days: 200.00 + 126.00 = 326.00" */
export function sentenceOf({ parts, ...sums }: Quote): string {
  const days = parts.filter(({ part }) => sums.paidParts.includes(part)).map((part) => part.countedDays);
  const yuan = [sums.principalFen, sums.surchargeFen, sums.totalFen].map(formatYuan);
  return `${days.join(' and ')} days: ${yuan[0]} + ${yuan[1]} = ${yuan[2]}`;
}
