import { Prisma } from '../../db/client';
import type { BusinessDay } from '../../kernel/business-day';

/**
 * What of the books should stand at the bank beside the settlements of channels: an amount that went out, with the number
 * by which the bank knows it or, of a remittance, the account of each payee and about when. Made once for a statement:
 * few refunds are paid out by bank, and batches and invoices are a few a day.
 */
export const EXPECTED = Prisma.sql`with expected as materialized (
  select r.amount_fen, 'refund' as use, r.id as use_id, null as channel, r.bank_reference as number, null as account,
    null::date as paid_on
  from refund r where r.bank_reference is not null and r.status = 'succeeded'
  union all
  select b.amount_fen, 'remittance', b.id, null, b.bank_reference, null, null
  from remittance_batch b where b.status = 'acknowledged'
  union all
  select sum(l.amount_fen), 'remittance', b.id, null, null, l.account_no,
    coalesce(b.acknowledged_on, (b.updated_at at time zone 'Asia/Shanghai')::date)
  from remittance_batch b join remittance_line l on l.batch_id = b.id
  where b.status in ('exported', 'acknowledged') group by b.id, l.account_no
  union all
  select sum(i.amount_fen), 'fee_invoice', i.reference, i.channel, i.reference, null, null
  from fee_invoice i group by i.channel, i.reference)`;

/** A bank writes the number among other words. The same may be paid to the same payee in another month. */
export const IS_EXPECTED = Prisma.sql`e.channel is null and e.direction = 'debit' and x.amount_fen = e.amount_fen
  and (strpos(e.reference, x.number) > 0
    or (x.account = e.counter_account and x.paid_on between e.booked_on - 7 and e.booked_on + 7))`;

/** With what a person said of each (`n`), and what was booked for it by two (`bk`). */
export const ENTRIES = Prisma.sql`bank_entry e left join bank_entry_note n on n.entry_key = e.key
  left join finance_proposal bk on bk.subject = e.key and bk.status = 'approved'
    and bk.kind in ('bank_charge', 'bank_interest')`;

/**
 * Those of no channel are few: what is unexplained is looked for among them. So is what the books have twice: it was booked
 * as what the bank took, and then the books learnt of the refund, the batch or the invoice that it was.
 */
export const IS_UNEXPLAINED = Prisma.sql`e.channel is null and (n.entry_key is null or bk.id is not null)
  and (bk.id is not null) = exists (select from expected x where ${IS_EXPECTED})`;

/**
 * The other account of the entry `e`, used as `u`: whole where it is a channel's or of a remittance. It may be a citizen's
 * who got his money back, of which no more is shown than of the account that he gave for it.
 */
export const OTHER_ACCOUNT = Prisma.sql`case when e.channel is not null or u.use = 'remittance' then e.counter_account
  else '****' || right(e.counter_account, 4) end`;

/** Which rows of the bank's files are meant; null: all. */
export interface EntryConditions {
  fileId: string | null;
  from: BusinessDay | null;
  to: BusinessDay | null;
  /** By the books or by a person. */
  isExplained: boolean | null;
}

/** A condition on `ENTRIES`, beside `EXPECTED`. */
export function entryConditions({ fileId, from, to, isExplained }: EntryConditions): Prisma.Sql {
  const given = [
    Prisma.sql`true`,
    ...(fileId === null ? [] : [Prisma.sql`e.file_id = ${fileId}`]),
    ...(from === null ? [] : [Prisma.sql`e.booked_on >= ${from}::date`]),
    ...(to === null ? [] : [Prisma.sql`e.booked_on <= ${to}::date`]),
    ...(isExplained === true ? [Prisma.sql`not (${IS_UNEXPLAINED})`] : []),
    ...(isExplained === false ? [IS_UNEXPLAINED] : []),
  ];
  return Prisma.join(given, ' and ');
}
