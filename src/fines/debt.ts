import type { BusinessDay } from '../kernel/business-day';
import type { Calendar } from '../kernel/calendar';
import { AppError } from '../kernel/errors';
import type { Fen } from '../kernel/money';
import type { ReceivedMoney } from './decision';
import { decisionOf } from './fine';
import type { Fine } from './fine';
import { thawQuote } from './frozen-quote';
import type { FrozenQuote } from './frozen-quote';
import { quote, replayQuote } from './quote';
import type { Quote } from './quote';
import type { QuoteRules } from './quote-rules';

/** What one paid order brought for a decision. */
export interface FinePayment {
  decisionNo: string;
  paidAt: Date;
  /** The business day of that. */
  on: BusinessDay;
  amountFen: Fen;
  /** What was paid; null where the decision was not known then. */
  quote: FrozenQuote | null;
}

/** A decision and the money that came for it, the oldest first. */
export interface FineDebt {
  fine: Fine;
  payments: readonly FinePayment[];
}

/** What is asked about a debt. */
export interface DebtRequest {
  onDay: BusinessDay;
  /** How many of the open instalments, the earliest first; null is all. */
  partCount: number | null;
}

/**
 * What is owed on a decision after the money that came. What was paid as a whole is measured by the facts and rules by
 * which it was ordered, whatever was told or set since, but for what the deciding organ took back (domain R32): only a
 * late success leaves a rest then (domain R23), and no surcharge runs on it. Instalments that are still open follow the facts of the day.
 * @throws as `quote`
 */
export function quoteDebt(
  { fine, payments }: FineDebt,
  { onDay, partCount }: DebtRequest,
  { rules, calendar }: { rules: QuoteRules; calendar: Calendar },
): Quote {
  const received = payments.flatMap(receivedBy);
  // A channel's clock may be ahead of ours: what has come counts all the same.
  const day = received.reduce((latest, { on }) => (on > latest ? on : latest), onDay);
  const last = payments.at(-1)?.quote;
  const paid = last ? thawQuote(last).input : null;
  if (paid && paid.decision.plan === null) {
    const decision = { ...paid.decision, received, revision: fine.revision };
    return replayQuote({ ...paid, decision, onDay: day, partCount });
  }
  return quote({ decision: decisionOf(fine, received), onDay: day, partCount }, rules, calendar);
}

/** How a decision stands on a day. */
export interface FineBalance {
  receivedFen: Fen;
  /** All that is to be paid, with its proof; null where that cannot be said. */
  quote: Quote | null;
  /** What is to be paid first: the next instalment, or all outside of a plan. */
  next: Quote | null;
  /** Null: what is owed cannot be said today, the decision is not served, say. */
  outstandingFen: Fen | null;
}

/** Whether nothing more is to be paid. Money that came by the number alone, without a quote, is not measured. */
export function isPaidOff({ payments }: Pick<FineDebt, 'payments'>, owed: () => Quote): boolean {
  if (payments.length === 0) return false;
  return payments.some((payment) => payment.quote === null) || owed().totalFen === 0n;
}

/** How a debt stands. A decision that cannot be paid today has no quote; anything but such a refusal passes. */
export function balanceOf(
  { payments }: Pick<FineDebt, 'payments'>,
  owed: (partCount: number | null) => Quote,
): FineBalance {
  const receivedFen = payments.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  if (payments.some((payment) => payment.quote === null)) {
    return { receivedFen, outstandingFen: 0n, quote: null, next: null };
  }
  const quote = unlessRefused(() => owed(null));
  // A later instalment may be due in a year that is not published yet; that does not stop an earlier one.
  const next = unlessRefused(() => owed(1));
  return { receivedFen, outstandingFen: quote?.totalFen ?? null, quote, next };
}

function unlessRefused(owed: () => Quote): Quote | null {
  try {
    return owed();
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** What a quote, or an order without one, knew to have come for its decision before. */
export function receivedBefore(quote: FrozenQuote | null): Fen {
  const received = quote?.input.decision.received ?? [];
  return received.reduce((sum, money) => sum + BigInt(money.amountFen), 0n);
}

/** The money of one paid order by the parts that it paid. Never before its quote: a channel's clock may be behind. */
function receivedBy({ on, amountFen, quote }: FinePayment): ReceivedMoney[] {
  if (quote === null) return [{ part: 1, on, amountFen }];
  const day = on < quote.onDay ? quote.onDay : on;
  return quote.parts
    .filter(({ part }) => quote.paidParts.includes(part))
    .map(({ part, outstandingFen }) => ({ part, on: day, amountFen: BigInt(outstandingFen) }));
}
