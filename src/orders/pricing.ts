import type { Affair } from '../affairs/affair';
import { unitPrice } from '../affairs/price-rule';
import type { PricedBy, PriceProblem } from '../affairs/price-rule';
import { splitDecisionNo } from '../fines/decision-no';
import type { FineDebt } from '../fines/debt';
import { freezeQuote } from '../fines/frozen-quote';
import type { Quote } from '../fines/quote';
import { checkInstalments, checkTender } from '../fines/tender';
import type { BusinessDay } from '../kernel/business-day';
import { AppError } from '../kernel/errors';
import { invalidField } from '../kernel/invalid';
import type { Fen } from '../kernel/money';
import type { OrderItem } from './order';

/** An item as a service asks for it. */
export interface RequestedItem {
  affair: string;
  quantity: number;
  /** Of one unit. */
  amount?: Fen | undefined;
  priced_by?: PricedBy | undefined;
  decision_no?: string | undefined;
  /** Of an approved plan, how many of those that are open; else all that is owed. */
  instalments?: number | undefined;
}

/** What prices are made from; keyed by affair code and by decision number. */
export interface PriceSources {
  affairs: ReadonlyMap<string, Affair>;
  debts: ReadonlyMap<string, FineDebt>;
  today: BusinessDay;
  /** Of today. */
  quoteFine(debt: FineDebt, partCount: number | null): Quote;
}

/** The price of an item, and what it was made from where a decision says it. */
type Price = Pick<OrderItem, 'unitFen' | 'pricedBy' | 'quote'>;

/** JSON numbers are exact only up to here. */
const MAX_TOTAL_FEN = BigInt(Number.MAX_SAFE_INTEGER);

/** The field that each is about, and what is wrong with it. */
const PRICE_PROBLEMS: Readonly<Record<PriceProblem, [field: string, message: string]>> = {
  'amount-not-accepted': ['amount', 'The price of this affair is fixed; leave the amount out.'],
  'amount-missing': ['amount', 'The price of this affair is open; name the amount.'],
  'amount-out-of-range': ['amount', 'The amount is outside the range of this affair.'],
  'amount-differs': ['amount', 'The fee comes to another amount; leave it out or name that one.'],
  'basis-not-accepted': ['priced_by', 'The price of this affair does not depend on that.'],
  'accepted-later': ['priced_by/accepted_on', 'That day has not come yet.'],
};

/**
 * Turns requested items into items with their prices.
 * @throws REQUEST_INVALID with a pointer to the field that is wrong; what is wrong with a decision, by its own code
 */
export function priceItems(requested: readonly RequestedItem[], sources: PriceSources): OrderItem[] {
  const items = requested.map((item, index) => priceItem(item, index, sources));
  const seen = new Set<string>();
  for (const { decisionNo, line } of items) {
    if (decisionNo !== null && seen.has(decisionNo)) {
      throw invalidField(`/items/${line - 1}/decision_no`, 'This decision is in the order already.');
    }
    if (decisionNo !== null) seen.add(decisionNo);
  }
  if (items.reduce((sum, item) => sum + item.amountFen, 0n) > MAX_TOTAL_FEN) {
    throw invalidField('/items', 'The total is too large.');
  }
  return items;
}

function priceItem(requested: RequestedItem, index: number, sources: PriceSources): OrderItem {
  const affair = sources.affairs.get(requested.affair);
  if (!affair) throw invalidField(`/items/${index}/affair`, 'There is no such affair.');
  const decisionNo = decisionOf(requested, index, affair);
  const debt = decisionNo === null ? undefined : sources.debts.get(decisionNo);
  const price = debt
    ? finePrice(requested, index, { debt, sources })
    : cataloguePrice(requested, index, { affair, today: sources.today });
  return {
    line: index + 1,
    affairCode: affair.code,
    affairName: affair.nameZh,
    agencyCode: affair.agency.code,
    incomeItemCode: affair.incomeItem.code,
    quantity: requested.quantity,
    ...price,
    amountFen: price.unitFen * BigInt(requested.quantity),
    decisionNo,
  };
}

function decisionOf(requested: RequestedItem, index: number, affair: Affair): string | null {
  if (requested.decision_no === undefined) return null;
  if (affair.kind !== 'fine') {
    throw invalidField(`/items/${index}/decision_no`, 'Only a fine has a decision number.');
  }
  if (requested.quantity !== 1) throw invalidField(`/items/${index}/quantity`, 'A decision is paid once.');
  return splitDecisionNo(requested.decision_no).decisionNo;
}

/** The decision says what is owed today; a caller may repeat it but not change it (domain R17). */
function finePrice(
  requested: RequestedItem,
  index: number,
  { debt, sources }: { debt: FineDebt; sources: PriceSources },
): Price {
  if (debt.fine.affairCode !== requested.affair) {
    throw invalidField(`/items/${index}/affair`, 'The decision is about another affair.');
  }
  if (requested.priced_by !== undefined) {
    throw invalidField(`/items/${index}/priced_by`, PRICE_PROBLEMS['basis-not-accepted'][1]);
  }
  const pointer = `/items/${index}/decision_no`;
  const { instalments } = requested;
  const quote = pointingAt(pointer, () => sources.quoteFine(debt, instalments ?? null));
  if (instalments !== undefined) pointingAt(`/items/${index}/instalments`, () => checkInstalments(quote));
  const isNamed = requested.amount !== undefined;
  pointingAt(isNamed ? `/items/${index}/amount` : pointer, () =>
    checkTender(quote, requested.amount ?? quote.totalFen),
  );
  return { unitFen: quote.totalFen, pricedBy: null, quote: freezeQuote(quote) };
}

/** Of several decisions in one order, the caller has to know which one is refused. Anything else is a bug and passes. */
export function pointedAt(pointer: string, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { kind, code, message } = error;
  const errors = [{ in: 'body', pointer, message }];
  return new AppError(kind, code, { message, details: { ...error.details, errors }, cause: error });
}

function pointingAt<T>(pointer: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw pointedAt(pointer, error);
  }
}

function cataloguePrice(
  requested: RequestedItem,
  index: number,
  { affair, today }: { affair: Affair; today: BusinessDay },
): Price {
  if (requested.instalments !== undefined) {
    throw invalidField(`/items/${index}/instalments`, 'Only a known decision has instalments.');
  }
  const { amount: amountFen, priced_by: pricedBy } = requested;
  const price = unitPrice(affair.priceRule, { amountFen, pricedBy }, today);
  if ('problem' in price) {
    const [field, message] = PRICE_PROBLEMS[price.problem];
    throw invalidField(`/items/${index}/${field}`, message);
  }
  return { unitFen: price.unitFen, pricedBy: pricedBy ?? null, quote: null };
}
