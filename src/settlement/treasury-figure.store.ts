import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { rowsParameter } from '../db/rows';
import type { KeptTreasuryFigure, TreasuryComparison, TreasuryFigure } from './treasury-figure';

export interface TreasuryFigureStore {
  /** By income item. */
  listTreasuryFigures(period: string): Promise<KeptTreasuryFigure[]>;
  /** The same; whoever else changes or confirms figures of the period waits until this transaction ends. */
  lockTreasuryFigures(period: string): Promise<KeptTreasuryFigure[]>;
  /** Takes the place of what the treasury said before. What stays as it was keeps who entered and who confirmed it. */
  putTreasuryFigures(
    period: string,
    figures: readonly TreasuryFigure[],
    by: { toldBy: string; toldAt: Date },
  ): Promise<void>;
  confirmTreasuryFigures(
    period: string,
    incomeItemCodes: readonly string[],
    by: { confirmedBy: string; confirmedAt: Date },
  ): Promise<void>;
  /** Of a year for which the treasury said nothing, what it said of its months. @param period '2026-11' or '2026' */
  compareTreasury(period: string): Promise<TreasuryComparison[]>;
}

/** What the treasury says that it received, and how that agrees with what we paid. */
export function createTreasuryFigureStore(client: DbClient): TreasuryFigureStore {
  const listTreasuryFigures = (period: string) =>
    client.treasuryFigure.findMany({ where: { period }, orderBy: { incomeItemCode: 'asc' } });
  return {
    listTreasuryFigures,
    async lockTreasuryFigures(period) {
      await lockNames(client, [`treasury-figures:${period}`]);
      return listTreasuryFigures(period);
    },
    putTreasuryFigures: (period, figures, by) => putFigures(client, period, { figures, ...by }),
    async confirmTreasuryFigures(period, incomeItemCodes, by) {
      const where = { period, incomeItemCode: { in: [...incomeItemCodes] }, confirmedBy: null };
      await client.treasuryFigure.updateMany({ where, data: by });
    },
    compareTreasury: (period) => compareTreasury(client, period),
  };
}

async function putFigures(
  client: DbClient,
  period: string,
  { figures, toldBy, toldAt }: { figures: readonly TreasuryFigure[]; toldBy: string; toldAt: Date },
): Promise<void> {
  const codes = figures.map(({ incomeItemCode }) => incomeItemCode);
  await client.$executeRaw`
    delete from treasury_figure where period = ${period} and income_item_code <> all(${codes}::text[])`;
  await client.$executeRaw`
    insert into treasury_figure as kept (period, income_item_code, amount_fen, told_by, told_at)
    select ${period}::text, f."incomeItemCode", f."amountFen", ${toldBy}::text, ${toldAt}::timestamptz
    from json_to_recordset(${rowsParameter(figures)}::json) as f("incomeItemCode" text, "amountFen" bigint)
    on conflict (period, income_item_code) do update set amount_fen = excluded.amount_fen,
      told_by = excluded.told_by, told_at = excluded.told_at, confirmed_by = null, confirmed_at = null
    where kept.amount_fen <> excluded.amount_fen`;
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
        coalesce(o.fen, 0)::bigint as "oursFen", t.amount_fen as "theirsFen", t.is_confirmed as "isConfirmed"
      from ours o full join (
        select income_item_code, sum(amount_fen)::bigint as amount_fen,
          bool_and(confirmed_by is not null) as is_confirmed
        from treasury_figure
        where period = ${period} or (period like ${`${period}-%`} and not exists (
          select from treasury_figure where period = ${period}))
        group by 1) t on t.income_item_code = o.income_item_code
      order by 1`;
}
