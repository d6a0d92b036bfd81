import { suspenseMoney } from '../claims/suspense.store';
import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import type { Fen } from '../kernel/money';
import type { Destination, RemittanceTarget } from './remittance';
import { REMITTED } from './remittance.store';
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

/** By the balances, but for the remittances themselves, which are few. */
function sumItems(
  client: DbClient,
  { from, to }: { from: BusinessDay; to: BusinessDay },
): Promise<ItemFigures[]> {
  return client.$queryRaw<ItemFigures[]>`
    with remitted as (
      select code, sum(fen)::bigint as fen from ${REMITTED} batch
      where business_day between ${from}::date and ${to}::date group by 1)
    select a.agency_code as "agencyCode", a.income_item_code as "incomeItemCode",
      coalesce(sum(b.credit) filter (where b.business_day >= ${from}::date), 0)::bigint as "collectedFen",
      (coalesce(sum(b.debit) filter (where b.business_day >= ${from}::date), 0)
        - coalesce(max(r.fen), 0))::bigint as "refundedFen",
      coalesce(max(back.fen), 0)::bigint as "clawedBackFen", coalesce(max(r.fen), 0)::bigint as "remittedFen",
      coalesce(sum(b.credit - b.debit), 0)::bigint as "payableFen",
      coalesce(max(waiting.fen), 0)::bigint as "suspenseFen"
    from account a left join ${BALANCE_DAYS} b on b.account = a.code and b.business_day <= ${to}::date
    left join remitted r on r.code = a.code
    left join (${clawedBack(from, to)}) back
      on back.agency_code = a.agency_code and back.income_item_code = a.income_item_code
    left join (${waitingByItem(to)}) waiting
      on waiting.agency_code = a.agency_code and waiting.income_item_code = a.income_item_code
    where a.kind = 'payable' group by 1, 2 order by 1, 2`;
}

/** What went back of money that stood in a batch that had gone to the bank, but for what that batch took off itself. */
function clawedBack(from: BusinessDay, to: BusinessDay): Prisma.Sql {
  return Prisma.sql`
    select a.agency_code, a.income_item_code, sum(p.amount_fen) as fen
    from journal j join posting p on p.journal_id = j.id
    join account a on a.code = p.debit_account and a.kind = 'payable'
    where j.kind = 'refund' and j.business_day between ${from}::date and ${to}::date
      and exists (select from journal c
        join remittance_line l on l.agency_code = a.agency_code and l.income_item_code = a.income_item_code
          and l.business_day = c.business_day and not l.is_released
        join remittance_batch b on b.id = l.batch_id and b.status in ('exported', 'acknowledged')
        where c.order_id = j.order_id and c.kind in ('collection', 'claim') and not exists (
          select from remittance_line own where own.batch_id = l.batch_id and own.agency_code = a.agency_code
            and own.income_item_code = a.income_item_code and own.business_day = j.business_day))
    group by 1, 2`;
}

/**
 * What is still in suspense of the money of our payments, by the items of their orders: neither bound elsewhere nor gone
 * back, by us or by the channel, nor of a booking that was taken back. Of another amount than the order's each item has its part; the first one has what is left
 * of the division.
 */
function waitingByItem(to: BusinessDay): Prisma.Sql {
  return Prisma.sql`
    select agency_code, income_item_code, sum(part + case when is_first then fen - parts else 0 end) as fen
    from (select *, sum(part) over movement as parts, row_number() over (movement order by line) = 1 as is_first
      from (select s.*, i.line, i.agency_code, i.income_item_code,
          floor(s.fen * i.amount_fen / sum(i.amount_fen) over (partition by s.channel, s.transaction_id)) as part
        from (${suspenseMoney(Prisma.sql`and t.business_day <= ${to}::date and p.order_id is not null`)}) s
        join order_item i on i.order_id = s.order_id) parted
      window movement as (partition by channel, transaction_id)) divided
    group by 1, 2`;
}
