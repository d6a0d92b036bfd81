import type { Fen } from '../kernel/money';

/**
 * How the amount of an item is found.
 * - `fixed`: the price of one unit is set by the fee catalogue; nobody may name another.
 * - `open`: the caller names the amount of one unit within a range.
 */
export type PriceRule = { kind: 'fixed'; unitFen: Fen } | { kind: 'open'; minFen: Fen; maxFen: Fen };

/** Who decides, and whose money it is. */
export interface Agency {
  code: string;
  nameZh: string;
  nameEn: string;
}

/** A thing that can be paid for. */
export interface Affair {
  code: string;
  kind: 'fee' | 'fine';
  nameZh: string;
  nameEn: string;
  agency: Agency;
  incomeItem: { code: string; name: string };
  unitName: string;
  priceRule: PriceRule;
}

/** A name in the languages of the pages. */
export interface BilingualName {
  nameZh: string;
  nameEn: string;
}

/** The names of affairs and agencies, by code. */
export interface CatalogueNames {
  affairs: ReadonlyMap<string, BilingualName>;
  agencies: ReadonlyMap<string, BilingualName>;
}

/** The price of one unit, or why there is none. */
export type UnitPrice =
  | { unitFen: Fen }
  | { problem: 'amount-not-accepted' | 'amount-missing' | 'amount-out-of-range' };

/**
 * The price of one unit of an affair.
 * @param amountFen what the caller named, if anything
 */
export function unitPrice(rule: PriceRule, amountFen: Fen | undefined): UnitPrice {
  if (rule.kind === 'fixed') {
    return amountFen === undefined ? { unitFen: rule.unitFen } : { problem: 'amount-not-accepted' };
  }
  if (amountFen === undefined) return { problem: 'amount-missing' };
  if (amountFen < rule.minFen || amountFen > rule.maxFen) return { problem: 'amount-out-of-range' };
  return { unitFen: amountFen };
}
