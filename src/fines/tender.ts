import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import { FineAmountDiffers, NothingOwed, PartialNotAllowed } from './fine.errors';
import { replayQuote } from './quote';
import type { Quote, QuoteInput } from './quote';

/** The register's own result codes: 1 settled, 4 the fine is short, 7 only the surcharge is short. */
export type RegisterCode = 1 | 4 | 7;

/** What the money that came settles. */
export interface ReceivedOutcome {
  code: RegisterCode;
  /** What was owed on the day on which it came. */
  owedFen: Fen;
  receivedFen: Fen;
  /** Still to be paid. */
  outstandingFen: Fen;
  /** To be given back. */
  surplusFen: Fen;
}

/**
 * Refuses any amount but the one that the quote says (domain R17); what a plan allows is in the quote already.
 * @throws NothingOwed, PartialNotAllowed, FineAmountDiffers
 */
export function checkTender(quote: Quote, tenderFen: Fen): void {
  const details = { decision_no: quote.decisionNo, owed: Number(quote.totalFen) };
  if (quote.totalFen === 0n) throw NothingOwed({ details });
  if (tenderFen < quote.totalFen) throw PartialNotAllowed({ details });
  if (tenderFen > quote.totalFen) throw FineAmountDiffers({ details });
}

/**
 * Refuses a number of instalments that no approved plan has open (domain R17, R18).
 * @throws NothingOwed, PartialNotAllowed
 */
export function checkInstalments({ decisionNo, input, paidParts, totalFen }: Quote): void {
  const details = { decision_no: decisionNo, open_instalments: input.decision.plan ? paidParts.length : 0 };
  if (totalFen === 0n) throw NothingOwed({ details });
  if (input.decision.plan === null || paidParts.length !== input.partCount) {
    throw PartialNotAllowed({ details });
  }
}

/**
 * Measures money by what was owed on the day on which the payer paid, which may be later than the day of the quote
 * that was shown (domain R23, policy): it is kept, and what it leaves open stays outstanding.
 * @param input of the quote that is frozen on the order
 */
export function measureReceived(
  input: QuoteInput,
  { on, receivedFen }: { on: BusinessDay; receivedFen: Fen },
): ReceivedOutcome {
  const owed = replayQuote({ ...input, onDay: on });
  const openFen = owed.totalFen - receivedFen;
  const code = openFen <= 0n ? 1 : openFen <= owed.surchargeFen ? 7 : 4;
  return {
    code,
    owedFen: owed.totalFen,
    receivedFen,
    outstandingFen: openFen > 0n ? openFen : 0n,
    surplusFen: openFen < 0n ? -openFen : 0n,
  };
}
