import type { Database } from '../db/database';
import { nameIn } from '../kernel/language';
import type { Language } from '../kernel/language';
import type { ItemKey, RemittanceTarget } from '../settlement/remittance';
import type { SplitPart } from '../settlement/split';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';

/** What agencies and income items are called, by code. The catalogue has items in Chinese alone. */
export interface SettlementNames {
  agencyNames: ReadonlyMap<string, string>;
  itemNames: ReadonlyMap<string, string>;
  /** As which interest of the bank is owed; the catalogue of affairs does not have it. */
  bankInterest: ItemKey;
}

/** Where money goes and how it is divided. */
export interface SettlementRules extends SettlementNames {
  targets: RemittanceTarget[];
  /** By income item. */
  splits: ReadonlyMap<string, readonly SplitPart[]>;
}

export interface SettlementRuleService {
  /** @throws StaffForbidden */
  readRules(actor: Actor, language: Language): Promise<SettlementRules>;
  /** @throws StaffForbidden */
  readNames(actor: Actor, language: Language): Promise<SettlementNames>;
}

/** Looking at where money goes; who runs the machine says it (`npm run settlement`). */
export function createSettlementRuleService(
  { stores }: Pick<Database, 'stores'>,
  bankInterest: ItemKey,
): SettlementRuleService {
  return {
    async readRules(actor, language) {
      requirePermission(actor, 'books.read');
      const [targets, splits, names] = await Promise.all([
        stores.remittanceRules.listTargets(),
        stores.remittanceRules.listSplits(),
        readNames(stores, language, bankInterest),
      ]);
      return { targets, splits, ...names };
    },
    readNames(actor, language) {
      requirePermission(actor, 'books.read');
      return readNames(stores, language, bankInterest);
    },
  };
}

async function readNames(
  { affairs }: Database['stores'],
  language: Language,
  bankInterest: ItemKey,
): Promise<SettlementNames> {
  const [agencies, items] = await Promise.all([affairs.listAgencies(), affairs.listIncomeItems()]);
  return {
    bankInterest,
    agencyNames: new Map(agencies.map((agency) => [agency.code, nameIn(language, agency)])),
    itemNames: new Map(items.map(({ incomeItemCode, incomeItemName }) => [incomeItemCode, incomeItemName])),
  };
}
