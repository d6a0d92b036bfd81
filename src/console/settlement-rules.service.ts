import type { Database } from '../db/database';
import type { RemittanceTarget } from '../settlement/remittance';
import type { SplitPart } from '../settlement/split';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';

/** Where money goes and how it is divided. */
export interface SettlementRules {
  targets: RemittanceTarget[];
  /** By income item. */
  splits: ReadonlyMap<string, readonly SplitPart[]>;
  /** By code. */
  agencyNames: ReadonlyMap<string, string>;
}

export interface SettlementRuleService {
  /** @throws StaffForbidden */
  readRules(actor: Actor): Promise<SettlementRules>;
}

/** Looking at where money goes; who runs the machine says it (`npm run settlement`). */
export function createSettlementRuleService({ stores }: Pick<Database, 'stores'>): SettlementRuleService {
  return {
    async readRules(actor) {
      requirePermission(actor, 'books.read');
      const [targets, splits, agencies] = await Promise.all([
        stores.remittanceRules.listTargets(),
        stores.remittanceRules.listSplits(),
        stores.affairs.listAgencies(),
      ]);
      const agencyNames = new Map(agencies.map(({ code, nameZh }) => [code, nameZh]));
      return { targets, splits, agencyNames };
    },
  };
}
