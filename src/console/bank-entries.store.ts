import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import type { BankEntryFilter, BankEntryRow } from './bank-entries';
import { PAGE_SIZE } from './listing';

/** What the bank told of the clearing account, row by row; a page is read with one row more than it has. */
export interface BankEntryStore {
  /** The newest file first, each in its own order. */
  listEntries(filter: BankEntryFilter): Promise<BankEntryRow[]>;
  findEntry(key: string): Promise<BankEntryRow | null>;
  /** Of each file the rows that nothing explains; files without any are left out. */
  countUnexplained(fileIds: readonly string[]): Promise<Map<string, number>>;
  /** Of all files, and no further than to a limit. */
  countAllUnexplained(limit: number): Promise<number>;
  putNote(key: string, note: { note: string; notedBy: string; notedAt: Date }): Promise<void>;
}

/**
 * What of the books should stand at the bank beside the settlements of channels: an amount that went out, with the number
 * by which the bank knows it or, of a remittance, the account of each payee and about when. Made once for a statement:
 * few refunds are paid out by bank, and batches and invoices are a few a day.
 */
const EXPECTED = Prisma.sql`with expected as materialized (
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
const IS_EXPECTED = Prisma.sql`e.channel is null and e.direction = 'debit' and x.amount_fen = e.amount_fen
  and (strpos(e.reference, x.number) > 0
    or (x.account = e.counter_account and x.paid_on between e.booked_on - 7 and e.booked_on + 7))`;

const ENTRIES = Prisma.sql`bank_entry e left join bank_entry_note n on n.entry_key = e.key`;

const IS_UNEXPLAINED = Prisma.sql`e.channel is null and n.entry_key is null
  and not exists (select from expected x where ${IS_EXPECTED})`;

/** Rows on a client or a transaction. Those of no channel are few: what is unexplained is looked for among them. */
export function createBankEntryStore(client: DbClient): BankEntryStore {
  // What a row was taken for is looked up of the rows of the page alone.
  const read = (which: Prisma.Sql) => client.$queryRaw<BankEntryRow[]>`
    ${EXPECTED}
    select e.file_id || ' ' || e.line as id, e.key, e.file_id as "fileId", f.name as "fileName", e.line,
      e.booked_on::text as "bookedOn", e.direction, e.amount_fen as "amountFen",
      e.counter_account as "counterAccount", e.reference, e.balance_fen as "balanceFen",
      case when e.channel is null then u.use else 'settlement' end as use,
      coalesce(e.settles_day::text, u.use_id) as "useId", coalesce(e.channel, u.channel) as channel,
      n.note, n.noted_by as "notedBy", n.noted_at as "notedAt"
    from (select e.* from ${ENTRIES} where ${which} order by e.file_id desc, e.line limit ${PAGE_SIZE + 1}) e
    join bank_file f on f.id = e.file_id
    left join bank_entry_note n on n.entry_key = e.key
    left join lateral (select * from expected x where ${IS_EXPECTED} limit 1) u on true
    order by e.file_id desc, e.line`;
  return {
    listEntries: (filter) => read(conditions(filter)),
    findEntry: async (key) => (await read(Prisma.sql`e.key = ${key}`))[0] ?? null,
    async countUnexplained(fileIds) {
      const rows = await client.$queryRaw<{ id: string; count: number }[]>`
        ${EXPECTED} select e.file_id as id, count(*)::int as count from ${ENTRIES}
        where e.file_id = any(${[...fileIds]}) and ${IS_UNEXPLAINED} group by 1`;
      return new Map(rows.map(({ id, count }) => [id, count]));
    },
    async countAllUnexplained(limit) {
      const [row] = await client.$queryRaw<{ count: number }[]>`
        ${EXPECTED} select count(*)::int as count from (
          select from ${ENTRIES} where ${IS_UNEXPLAINED} limit ${limit}) waiting`;
      return row?.count ?? 0;
    },
    async putNote(entryKey, note) {
      await client.bankEntryNote.upsert({
        where: { entryKey },
        create: { entryKey, ...note },
        update: note,
      });
    },
  };
}

function conditions({ fileId, isExplained, from, to, before }: BankEntryFilter): Prisma.Sql {
  const [afterFile = '', afterLine = ''] = (before ?? '').split(' ');
  const isPlace = /^\d{1,9}$/.test(afterLine);
  const given = [
    Prisma.sql`true`,
    ...(fileId === null ? [] : [Prisma.sql`e.file_id = ${fileId}`]),
    ...(from === null ? [] : [Prisma.sql`e.booked_on >= ${from}::date`]),
    ...(to === null ? [] : [Prisma.sql`e.booked_on <= ${to}::date`]),
    ...(isExplained === true ? [Prisma.sql`not (${IS_UNEXPLAINED})`] : []),
    ...(isExplained === false ? [IS_UNEXPLAINED] : []),
    ...(isPlace
      ? [
          Prisma.sql`(e.file_id < ${afterFile} or (e.file_id = ${afterFile} and e.line > ${Number(afterLine)}))`,
        ]
      : []),
  ];
  return Prisma.join(given, ' and ');
}
