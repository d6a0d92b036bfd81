import { Prisma } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import { startOfBusinessDay } from '../kernel/business-day';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import { IS_BY_HAND } from '../ledger/by-hand.store';
import { clearingAccount, feeExpenseAccount } from '../ledger/journal';

interface Days {
  channels: readonly string[];
  from: BusinessDay;
  to: BusinessDay;
}

/**
 * What the payments of each day came to at each channel, as `channel`, `business_day` and `fen`: the sums that the list
 * of those payments has, without reading a month of it. The balances say what the clearing accounts took in. Off that
 * goes the rest of it: fees that the channel gave back, which are credits of its fee account, and what persons booked.
 * Then what was booked on a later day, since its own was closed, moves to its own, and what was taken back goes.
 */
export function collectedDays({ channels, from, to }: Days): Prisma.Sql {
  const codes = [...channels];
  return Prisma.sql`
    with own as (
      select * from unnest(${codes}::text[], ${codes.map(clearingAccount)}::text[],
        ${codes.map(feeExpenseAccount)}::text[]) as c(channel, clearing, fees)),
    part as (
      select c.channel, b.business_day, case b.account when c.clearing then b.debit else -b.credit end as fen
      from own c cross join lateral (values (c.clearing), (c.fees)) as of(account)
      join ${BALANCE_DAYS} b on b.account = of.account
      union all
      select c.channel, j.business_day, case when p.credit_account = c.fees then p.amount_fen else 0 end
        - case when p.debit_account = c.clearing then p.amount_fen else 0 end
      from journal j join posting p on p.journal_id = j.id
      join own c on c.clearing = p.debit_account or c.fees = p.credit_account
      where ${IS_BY_HAND} and j.business_day between ${from}::date and ${to}::date
      union all
      select t.channel, moved.business_day, moved.fen
      from channel_transaction t join journal j on j.source = t.channel || ':payment:' || t.transaction_id
      cross join lateral (values (t.business_day, t.amount_fen), (j.business_day, -t.amount_fen)) as moved(business_day, fen)
      where t.kind = 'payment' and t.business_day < (t.created_at at time zone 'Asia/Shanghai')::date
        and t.created_at >= ${startOfBusinessDay(from)} and t.business_day <> j.business_day
      union all
      select t.channel, t.business_day, -t.amount_fen from channel_transaction t
      where t.kind = 'payment' and (t.channel, t.kind, t.transaction_id) in (
        select channel, kind, transaction_id from difference where is_reversed))
    select channel, business_day, sum(fen) as fen from part
    where channel = any(${codes}) and business_day between ${from}::date and ${to}::date group by 1, 2`;
}
