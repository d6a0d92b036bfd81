import type { BusinessDay } from '../kernel/business-day';
import { addDays } from '../kernel/business-day';
import { createCalendar } from '../kernel/calendar';
import type { Calendar, DayKind } from '../kernel/calendar';
import type { Fen } from '../kernel/money';
import { asOf, getServedOn, principalOf } from './decision';
import type { Decision, ReceivedMoney, ServiceOfProcess } from './decision';
import { DecisionInconsistent } from './fine.errors';
import type { QuoteRules } from './quote-rules';
import { countDays, excludedPeriods, rollDueDay, surchargeFor } from './surcharge';
import type { DayCount, DueDay, ExcludedPeriod } from './surcharge';

/** What is asked: how much has to be paid on a day. */
export interface QuoteRequest {
  decision: Decision;
  /** The business day on which it would be paid. */
  onDay: BusinessDay;
  /** How many of the unsettled parts, the earliest first, at least 1; null is all. Outside of a plan there is one. */
  partCount: number | null;
}

/** Everything a quote was made from, so that it can be made again at any later time. Plain data. */
export interface QuoteInput extends QuoteRequest {
  /** The decision as it stood on the day; facts dated later are not in it. */
  decision: Decision;
  rules: QuoteRules;
  /** What the calendar said then of the days that mattered. */
  calendarDays: Readonly<Record<BusinessDay, DayKind>>;
}

/** A part of the fine with its own due day; a fine outside of a plan is one part. */
export interface QuotedPart extends DueDay, DayCount {
  /** From 1. */
  part: number;
  principalFen: Fen;
  /** The last day that was counted: the day of the quote, or the day on which the principal had been paid. */
  countedThrough: BusinessDay;
  surchargeFen: Fen;
  capFen: Fen;
  isCapped: boolean;
  receivedFen: Fen;
  /** Principal and surcharge less what was received; negative where too much was. */
  outstandingFen: Fen;
}

/** What is to be paid on a day, and why. */
export interface Quote {
  decisionNo: string;
  onDay: BusinessDay;
  rulesVersion: string;
  servedOn: BusinessDay;
  /** Of the parts to be paid, as are the surcharge and what was received of them already. */
  principalFen: Fen;
  surchargeFen: Fen;
  receivedFen: Fen;
  /** What is to be paid: principal and surcharge less what was received. */
  totalFen: Fen;
  /** What was received above what was owed, on any part: a reduction or revocation gives it back (domain R32). */
  surplusFen: Fen;
  /** Which parts `totalFen` pays. Empty where nothing is owed. */
  paidParts: readonly number[];
  /** Those, and the settled ones before them. */
  parts: readonly QuotedPart[];
  /** The articles that this quote rests on. */
  articles: readonly string[];
  input: QuoteInput;
}

/**
 * What has to be paid for a decision on a day: principal and surcharge, with the proof of both (domain R01–R09, R18,
 * R32). The surcharge runs from the day after the due day; days of review and litigation are left out of it, the
 * principal stays due. Facts dated later than the day do not count.
 * @throws NotADecision, SimpleProcedureLimitExceeded, FineNotServed, SuspensionsOverlap, DecisionInconsistent,
 *   CALENDAR_YEAR_MISSING
 */
export function quote(request: QuoteRequest, rules: QuoteRules, calendar: Calendar): Quote {
  const { onDay } = request;
  const calendarDays: Record<BusinessDay, DayKind> = {};
  const noting: Calendar = { ...calendar, kindOf: (day) => (calendarDays[day] = calendar.kindOf(day)) };
  const decision = asOf(request.decision, onDay);
  const served = getServedOn(decision, onDay, rules);
  const periods = excludedPeriods(decision.suspensions, rules);
  const parts: QuotedPart[] = [];
  const open: QuotedPart[] = [];
  for (const share of sharesOf(decision, served, rules)) {
    // A later part is not looked at: its due day may lie in a year that is not published yet.
    if (open.length === request.partCount) break;
    const part = quotePart(share, { onDay, rules, calendar: noting, periods });
    parts.push(part);
    if (part.outstandingFen > 0n) open.push(part);
  }
  return {
    decisionNo: decision.decisionNo,
    onDay,
    rulesVersion: rules.version,
    servedOn: served,
    principalFen: sum(open, (part) => part.principalFen),
    surchargeFen: sum(open, (part) => part.surchargeFen),
    receivedFen: sum(open, (part) => part.receivedFen),
    totalFen: sum(open, (part) => part.outstandingFen),
    surplusFen: sum(parts, (part) => (part.outstandingFen < 0n ? -part.outstandingFen : 0n)),
    paidParts: open.map(({ part }) => part),
    parts,
    articles: articlesOf(decision, parts, rules),
    input: { ...request, decision, rules, calendarDays },
  };
}

