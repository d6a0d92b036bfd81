import type { Database } from '../db/database';
import { accountOf } from '../ledger/journal';
import type { FilterChoice, FilterChoices } from './filter-choice';
import type { FilterName, ReportDefinition } from './report';

/** What the filters of a report may be by our catalogue and books, so that nobody has to know codes. */
export async function readFilterChoices(
  { stores: { affairs, ledger, staff, services } }: Pick<Database, 'stores'>,
  { filters }: Pick<ReportDefinition, 'filters'>,
): Promise<FilterChoices> {
  const read = async <Row>(name: FilterName, list: () => Promise<Row[]>): Promise<Row[]> =>
    filters.includes(name) ? list() : [];
  const [agency, affair, items, accounts] = await Promise.all([
    read('agency', () => affairs.listAgencies()),
    read('affair', () => affairs.listAffairs()),
    read('income_item', () => affairs.listIncomeItems()),
    read('account', () => ledger.listAccountCodes()),
  ]);
  // Who may have done something: persons and services.
  const listActors = async () => [...(await staff.listMembers()), ...(await services.listServices())];
  const [owner, actor] = await Promise.all([
    read('owner', () => staff.listMembers()),
    read('actor', listActors),
  ]);
  const itemNames = new Map(items.map((item) => [item.incomeItemCode, item.incomeItemName]));
  return {
    income_item: [...itemNames].map(([code, name]) => ({ code, name: { zh: name, en: name } })),
    owner: owner.map(personOf),
    actor: actor.map(personOf),
    agency: agency.map(choiceOf),
    affair: affair.map(choiceOf),
    account: accounts.map((code) => choiceOf(accountOf(code))),
  };
}

const personOf = ({ id: code, name }: { id: string; name: string }): FilterChoice => ({
  code,
  name: { zh: name, en: name },
});

const choiceOf = ({ code, nameZh: zh, nameEn: en }: { code: string; nameZh: string; nameEn: string }) => ({
  code,
  name: { zh, en: en || zh },
});
