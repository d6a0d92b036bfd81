import type { Database } from '../db/database';
import type { RemittanceTarget } from '../settlement/remittance';
import type { SplitPart } from '../settlement/split';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';

/** What agencies and income items are called in Chinese, by code. */
export interface SettlementNames {
  agencyNames: ReadonlyMap<string, string>;
  itemNames: ReadonlyMap<string, string>;
}

/** Where money goes and how it is divided. */
export interface SettlementRules extends SettlementNames {
  targets: RemittanceTarget[];
  /** By income item. */
  splits: ReadonlyMap<string, readonly SplitPart[]>;
}

export interface SettlementRuleService {
  /** @throws StaffForbidden */
  readRules(actor: Actor): Promise<SettlementRules>;
  /** @throws StaffForbidden */
  readNames(actor: Actor): Promise<SettlementNames>;
}

/** Looking at where money goes; who runs the machine says it (`npm run settlement`). */
export function createSettlementRuleService({ stores }: Pick<Database, 'stores'>): SettlementRuleService {
  return {
    async readRules(actor) {
      requirePermission(actor, 'books.read');
      const [targets, splits, names] = await Promise.all([
        stores.remittanceRules.listTargets(),
        stores.remittanceRules.listSplits(),
        readNames(stores),
      ]);
      return { targets, splits, ...names };
    },
    readNames(actor) {
      requirePermission(actor, 'books.read');
      return readNames(stores);
    },
  };
}

async function readNames({ affairs }: Database['stores']): Promise<SettlementNames> {
  const [agencies, items] = await Promise.all([affairs.listAgencies(), affairs.listIncomeItems()]);
  return {
    agencyNames: new Map(agencies.map(({ code, nameZh }) => [code, nameZh])),
    itemNames: new Map(items.map(({ incomeItemCode, incomeItemName }) => [incomeItemCode, incomeItemName])),
  };
}