/** Makes a quote again from what it was made from; gives the same, whatever rules and calendar say today. */
export function replayQuote({ rules, calendarDays, ...request }: QuoteInput): Quote {
  return quote(request, rules, createCalendar([{ years: [], days: calendarDays }]));
}

/** Due day and days of the part that is paid first: of the fine itself, outside of a plan. */
export function termsOf(quote: Quote): QuotedPart {
  const part = quote.parts.find((one) => one.part === quote.paidParts[0]) ?? quote.parts[0];
  if (!part) throw new Error(`the quote of ${quote.decisionNo} has no part`);
  return part;
}

/** What one part is made from. */
interface Share {
  part: number;
  principalFen: Fen;
  /** What the surcharge is computed from. */
  baseFen: Fen;
  rawDueOn: BusinessDay;
  isRolling: boolean;
  received: readonly ReceivedMoney[];
}

interface PartContext {
  onDay: BusinessDay;
  rules: QuoteRules;
  calendar: Calendar;
  periods: readonly ExcludedPeriod[];
}

function sharesOf(decision: Decision, served: BusinessDay, rules: QuoteRules): Share[] {
  const { plan, revision, amountFen } = decision;
  const principalFen = principalOf(decision);
  const isRevoked = revision?.kind === 'revoked';
  const shares: Omit<Share, 'received'>[] = plan
    ? plan.parts.map((part, index) => {
        const partFen = isRevoked ? 0n : part.amountFen;
        return {
          part: index + 1,
          principalFen: partFen,
          // A rule that older quotes do not have: they were made by its default.
          baseFen: rules.surchargeOnMissedPart === 'none' ? 0n : partFen,
          rawDueOn: part.dueOn,
          isRolling: rules.planDueDaysRoll,
        };
      })
    : [
        {
          part: 1,
          principalFen,
          baseFen:
            isRevoked || rules.surchargeAfterReduction === 'on_reduced_amount' ? principalFen : amountFen,
          rawDueOn: addDays(served, rules.paymentDays),
          isRolling: true,
        },
      ];
  if (sum(shares, (share) => share.principalFen) !== principalFen) {
    throw DecisionInconsistent({ details: { problem: 'the instalments are not the principal' } });
  }
  if (decision.received.some(({ part }) => !shares.some((share) => share.part === part))) {
    throw DecisionInconsistent({ details: { problem: 'money was received for a part that does not exist' } });
  }
  return shares.map((share) => ({
    ...share,
    received: decision.received.filter((money) => money.part === share.part),
  }));
}

function quotePart(share: Share, { onDay, rules, calendar, periods }: PartContext): QuotedPart {
  const { part, principalFen, rawDueOn } = share;
  const due = share.isRolling
    ? rollDueDay(rawDueOn, rules, calendar)
    : { rawDueOn, dueOn: rawDueOn, rolledOver: [] };
  const countedThrough = principalPaidOn(share) ?? onDay;
  const days = countDays(due.dueOn, countedThrough, periods);
  const surcharge = surchargeFor(share.baseFen, days.countedDays, rules);
  const receivedFen = sum(share.received, (money) => money.amountFen);
  const outstandingFen = principalFen + surcharge.surchargeFen - receivedFen;
  return { part, principalFen, ...due, countedThrough, ...days, ...surcharge, receivedFen, outstandingFen };
}

/** The day on which what had come in reached the principal: from then on no surcharge runs, even where some is missing. */
function principalPaidOn({ principalFen, received }: Share): BusinessDay | null {
  let receivedFen = 0n;
  for (const { on, amountFen } of [...received].sort((a, b) => a.on.localeCompare(b.on))) {
    receivedFen += amountFen;
    if (receivedFen >= principalFen) return on;
  }
  return null;
}

const SERVICE_ARTICLES = {
  handed_over: null,
  electronic: 'electronicService',
  public_notice: 'publicNotice',
} as const satisfies Record<ServiceOfProcess['method'], keyof QuoteRules['articles'] | null>;

function articlesOf(decision: Decision, parts: readonly QuotedPart[], { articles }: QuoteRules): string[] {
  const service = decision.serviceOfProcess && SERVICE_ARTICLES[decision.serviceOfProcess.method];
  return [
    ...articles.term,
    ...(service ? articles[service] : []),
    ...(decision.plan ? articles.plan : []),
    ...(parts.some((part) => part.rolledOver.length > 0) ? articles.roll : []),
    ...(parts.some((part) => part.surchargeFen > 0n) ? articles.surcharge : []),
    ...(parts.some((part) => part.isCapped) ? articles.cap : []),
    ...(parts.some((part) => part.excludedDays > 0) ? articles.suspension : []),
  ];
}

function sum<T>(items: readonly T[], amountOf: (item: T) => Fen): Fen {
  return items.reduce((total, item) => total + amountOf(item), 0n);
}
