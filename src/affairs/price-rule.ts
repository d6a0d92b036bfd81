import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';

/**
 * How the amount of one unit is found.
 * - `fixed`: the fee catalogue sets it; nobody may name another. Where it has changed, the price of the day on which
 *   the application was accepted counts (domain R40).
 * - `open`: the caller names it within a range, or, where there is a scale, the sum that it is a part of.
 */
export type PriceRule =
  | { kind: 'fixed'; unitFen: Fen; earlier?: readonly EarlierPrice[] }
  | { kind: 'open'; minFen: Fen; maxFen: Fen; scale?: Scale };

/** A price that held before a day; the earliest first. */
export interface EarlierPrice {
  before: BusinessDay;
  unitFen: Fen;
}

/** A price that grows with a sum by brackets (a court fee, domain R38). */
export interface Scale {
  baseFen: Fen;
  brackets: readonly Bracket[];
}

/** What lies above `aboveFen`, up to the next bracket, costs this many ten-thousandths. */
export interface Bracket {
  aboveFen: Fen;
  perTenThousand: bigint;
}

/** What a caller says of the matter to have it priced, as it is on the wire; frozen on the item. */
export type PricedBy = { accepted_on: BusinessDay } | Basis;

/** In fen. `halved`: summary procedure, settled or withdrawn. */
interface Basis {
  basis_amount: number;
  halved: boolean;
}

/** What a caller may say of a price. */
export interface Priceable {
  amountFen?: Fen | undefined;
  pricedBy?: PricedBy | undefined;
}

export type PriceProblem =
  | 'amount-not-accepted'
  | 'amount-missing'
  | 'amount-out-of-range'
  | 'amount-differs'
  | 'basis-not-accepted'
  | 'accepted-later';

/** The price of one unit, or why there is none. */
export type UnitPrice = { unitFen: Fen } | { problem: PriceProblem };

/**
 * The price of one unit.
 * @param today no application was accepted after it
 */
export function unitPrice(rule: PriceRule, said: Priceable, today: BusinessDay): UnitPrice {
  return rule.kind === 'fixed' ? fixedPrice(rule, said, today) : openPrice(rule, said);
}

function fixedPrice(
  { unitFen, earlier = [] }: PriceRule & { kind: 'fixed' },
  { amountFen, pricedBy }: Priceable,
  today: BusinessDay,
): UnitPrice {
  if (amountFen !== undefined) return { problem: 'amount-not-accepted' };
  if (pricedBy === undefined) return { unitFen };
  if (!('accepted_on' in pricedBy)) return { problem: 'basis-not-accepted' };
  const acceptedOn = pricedBy.accepted_on;
  if (acceptedOn > today) return { problem: 'accepted-later' };
  return { unitFen: earlier.find(({ before }) => acceptedOn < before)?.unitFen ?? unitFen };
}

function openPrice(
  { minFen, maxFen, scale }: PriceRule & { kind: 'open' },
  { amountFen, pricedBy }: Priceable,
): UnitPrice {
  if (pricedBy !== undefined && !(scale && 'basis_amount' in pricedBy)) {
    return { problem: 'basis-not-accepted' };
  }
  const unitFen = scale && pricedBy ? scaledFen(scale, pricedBy) : amountFen;
  if (unitFen === undefined) return { problem: 'amount-missing' };
  if (unitFen < minFen || unitFen > maxFen) return { problem: 'amount-out-of-range' };
  return amountFen === undefined || amountFen === unitFen ? { unitFen } : { problem: 'amount-differs' };
}

/** To the fen, half a fen being a whole one. */
function scaledFen({ baseFen, brackets }: Scale, by: Basis): Fen {
  const basisFen = BigInt(by.basis_amount);
  const aboveBase = brackets.reduce((sum, { aboveFen, perTenThousand }, index) => {
    const nextFen = brackets[index + 1]?.aboveFen ?? basisFen;
    const topFen = nextFen < basisFen ? nextFen : basisFen;
    return topFen > aboveFen ? sum + (topFen - aboveFen) * perTenThousand : sum;
  }, 0n);
  const divisor = by.halved ? 20_000n : 10_000n;
  return ((baseFen * 10_000n + aboveBase) * 2n + divisor) / (divisor * 2n);
}
