import type { Stores } from '../db/stores';
import { AppError } from '../kernel/errors';
import { retryReportAt } from './fine-report';
import type { FineReportDeps } from './fine-report.service';
import { judgeReturn, returnBefore } from './fine-return';
import type { ReportedReturn, ReturnJudgement } from './fine-return';

export interface FineReturnService {
  /** Tells the register that money for a decision went back; gives when to try again, or null. */
  reportReturn(id: string): Promise<Date | null>;
  /** What of the money for a decision went back, the oldest first. */
  listReturns(decisionNo: string): Promise<ReportedReturn[]>;
}

/**
 * Notes, in the transaction in which refunds succeeded, that the register has to learn what of its money went back;
 * the telling comes after its commit.
 */
export async function recordFineReturns(
  stores: Pick<Stores, 'fineReturns' | 'outbox'>,
  refundIds: readonly string[],
  at: Date,
): Promise<void> {
  const ids = await stores.fineReturns.insertReturns(refundIds, at);
  await stores.outbox.putEntries(
    ids.map((subject) => ({ kind: 'fine.return' as const, subject, runAt: at })),
    at,
  );
}

type Deps = Pick<FineReportDeps, 'database' | 'register' | 'clock' | 'report'>;

/** Telling the register of money that went back, outside of any transaction. */
export function createFineReturnService(deps: Deps): FineReturnService {
  const { fineReturns } = deps.database.stores;
  return {
    reportReturn: (id) => reportReturn(deps, id),
    listReturns: (decisionNo) => fineReturns.listReturns(decisionNo),
  };
}

const LOOK_AGAIN_MS = 600_000;

async function reportReturn(deps: Deps, id: string): Promise<Date | null> {
  const { database, register, clock, report } = deps;
  const known = await database.stores.fineReturns.findReturn(id);
  if (known?.status !== 'returned') return null;
  if (!register) return new Date(clock.now().getTime() + LOOK_AGAIN_MS);
  const judged = returnBefore(known.report, clock.now()) ?? (await tell(register, known, deps));
  const isMoved = await database.stores.fineReturns.moveReturn(id, judged, clock.now());
  const { decisionNo, orderId } = known.report;
  if (isMoved && judged.to === 'refused' && judged.error !== 'PAYMENT_REFUSED')
    report('the register did not take that money for a fine went back', {
      id,
      decisionNo,
      orderId,
      ...judged,
    });
  return judged.retryAt;
}

async function tell(
  register: NonNullable<Deps['register']>,
  known: ReportedReturn,
  { clock }: Deps,
): Promise<ReturnJudgement> {
  const { id: returnNo, reportId: reportNo, amountFen, returnedAt, report } = known;
  try {
    const told = { returnNo, reportNo, decisionNo: report.decisionNo, amountFen, returnedAt };
    return judgeReturn(known, await register.reportReturn(told), clock.now());
  } catch (error) {
    // The register is away: that is its own story, and no reason to set the work aside.
    const isAway = error instanceof AppError && ['unavailable', 'outcome-unknown'].includes(error.kind);
    if (!isAway) throw error;
    const retryAt = retryReportAt(known.attempts, clock.now());
    return { to: 'returned', code: null, error: error.code, retryAt };
  }
}
