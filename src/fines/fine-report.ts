import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import { nextStatus } from '../kernel/transition';
import type { Transition } from '../kernel/transition';
import type { ReportAnswer, ReportResult, ResultCode } from './register';

/** `paid`: the register does not know yet. `cleared`: its own settlement file lists it. */
export type FineReportStatus = 'paid' | 'reported' | 'cleared' | 'refused';

type FineReportEvent = 'acknowledged' | 'listed in the settlement file' | 'refused by the register';

export const FINE_REPORT_TRANSITIONS: readonly Transition<FineReportStatus, FineReportEvent>[] = [
  { from: 'paid', event: 'acknowledged', to: 'reported' },
  { from: 'paid', event: 'refused by the register', to: 'refused' },
  { from: 'reported', event: 'listed in the settlement file', to: 'cleared' },
  { from: 'reported', event: 'refused by the register', to: 'refused' },
];

/** What the register has to learn of one paid decision, and how far that has come. */
export interface FineReport {
  id: string;
  decisionNo: string;
  orderId: string;
  amountFen: Fen;
  paidAt: Date;
  status: FineReportStatus;
  attempts: number;
  lastCode: ResultCode | null;
  /** What the last attempt met where no code came. */
  lastError: string | null;
  /** Why it was refused. */
  reason: ReportResult | null;
  /** The decision had been paid elsewhere: this money has to go back. */
  isRefundDue: boolean;
  bookedOn: BusinessDay | null;
  reportedAt: Date | null;
  clearedAt: Date | null;
  /** When somebody was told that it takes too long. */
  alarmedAt: Date | null;
  createdAt: Date;
}

/** A report, and whether it took longer than was promised. */
export interface FollowedReport extends FineReport {
  isOverdue: boolean;
  /** From the payment to the register's word, or to now. */
  ageMs: number;
}

/** What an answer does to a report. */
export interface ReportJudgement {
  to: FineReportStatus;
  reason: ReportResult | null;
  isRefundDue: boolean;
  /** The day in whose settlement file it is looked for. */
  bookedOn: BusinessDay | null;
  /** When to tell it again; null where nothing is left to say. */
  retryAt: Date | null;
}

/** Paper decisions are entered up to so much later (domain 1.7). */
const ENTRY_MS = 48 * 3_600_000;
const FIRST_GAP_MS = 1_000;
/** A register that comes back is told within this, so that a short absence does not break the promised time. */
const LONGEST_GAP_MS = 60_000;
/** The officer has to do something first. */
const ENTRY_GAP_MS = 3_600_000;
const LONGEST_ENTRY_GAP_MS = 600_000;

type Answered = Pick<FineReport, 'status' | 'attempts' | 'paidAt' | 'bookedOn'>;

/** What comes of an answer of the register (domain 1.7). Only what may still change by itself is told again. */
export function judgeReport(report: Answered, answer: ReportAnswer, now: Date): ReportJudgement {
  switch (answer.result) {
    case 'accepted':
    case 'repeated':
      // Where the register names no day, it is looked for in the file of the day on which the word came.
      return {
        ...moved(report, 'acknowledged'),
        bookedOn: answer.bookedOn ?? report.bookedOn ?? businessDayOf(now),
      };
    case 'accepted_unentered':
      return {
        ...moved(report, 'acknowledged'),
        bookedOn: answer.bookedOn ?? report.bookedOn,
        retryAt: new Date(now.getTime() + ENTRY_GAP_MS),
      };
    case 'unclear':
      return { ...unmoved(report), retryAt: retryReportAt(report.attempts, now) };
    case 'no_such_decision':
    case 'not_yet_entered':
      if (now.getTime() < report.paidAt.getTime() + ENTRY_MS) {
        return { ...unmoved(report), retryAt: gapAfter(report.attempts, LONGEST_ENTRY_GAP_MS, now) };
      }
      return refused(report, answer.result);
    case 'surcharge_short':
      // Booked on a day, the register has the money and waits for the rest (domain R23); else it did not take it.
      if (answer.bookedOn === null) return refused(report, answer.result);
      return { ...moved(report, 'acknowledged'), bookedOn: answer.bookedOn };
    case 'amount_short':
    case 'past_settlement_date':
    case 'paid_elsewhere':
      return refused(report, answer.result);
  }
}

/** When to tell a register again that was away or unclear. @param attempts before this one */
export function retryReportAt(attempts: number, now: Date): Date {
  return gapAfter(attempts, LONGEST_GAP_MS, now);
}

/** Whether the register still has to be told, or asked again after it took what it could not place yet. */
export function isToBeTold({ status, bookedOn }: Pick<FineReport, 'status' | 'bookedOn'>): boolean {
  return status === 'paid' || (status === 'reported' && bookedOn === null);
}

/** How long the register took, or has taken by now, and whether that is longer than was promised. */
export function followReport(report: FineReport, slaMs: number, now: Date): FollowedReport {
  const ageMs = (report.reportedAt ?? now).getTime() - report.paidAt.getTime();
  return { ...report, ageMs, isOverdue: ageMs > slaMs };
}

function moved(report: Answered, event: FineReportEvent): ReportJudgement {
  const to = nextStatus(FINE_REPORT_TRANSITIONS, report.status, event) ?? report.status;
  return { to, reason: null, isRefundDue: false, bookedOn: report.bookedOn, retryAt: null };
}

function refused(report: Answered, reason: ReportResult): ReportJudgement {
  return { ...moved(report, 'refused by the register'), reason, isRefundDue: reason === 'paid_elsewhere' };
}

const unmoved = ({ status, bookedOn }: Answered) => ({
  to: status,
  reason: null,
  isRefundDue: false,
  bookedOn,
});

function gapAfter(attempts: number, longestMs: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(FIRST_GAP_MS * 2 ** Math.min(attempts, 20), longestMs));
}
