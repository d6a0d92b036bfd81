import type { Database } from '../db/database';
import { accountOf } from '../ledger/journal';
import type { FilterName, ReportDefinition, Words } from './report';

/** What a filter may be, and what people call it. */
export interface FilterChoice {
  code: string;
  name: Words;
}

/** By the name of a filter whose values are in the books. */
export type FilterChoices = Readonly<Partial<Record<FilterName, readonly FilterChoice[]>>>;

/** What the filters of a report may be by our catalogue and books, so that nobody has to know codes. */
export async function readFilterChoices(
  { stores: { affairs, ledger } }: Pick<Database, 'stores'>,
  { filters }: Pick<ReportDefinition, 'filters'>,
): Promise<FilterChoices> {
  const read = async <Row>(name: FilterName, list: () => Promise<Row[]>): Promise<Row[]> =>
    filters.includes(name) ? list() : [];
  const [agency, affair, accounts] = await Promise.all([
    read('agency', () => affairs.listAgencies()),
    read('affair', () => affairs.listAffairs()),
    read('account', () => ledger.listAccountCodes()),
  ]);
  return {
    agency: agency.map(choiceOf),
    affair: affair.map(choiceOf),
    account: accounts.map((code) => choiceOf(accountOf(code))),
  };
}

const choiceOf = ({ code, nameZh: zh, nameEn: en }: { code: string; nameZh: string; nameEn: string }) => ({
  code,
  name: { zh, en: en || zh },
});
