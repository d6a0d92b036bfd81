import { addDays, daysBetween } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { addWorkingDays } from '../kernel/calendar';
import type { Calendar } from '../kernel/calendar';
import type { ExcludedPeriod } from './surcharge';

/** 行政强制法 46: a reminder needs a surcharge of more than 30 days. */
const REMINDER_AFTER_DAYS = 30;

/** 行政强制法 54: working days that the party has after the reminder was served. */
const REMINDER_WORKING_DAYS = 10;

/** 行政处罚法 71 with 85: working days from the officer to the agency, and from the agency to the bank. */
const HAND_OVER_WORKING_DAYS = 2;

/**
 * The first day on which the party may be reminded: the 31st day of surcharge (domain R37). Null while a review or
 * litigation goes on that began before it.
 */
export function reminderFrom(dueOn: BusinessDay, periods: readonly ExcludedPeriod[]): BusinessDay | null {
  let missing = REMINDER_AFTER_DAYS + 1;
  let counted = dueOn;
  for (const { firstDay, lastDay } of periods) {
    const free = Math.max(0, daysBetween(counted, firstDay) - 1);
    if (free >= missing) break;
    if (lastDay === null) return null;
    if (lastDay <= counted) continue;
    missing -= free;
    counted = lastDay;
  }
  return addDays(counted, missing);
}

/** The first day on which the court may be asked to enforce (domain R37). @throws CALENDAR_YEAR_MISSING */
export function courtFrom(reminderServedOn: BusinessDay, calendar: Calendar): BusinessDay {
  return addDays(addWorkingDays(reminderServedOn, REMINDER_WORKING_DAYS, calendar), 1);
}

/**
 * The last day for handing over a fine that was collected on the spot: by the officer to the agency from the day it
 * was taken, and by the agency to the bank from the day it was handed in (domain R14).
 * @throws CALENDAR_YEAR_MISSING
 */
export function handOverBy(receivedOn: BusinessDay, calendar: Calendar): BusinessDay {
  return addWorkingDays(receivedOn, HAND_OVER_WORKING_DAYS, calendar);
}
