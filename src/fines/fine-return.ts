import type { Fen } from '../kernel/money';
import type { Transition } from '../kernel/transition';
import { retryReportAt } from './fine-report';
import type { FineReport } from './fine-report';
import type { ResultCode, ReturnAnswer } from './register';

/** `returned`: the register does not know yet. `refused`: it does not take the word; a person tells it. */
export type FineReturnStatus = 'returned' | 'reported' | 'refused';

type FineReturnEvent = 'acknowledged' | 'refused by the register';

export const FINE_RETURN_TRANSITIONS: readonly Transition<FineReturnStatus, FineReturnEvent>[] = [
  { from: 'returned', event: 'acknowledged', to: 'reported' },
  { from: 'returned', event: 'refused by the register', to: 'refused' },
];

/** That money which the register was told of, or will be, went back to its payer. */
export interface FineReturn {
  id: string;
  reportId: string;
  refundId: string;
  amountFen: Fen;
  returnedAt: Date;
  status: FineReturnStatus;
  attempts: number;
  lastCode: ResultCode | null;
  /** What the last attempt met where no code came, or why nothing was told. */
  lastError: string | null;
  reportedAt: Date | null;
}

/** A return with the report of the payment that it is about. */
export interface ReportedReturn extends FineReturn {
  report: Pick<FineReport, 'decisionNo' | 'orderId' | 'status'>;
}

/** What an attempt did. */
export interface ReturnJudgement {
  to: FineReturnStatus;
  code: ResultCode | null;
  error: string | null;
  /** When to tell it again; null where nothing is left to say. */
  retryAt: Date | null;
}

/** How long a return waits for the word on its payment. */
const PAYMENT_FIRST_MS = 10_000;

/**
 * What has to come first: the payment itself. A register that never took the payment has nothing to give back.
 * @returns null where the return can be told now
 */
export function returnBefore({ status }: Pick<FineReport, 'status'>, now: Date): ReturnJudgement | null {
  const wait = { to: 'returned', code: null, error: null } as const;
  if (status === 'paid') return { ...wait, retryAt: new Date(now.getTime() + PAYMENT_FIRST_MS) };
  if (status === 'refused') return { ...wait, to: 'refused', error: 'PAYMENT_REFUSED', retryAt: null };
  return null;
}

/** What comes of the register's answer: only what is unclear is told again. */
export function judgeReturn(
  { attempts }: Pick<FineReturn, 'attempts'>,
  answer: ReturnAnswer,
  now: Date,
): ReturnJudgement {
  if (answer === 'not_taken') return { to: 'refused', code: null, error: 'NOT_TAKEN', retryAt: null };
  const { code, result } = answer;
  if (result === 'accepted' || result === 'repeated')
    return { to: 'reported', code, error: null, retryAt: null };
  if (result === 'unclear')
    return { to: 'returned', code, error: null, retryAt: retryReportAt(attempts, now) };
  return { to: 'refused', code, error: null, retryAt: null };
}
