import type { PriceRule } from './price-rule';

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

/** What an item of an order is called: as it was ordered, in Chinese, where the catalogue has no other name. */
export function nameOfAffair(
  { affairCode, affairName }: { affairCode: string; affairName: string },
  { affairs }: Pick<CatalogueNames, 'affairs'>,
): BilingualName {
  return { nameZh: affairName, nameEn: affairs.get(affairCode)?.nameEn ?? affairName };
}
