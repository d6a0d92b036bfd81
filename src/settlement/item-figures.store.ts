import { catalogueName } from '../affairs/catalogue-name.store';
import { suspenseMoney } from '../claims/suspense.store';
import { Prisma } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import type { Language } from '../kernel/language';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import { IS_BY_HAND } from '../ledger/by-hand.store';
import { REMITTED } from './remittance.store';

/**
 * What each agency's items came to. By the balances, but for the remittances themselves and for what persons booked, such
 * as interest of the bank and red entries, which are few: those are neither collected nor refunded.
 */
export function itemFigures(
  { from, to }: { from: BusinessDay; to: BusinessDay },
  language?: Language | null,
): Prisma.Sql {
  return Prisma.sql`
    select a.agency_code as agency, a.income_item_code as income_item,
      coalesce(max(${catalogueName('g', language)}), a.agency_code) as agency_name,
      coalesce(max(f.name), a.income_item_code) as income_item_name,
      (coalesce(sum(b.credit) filter (where b.business_day >= ${from}::date), 0)
        - coalesce(max(h.credit), 0))::bigint as collected,
      (coalesce(sum(b.debit) filter (where b.business_day >= ${from}::date), 0)
        - coalesce(max(r.fen), 0) - coalesce(max(h.debit), 0))::bigint as refunded,
      coalesce(max(back.fen), 0)::bigint as clawed_back,
      coalesce(max(h.credit - h.debit), 0)::bigint as adjusted, coalesce(max(r.fen), 0)::bigint as remitted,
      coalesce(sum(b.credit - b.debit), 0)::bigint as payable,
      coalesce(max(waiting.fen), 0)::bigint as suspense
    from account a left join ${BALANCE_DAYS} b on b.account = a.code and b.business_day <= ${to}::date
    left join agency g on g.code = a.agency_code
    left join lateral (select max(income_item_name) as name from affair
      where agency_code = a.agency_code and income_item_code = a.income_item_code) f on true
    left join (select code, sum(fen)::bigint as fen from ${REMITTED} batch
      where business_day between ${from}::date and ${to}::date group by 1) r on r.code = a.code
    left join (${byHand(from, to)}) h on h.code = a.code
    left join (${clawedBack(from, to)}) back
      on back.agency_code = a.agency_code and back.income_item_code = a.income_item_code
    left join (select agency_code, income_item_code, sum(fen) as fen
        from (${waitingParts(to)}) parts group by 1, 2) waiting
      on waiting.agency_code = a.agency_code and waiting.income_item_code = a.income_item_code
    where a.kind = 'payable' group by 1, 2`;
}

/**
 * Whether what a journal `j` gives back of the account `a` stood in a batch that had gone to the bank, but for what that
 * batch took off itself.
 */
export const IS_CLAWED_BACK = Prisma.sql`exists (select from journal c
  join remittance_line l on l.agency_code = a.agency_code and l.income_item_code = a.income_item_code
    and l.business_day = c.business_day and not l.is_released
  join remittance_batch b on b.id = l.batch_id and b.status in ('exported', 'acknowledged')
  where c.order_id = j.order_id and c.kind in ('collection', 'claim') and not exists (
    select from remittance_line own where own.batch_id = l.batch_id and own.agency_code = a.agency_code
      and own.income_item_code = a.income_item_code and own.business_day = j.business_day))`;

function byHand(from: BusinessDay, to: BusinessDay): Prisma.Sql {
  return Prisma.sql`
    select a.code, sum(case p.debit_account when a.code then p.amount_fen else 0 end) as debit,
      sum(case p.credit_account when a.code then p.amount_fen else 0 end) as credit
    from journal j join posting p on p.journal_id = j.id
    join account a on a.code in (p.debit_account, p.credit_account) and a.kind = 'payable'
    where ${IS_BY_HAND} and j.business_day between ${from}::date and ${to}::date group by 1`;
}

function clawedBack(from: BusinessDay, to: BusinessDay): Prisma.Sql {
  return Prisma.sql`
    select a.agency_code, a.income_item_code, sum(p.amount_fen) as fen
    from journal j join posting p on p.journal_id = j.id
    join account a on a.code = p.debit_account and a.kind = 'payable'
    where j.kind = 'refund' and j.business_day between ${from}::date and ${to}::date and ${IS_CLAWED_BACK}
    group by 1, 2`;
}

/**
 * What is still in suspense of the money of our payments, by the items of their orders: neither bound elsewhere nor gone
 * back, by us or by the channel, nor of a booking that was taken back. Of another amount than the order's each item has
 * its part; the first one has what is left of the division.
 */
export function waitingParts(to: BusinessDay): Prisma.Sql {
  return Prisma.sql`
    select business_day, channel, transaction_id, order_id, reason, line, agency_code, income_item_code,
      part + case when is_first then fen - parts else 0 end as fen
    from (select *, sum(part) over movement as parts, row_number() over (movement order by line) = 1 as is_first
      from (select s.*, i.line, i.agency_code, i.income_item_code,
          floor(s.fen * i.amount_fen / sum(i.amount_fen) over (partition by s.channel, s.transaction_id)) as part
        from (${suspenseMoney(Prisma.sql`and t.business_day <= ${to}::date and p.id is not null`)}) s
        join order_item i on i.order_id = s.order_id) parted
      window movement as (partition by channel, transaction_id)) divided`;
}
