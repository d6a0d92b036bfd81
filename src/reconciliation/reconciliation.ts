import { addDays, businessDayOf, parseBeijingLocal } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { newId } from '../kernel/ids';
import { STATEMENT_DIFFERENCE_TYPES } from './difference';
import type { DifferenceType, StatementDifferenceType } from './difference';
import type { FundFile } from './fund-flow';
import type { Statement } from './statement';

/**
 * `queued`: not fetched yet. `waiting`: the channel's file is not ready. `balanced`, `differences`: done.
 * `failed`: the file was refused, for `reason`; the result before it is kept.
 */
export const RECONCILIATION_STATUSES = ['queued', 'waiting', 'balanced', 'differences', 'failed'] as const;

export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

/** One comparison of a channel's statement of one day with our books. */
export interface Reconciliation {
  id: string;
  channel: string;
  businessDay: BusinessDay;
  trigger: 'schedule' | 'request';
  status: ReconciliationStatus;
  statementId: string | null;
  /** Lines of the statement with which nothing is wrong. */
  matchedCount: number | null;
  /** Why it failed: a code, and what was wrong with the file. */
  reason: string | null;
  /** What moved on the channel's account that day: the file, or why there is none. Null where none is looked for. */
  fundFileId: string | null;
  fundReason: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export type DifferenceCounts = Readonly<Record<StatementDifferenceType, number>>;

/** A run with what came of it. */
export interface ReconciliationReport extends Reconciliation {
  statement: Statement | null;
  fundFile: FundFile | null;
  differenceCounts: DifferenceCounts;
}

/** Counts for every type, zero where none was found. */
export function countsOf(found: ReadonlyMap<DifferenceType, number>): DifferenceCounts {
  const counts = STATEMENT_DIFFERENCE_TYPES.map((type) => [type, found.get(type) ?? 0] as const);
  return Object.fromEntries(counts) as Record<StatementDifferenceType, number>;
}

/** Whether the run has not come to its end; there is one such run per channel and day. */
export function isActive({ status }: Pick<Reconciliation, 'status'>): boolean {
  return status === 'queued' || status === 'waiting';
}

/** Beijing time of day on a business day. @param timeOfDay 'HH:mm' */
export function timeOn(day: BusinessDay, timeOfDay: string): Date {
  return parseBeijingLocal(`${day} ${timeOfDay}:00`);
}

const SCHEDULED_DAYS = [1, 2, 3];

/** The last days whose statements the channel should have by now. @param readyAt 'HH:mm' of the following day */
export function dueDays(now: Date, readyAt: string): BusinessDay[] {
  const today = businessDayOf(now);
  return SCHEDULED_DAYS.map((ago) => addDays(today, -ago)).filter(
    (day) => timeOn(addDays(day, 1), readyAt).getTime() <= now.getTime(),
  );
}

const NOT_READY_GAP_MS = 30 * 60_000;

const FAILED_GAP_MS = 60 * 60_000;

/** A scheduled run that failed before this is tried again: what was wrong may have been mended. */
export function retryFailedBefore(now: Date): Date {
  return new Date(now.getTime() - FAILED_GAP_MS);
}

const GIVEN_UP_AFTER_MS = 3 * 86_400_000;

/** Whether to ask no more for what moved on the channel's account. */
export function isGivenUp({ createdAt }: Pick<Reconciliation, 'createdAt'>, now: Date): boolean {
  return now.getTime() - createdAt.getTime() > GIVEN_UP_AFTER_MS;
}

/** When to ask again for a file that is not ready. */
export function nextFetchAt(now: Date): Date {
  return new Date(now.getTime() + NOT_READY_GAP_MS);
}

/** A run that has not begun. */
export function newRun(
  about: Pick<Reconciliation, 'channel' | 'businessDay' | 'trigger'>,
  at: Date,
): Reconciliation {
  const nothingYet = { status: 'queued', statementId: null, matchedCount: null, reason: null } as const;
  const noFunds = { fundFileId: null, fundReason: null };
  return { id: newId('rec', at), ...about, ...nothingYet, ...noFunds, createdAt: at, updatedAt: at };
}

/** As long as comparing a day may take: when the job of a run that is done at once would do it. */
export const COMPARING_MS = 900_000;
