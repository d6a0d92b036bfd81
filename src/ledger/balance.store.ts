import type { DbClient } from '../db/client';
import type { AccountBalance, BalanceMismatch } from './balance';

/**
 * Folds into the balances what was posted since the last time. Every transaction below the snapshot's xmin has
 * ended, so no posting below the new watermark can still appear: nothing is missed and nothing counted twice.
 */
export async function rollUpBalances(client: DbClient): Promise<number> {
  return client.$executeRaw`
    with bounds as (
      select watermark as low, greatest(watermark, pg_snapshot_xmin(pg_current_snapshot())) as high
      from balance_rollup where id = 1 for update),
    moved as (update balance_rollup set watermark = (select high from bounds) where id = 1),
    fresh as (
      select p.debit_account, p.credit_account, p.business_day, p.amount_fen
      from bounds join posting p on p.xid >= bounds.low and p.xid < bounds.high)
    insert into account_balance (account_code, business_day, debit_fen, credit_fen)
    select account, business_day, sum(debit), sum(credit) from (
      select debit_account as account, business_day, amount_fen as debit, 0 as credit from fresh
      union all select credit_account, business_day, 0, amount_fen from fresh) ends
    group by account, business_day order by account, business_day
    on conflict (account_code, business_day) do update
      set debit_fen = account_balance.debit_fen + excluded.debit_fen,
          credit_fen = account_balance.credit_fen + excluded.credit_fen`;
}

/** Balances up to this moment: the rolled-up days, and the postings above the watermark. */
export async function listAccounts(client: DbClient): Promise<AccountBalance[]> {
  return client.$queryRaw<AccountBalance[]>`
    with tail as (
      select p.debit_account, p.credit_account, p.amount_fen
      from balance_rollup r join posting p on p.xid >= r.watermark),
    ends as (
      select account_code as account, debit_fen as debit, credit_fen as credit from account_balance
      union all select debit_account, amount_fen, 0 from tail
      union all select credit_account, 0, amount_fen from tail)
    select a.code, a.kind, a.name_zh as "nameZh", a.name_en as "nameEn", a.channel, a.agency_code as "agencyCode",
      a.income_item_code as "incomeItemCode",
      coalesce(sum(e.debit), 0)::bigint as "debitFen", coalesce(sum(e.credit), 0)::bigint as "creditFen"
    from account a left join ends e on e.account = a.code
    group by a.code order by a.code`;
}

/** Recomputes every balance from the postings below the watermark and gives the rows that differ. */
export async function compareBalances(client: DbClient): Promise<BalanceMismatch[]> {
  return client.$queryRaw<BalanceMismatch[]>`
    with counted as (
      select p.debit_account, p.credit_account, p.business_day, p.amount_fen
      from balance_rollup r join posting p on p.xid < r.watermark),
    expected as (
      select account, business_day, sum(debit)::bigint as debit, sum(credit)::bigint as credit from (
        select debit_account as account, business_day, amount_fen as debit, 0 as credit from counted
        union all select credit_account, business_day, 0, amount_fen from counted) ends
      group by account, business_day)
    select coalesce(e.account, b.account_code) as "accountCode",
      coalesce(e.business_day, b.business_day)::text as "businessDay",
      e.debit as "expectedDebitFen", e.credit as "expectedCreditFen",
      b.debit_fen as "storedDebitFen", b.credit_fen as "storedCreditFen"
    from expected e full join account_balance b on b.account_code = e.account and b.business_day = e.business_day
    where e.debit is distinct from b.debit_fen or e.credit is distinct from b.credit_fen
    order by 1, 2`;
}

/** Throws the balances away and makes them anew from the postings. */
export async function rebuildBalances(client: DbClient): Promise<void> {
  await client.$executeRaw`delete from account_balance`;
  await client.$executeRaw`update balance_rollup set watermark = '0'`;
  await rollUpBalances(client);
}
