import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { periodOf } from './period';
import type { PeriodName } from './period';
import type { ReportFilters } from './report';

/** The filters of a report that comes round: its days follow from the day on which it is made. */
export type ScheduledFilters = Omit<ReportFilters, 'from' | 'to'> & { period: PeriodName };

/** A report that is made every day, or on the first of every month, and brought somewhere. */
export interface Schedule {
  id: string;
  report: string;
  filters: ScheduledFilters;
  format: string;
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

/**
 * The day for which it is due by now, or null where it is too early. A day that was missed is not made up for: the next
 * one comes; a month is, on any later day of it.
 */
export function dueOn(
  { every, timeOfDay }: Pick<Schedule, 'every' | 'timeOfDay'>,
  now: Date,
): BusinessDay | null {
  const today = businessDayOf(now);
  const day = every === 'day' ? today : `${today.slice(0, 7)}-01`;
  return new Date(`${day}T${timeOfDay}:00+08:00`) <= now ? day : null;
}

/** The filters of the report that is made on that day. */
export function filtersOn({ period, ...others }: ScheduledFilters, day: BusinessDay): ReportFilters {
  return { ...periodOf(period, day), ...others };
}
