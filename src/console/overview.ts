import type { BusinessDay } from '../kernel/business-day';
import { addDays } from '../kernel/business-day';
import type { Fen } from '../kernel/money';

/** What a channel took in or gave back on a day. */
export interface DayTotal {
  channel: string;
  businessDay: BusinessDay;
  kind: 'payment' | 'refund';
  count: number;
  amountFen: Fen;
}

/** What the payments of a day came to at a channel. */
export interface TrendPoint {
  businessDay: BusinessDay;
  channel: string;
  collectedFen: Fen;
}

/** What became of the differences of a day. */
export interface DifferencePoint {
  businessDay: BusinessDay;
  open: number;
  closed: number;
}

/** Open differences of one age. */
export interface AgedDifferences {
  channel: string;
  businessDay: BusinessDay;
  count: number;
}

/** The newest version of a statement file; null: none has come. */
export interface FileArrival {
  channel: string;
  businessDay: BusinessDay;
  statementId: string | null;
  fetchedAt: Date | null;
  /** It should have come by now. */
  isLate: boolean;
}

/** How far the register is behind. */
export interface WriteBack {
  waiting: number;
  overdue: number;
  refused: number;
  /** When the oldest that waits was paid. */
  oldestPaidAt: Date | null;
}

/** What the first page says. */
export interface Overview {
  today: BusinessDay;
  totals: DayTotal[];
  trend: TrendPoint[];
  differenceTrend: DifferencePoint[];
  suspense: { count: number; amountFen: Fen };
  differences: AgedDifferences[];
  files: FileArrival[];
  writeBack: WriteBack;
  failed: Failed;
  /**
   * Refunds, claims, resolutions and other proposals that wait for a decision, refunds that the channel did not make, and bookings by hand
   * that a later file contradicts.
   */
  toDecide: {
    refunds: number;
    manual: number;
    claims: number;
    resolutions: number;
    proposals: number;
    overtaken: number;
  };
  /** Movements at the bank that nothing in the books explains, and nobody has. */
  unexplainedEntries: number;
}

/**
 * What failed by itself, and nobody might know of: events that services did not take, runs that came to nothing, files
 * that were not made or did not arrive.
 */
export interface Failed {
  events: number;
  runs: number;
  exports: number;
}

/** What is counted no further: then the page says "and more". */
export const MOST_COUNTED = 1_000;

export const TREND_DAYS = 30;
export const FILE_DAYS = 3;
/** Runs and exports of so many days are looked at for those that failed. */
export const RUN_DAYS = 7;

/** So many days up to this one, oldest first. */
export function daysUpTo(day: BusinessDay, count: number): BusinessDay[] {
  return Array.from({ length: count }, (_, index) => addDays(day, index + 1 - count));
}
