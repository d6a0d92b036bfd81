import { addDays, businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { periodOf } from './period';
import type { PeriodName } from './period';
import type { ReportFilters } from './report';
import { hasPeriod } from './report-list';
import type { FileLanguage } from './wording';

/** The filters of a report that comes round: its days follow from the day on which it is made. */
export type ScheduledFilters = Omit<ReportFilters, 'from' | 'to'> & { period: PeriodName };

/** A report that is made every day, or on the first of every month, and brought somewhere. */
export interface Schedule {
  id: string;
  report: string;
  filters: ScheduledFilters;
  format: string;
  /** In whose words its files are told; null: in the codes of the API. */
  language: FileLanguage | null;
  every: 'day' | 'month';
  /** 'HH:mm' in Beijing. */
  timeOfDay: string;
  /** Where the file is copied to; null: the webhook is told where it is. */
  folder: string | null;
  webhookUrl: string | null;
  /** Signs what the webhook is told. */
  webhookSecret: string;
  createdAt: Date;
}

/** Days that no worker saw are made up for, but no more than these. */
const MOST_DAYS_LATE = 7;

/**
 * The days for which it is due by now, oldest first: today, or the first of this month, once its time has come, and the
 * days of the last week that were missed since it was made, or made last.
 * @param last the day for which it was made last
 */
export function daysDue(
  { every, timeOfDay, createdAt }: Pick<Schedule, 'every' | 'timeOfDay' | 'createdAt'>,
  last: BusinessDay | null,
  now: Date,
): BusinessDay[] {
  const today = businessDayOf(now);
  const days =
    every === 'day'
      ? Array.from({ length: MOST_DAYS_LATE + 1 }, (_, ago) => addDays(today, ago - MOST_DAYS_LATE))
      : [`${today.slice(0, 7)}-01`];
  return days.filter((day) => {
    const at = new Date(`${day}T${timeOfDay}:00+08:00`);
    // One that was made after its time today begins tomorrow.
    return at <= now && at >= createdAt && (last === null || day > last);
  });
}

/** The filters of the report that is made on that day. */
export function filtersOn(
  { report, filters: { period, ...others } }: Pick<Schedule, 'report' | 'filters'>,
  day: BusinessDay,
): ReportFilters {
  return { ...(hasPeriod(report) ? periodOf(period, day) : { from: day, to: day }), ...others };
}
