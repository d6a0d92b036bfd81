import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import type { Fen } from '../kernel/money';
import type { Destination, RemittanceTarget } from './remittance';
import { itemFigures } from './item-figures.store';
import type { ItemFigures } from './settlement-figures';
import type { SplitPart } from './split';
import { createTreasuryFigureStore } from './treasury-figure.store';
import type { TreasuryFigureStore } from './treasury-figure.store';

export interface RemittanceRuleStore extends TreasuryFigureStore {
  listTargets(): Promise<RemittanceTarget[]>;
  putTarget(target: RemittanceTarget): Promise<void>;
  /** By income item, in their order. */
  listSplits(): Promise<Map<string, SplitPart[]>>;
  /** Takes the place of the rule that the item had; none: the item is not divided. */
  putSplit(incomeItemCode: string, rule: readonly SplitPart[]): Promise<void>;
  sumItems(range: { from: BusinessDay; to: BusinessDay }): Promise<ItemFigures[]>;
  /** What arrived and fits no order, at the end of a day, over all channels. */
  sumSuspense(upTo: BusinessDay): Promise<Fen>;
}

/** Where money goes and how it is divided, and what came of it. */
export function createRemittanceRuleStore(client: DbClient): RemittanceRuleStore {
  return {
    ...createTreasuryFigureStore(client),
    async listTargets() {
      const rows = await client.remittanceTarget.findMany({
        orderBy: [{ agencyCode: 'asc' }, { incomeItemCode: 'asc' }],
      });
      return rows.map((row) => ({ ...row, destination: row.destination as Destination }));
    },
    async putTarget(target) {
      const { agencyCode, incomeItemCode } = target;
      await client.remittanceTarget.upsert({
        where: { agencyCode_incomeItemCode: { agencyCode, incomeItemCode } },
        ...{ create: target, update: target },
      });
    },
    listSplits: () => listSplits(client),
    async putSplit(incomeItemCode, rule) {
      await client.splitRule.deleteMany({ where: { incomeItemCode } });
      const data = rule.map((part, position) => ({ ...part, incomeItemCode, position }));
      await client.splitRule.createMany({ data });
    },
    sumItems: (range) => sumItems(client, range),
    async sumSuspense(upTo) {
      const [sum] = await client.$queryRaw<{ fen: bigint }[]>`
        select coalesce(sum(credit - debit), 0)::bigint as fen from ${BALANCE_DAYS} b
        where account like 'suspense:%' and business_day <= ${upTo}::date`;
      return sum?.fen ?? 0n;
    },
  };
}

async function listSplits(client: DbClient): Promise<Map<string, SplitPart[]>> {
  const rules = new Map<string, SplitPart[]>();
  const rows = await client.splitRule.findMany({
    orderBy: [{ incomeItemCode: 'asc' }, { position: 'asc' }],
  });
  for (const { incomeItemCode, level, parts } of rows)
    rules.set(incomeItemCode, [...(rules.get(incomeItemCode) ?? []), { level, parts }]);
  return rules;
}

function sumItems(client: DbClient, range: { from: BusinessDay; to: BusinessDay }): Promise<ItemFigures[]> {
  return client.$queryRaw<ItemFigures[]>`
    select agency as "agencyCode", income_item as "incomeItemCode", collected as "collectedFen",
      refunded as "refundedFen", clawed_back as "clawedBackFen", adjusted as "adjustedFen", remitted as "remittedFen",
      payable as "payableFen",
      suspense as "suspenseFen"
    from (${itemFigures(range)}) i order by 1, 2`;
}
