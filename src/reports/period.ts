import { addDays } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';

/** Periods by name, so that what is asked for every day or month never has to be changed. */
export const PERIODS = [
  'today',
  'yesterday',
  'last_7_days',
  'this_month',
  'last_month',
  'this_year',
  'last_year',
] as const;

export type PeriodName = (typeof PERIODS)[number];

/** From one business day to another, both counted. */
export interface Period {
  from: BusinessDay;
  to: BusinessDay;
}

/** What a name means on a day. @param today the business day */
export function periodOf(name: PeriodName, today: BusinessDay): Period {
  const yesterday = addDays(today, -1);
  const month = today.slice(0, 7);
  const year = Number(today.slice(0, 4));
  const endOfLastMonth = addDays(`${month}-01`, -1);
  const periods: Readonly<Record<PeriodName, Period>> = {
    today: { from: today, to: today },
    yesterday: { from: yesterday, to: yesterday },
    last_7_days: { from: addDays(today, -7), to: yesterday },
    this_month: { from: `${month}-01`, to: today },
    last_month: { from: `${endOfLastMonth.slice(0, 7)}-01`, to: endOfLastMonth },
    this_year: { from: `${year}-01-01`, to: today },
    last_year: { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` },
  };
  return periods[name];
}
