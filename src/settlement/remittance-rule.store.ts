import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import type { Fen } from '../kernel/money';
import type { Destination, RemittanceTarget } from './remittance';
import { itemFigures } from './item-figures.store';
import type { ItemFigures, TreasuryComparison } from './settlement-figures';
import type { SplitPart } from './split';

export interface RemittanceRuleStore {
  listTargets(): Promise<RemittanceTarget[]>;
  putTarget(target: RemittanceTarget): Promise<void>;
  /** By income item, in their order. */
  listSplits(): Promise<Map<string, SplitPart[]>>;
  /** Takes the place of the rule that the item had; none: the item is not divided. */
  putSplit(incomeItemCode: string, rule: readonly SplitPart[]): Promise<void>;
  sumItems(range: { from: BusinessDay; to: BusinessDay }): Promise<ItemFigures[]>;
  /** What arrived and fits no order, at the end of a day, over all channels. */
  sumSuspense(upTo: BusinessDay): Promise<Fen>;
  /** Takes the place of what the treasury said of the period before. */
  putTreasuryFigures(
    period: string,
    figures: readonly { incomeItemCode: string; amountFen: Fen }[],
    by: { toldBy: string; toldAt: Date },
  ): Promise<void>;
  /** Of a year for which the treasury said nothing, what it said of its months. @param period '2026-11' or '2026' */
  compareTreasury(period: string): Promise<TreasuryComparison[]>;
}

/** Where money goes and how it is divided, and what came of it. */
export function createRemittanceRuleStore(client: DbClient): RemittanceRuleStore {
  return {
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
    async putTreasuryFigures(period, figures, by) {
      await client.treasuryFigure.deleteMany({ where: { period } });
      await client.treasuryFigure.createMany({
        data: figures.map((figure) => ({ ...figure, ...by, period })),
      });
    },
    compareTreasury: (period) => compareTreasury(client, period),
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

function compareTreasury(client: DbClient, period: string): Promise<TreasuryComparison[]> {
  return client.$queryRaw<TreasuryComparison[]>`
      with ours as (
        select l.income_item_code, sum(l.amount_fen)::bigint as fen
        from remittance_batch b join remittance_line l on l.batch_id = b.id
        where b.status = 'acknowledged' and b.destination = 'treasury'
          and b.acknowledged_on::text like ${`${period}%`}
        group by 1)
      select coalesce(o.income_item_code, t.income_item_code) as "incomeItemCode",
        coalesce(o.fen, 0)::bigint as "oursFen", t.amount_fen as "theirsFen"
      from ours o full join (
        select income_item_code, sum(amount_fen)::bigint as amount_fen from treasury_figure
        where period = ${period} or (period like ${`${period}-%`} and not exists (
          select from treasury_figure where period = ${period}))
        group by 1) t on t.income_item_code = o.income_item_code
      order by 1`;
}

function sumItems(client: DbClient, range: { from: BusinessDay; to: BusinessDay }): Promise<ItemFigures[]> {
  return client.$queryRaw<ItemFigures[]>`
    select agency as "agencyCode", income_item as "incomeItemCode", agency_name as "agencyName",
      income_item_name as "incomeItemName", collected as "collectedFen",
      refunded as "refundedFen", clawed_back as "clawedBackFen", adjusted as "adjustedFen", remitted as "remittedFen", payable as "payableFen",
      suspense as "suspenseFen"
    from (${itemFigures(range)}) i order by 1, 2`;
}
