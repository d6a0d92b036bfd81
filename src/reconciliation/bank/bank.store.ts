import { Prisma } from '../../db/client';
import type { DbClient } from '../../db/client';
import { lockNames } from '../../db/locks';
import { dayFromDb, dayToDb, rowsParameter } from '../../db/rows';
import type { BusinessDay } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import type { StatementDay } from '../statement.store';
import type { BankDay } from './bank-day';
import type { BankEntry } from './bank-entry';
import type { BankFile } from './bank-file';
import type { BankMapping } from './bank-mapping';

export interface FeeInvoice extends StatementDay {
  reference: string;
  amountFen: Fen;
  recordedBy: string;
  recordedAt: Date;
}

export interface BankStore {
  putMapping(mapping: BankMapping, by: { updatedBy: string; updatedAt: Date }): Promise<void>;
  listMappings(): Promise<BankMapping[]>;
  /** Of those that count. */
  findFile(sha256: string): Promise<BankFile | null>;
  findFileById(id: string): Promise<BankFile | null>;
  /** Newest first. */
  listFiles(limit: number): Promise<BankFile[]>;
  /** Makes everyone else who brings files, takes one back or books what is in one wait until this transaction ends. */
  lockFiles(): Promise<void>;
  /** False where the same content is there already; whoever is faster has the other wait. */
  insertFile(file: BankFile): Promise<boolean>;
  /** Adds entries that no file has brought before; the answer names them, with how often each was taken back before. */
  insertEntries(entries: readonly BankEntry[], fileId: string): Promise<Map<string, number>>;
  /** Says of entries that were known before that this file told of them again. */
  insertRepeats(fileId: string, entries: readonly BankEntry[]): Promise<void>;
  /** The line of the first of these of which the bank has told another amount before, by the same number. */
  findContradiction(entries: readonly BankEntry[]): Promise<number | null>;
  setTotals(file: FileTotals & { id: string }): Promise<void>;
  /** What the channel's file in force says that was charged on a day, and what has an invoice. */
  readFee(day: StatementDay): Promise<{ feeFen: Fen; invoicedFen: Fen }>;
  hasInvoice(invoice: Pick<FeeInvoice, 'channel' | 'businessDay' | 'reference'>): Promise<boolean>;
  /** False where this invoice of the day is there already; whoever is faster has the other wait. */
  insertInvoice(invoice: FeeInvoice): Promise<boolean>;
  /** The days of channels that settle between two days of the bank. */
  listSettling(from: BusinessDay, to: BusinessDay): Promise<StatementDay[]>;
  /** Only days of which a statement and the bank's word are there. */
  readDays(days: readonly StatementDay[]): Promise<BankDay[]>;
}

/** What a file comes to, and from which day to which it tells. */
export interface FileTotals extends Pick<BankFile, 'rowCount' | 'knownCount' | 'creditFen' | 'debitFen'> {
  coversFrom: BusinessDay;
  coversTo: BusinessDay;
}

/** The bank's word on a client or a transaction. */
export function createBankStore(client: DbClient): BankStore {
  return {
    async putMapping({ name, ...definition }, by) {
      const data = { definition: definition as unknown as Prisma.InputJsonObject, ...by };
      await client.bankMapping.upsert({ where: { name }, create: { name, ...data }, update: data });
    },
    async listMappings() {
      const rows = await client.bankMapping.findMany({ orderBy: { name: 'asc' } });
      return rows.map(({ name, definition }) => ({ ...(definition as unknown as BankMapping), name }));
    },
    findFile: (sha256) => client.bankFile.findFirst({ where: { sha256, takenBackAt: null } }),
    findFileById: (id) => client.bankFile.findUnique({ where: { id } }),
    listFiles: (take) => client.bankFile.findMany({ orderBy: { id: 'desc' }, take }),
    lockFiles: () => lockNames(client, ['bank-files']),
    insertFile: async (file) =>
      (await client.bankFile.createMany({ data: [file], skipDuplicates: true })).count === 1,
    insertEntries: (entries, fileId) => insertEntries(client, entries, fileId),
    insertRepeats: (fileId, entries) => insertRepeats(client, fileId, entries),
    findContradiction: (entries) => findContradiction(client, entries),
    async setTotals({ id, coversFrom, coversTo, ...data }) {
      const days = { coversFrom: dayToDb(coversFrom), coversTo: dayToDb(coversTo) };
      await client.bankFile.update({ where: { id }, data: { ...data, ...days } });
    },
    async hasInvoice({ channel, businessDay, reference }) {
      const where = { channel, reference, businessDay: dayToDb(businessDay) };
      return (await client.feeInvoice.count({ where })) > 0;
    },
    async insertInvoice({ businessDay, ...invoice }) {
      await lockNames(client, [`fee-invoice:${invoice.channel}:${businessDay}`]);
      const data = [{ ...invoice, businessDay: dayToDb(businessDay) }];
      return (await client.feeInvoice.createMany({ data, skipDuplicates: true })).count === 1;
    },
    readFee: (day) => readFee(client, day),
    listSettling: (from, to) => listSettling(client, from, to),
    readDays: (days) => readDays(client, days),
  };
}

async function insertEntries(
  client: DbClient,
  entries: readonly BankEntry[],
  fileId: string,
): Promise<Map<string, number>> {
  const rows = await client.$queryRaw<{ key: string; times: number }[]>`
    insert into bank_entry (key, file_id, line, account, booked_on, direction, amount_fen, counter_account, reference,
      serial, balance_fen, channel, settles_day)
    select e.key, ${fileId}, e.line, e.account, e."bookedOn", e.direction, e."amountFen", e."counterAccount",
      e.reference, e.serial, e."balanceFen", e.channel, e."settlesDay"
    from json_to_recordset(${rowsParameter(entries)}::json) as e(key text, "wordsKey" text, line int, account text,
      "bookedOn" date, direction text, "amountFen" bigint, "counterAccount" text, reference text, serial text,
      "balanceFen" bigint, channel text, "settlesDay" date)
    where not exists (select from bank_entry b where b.key = e."wordsKey")
    order by e.key
    on conflict (key) do nothing
    returning key, (select count(*)::int from taken_back_bank_entry t where t.key = bank_entry.key) as times`;
  return new Map(rows.map(({ key, times }) => [key, times]));
}

async function insertRepeats(client: DbClient, fileId: string, entries: readonly BankEntry[]): Promise<void> {
  const keys = entries.flatMap(({ key, wordsKey }) => [key, wordsKey]);
  if (keys.length === 0) return;
  await client.$executeRaw`insert into bank_entry_repeat (file_id, key)
    select ${fileId}, key from bank_entry where key = any(${keys}::text[]) on conflict do nothing`;
}

async function findContradiction(client: DbClient, entries: readonly BankEntry[]): Promise<number | null> {
  const [first] = await client.$queryRaw<{ line: number }[]>`
    select e.line from json_to_recordset(${rowsParameter(entries)}::json) as e(key text, line int, direction text,
      "amountFen" bigint)
    join bank_entry b on b.key = e.key and (b.direction, b.amount_fen) <> (e.direction, e."amountFen")
    order by e.line limit 1`;
  return first?.line ?? null;
}

async function readFee(
  client: DbClient,
  { channel, businessDay }: StatementDay,
): Promise<{ feeFen: Fen; invoicedFen: Fen }> {
  const [row] = await client.$queryRaw<{ feeFen: Fen; invoicedFen: Fen }[]>`
    select (select coalesce(sum(l.fee_fen), 0)::bigint from statement_line l where l.status = 'succeeded'
        and l.statement_id = (select s.id from statement s where s.channel = ${channel}
          and s.business_day = ${businessDay}::date order by s.fetched_at desc, s.version desc limit 1)) as "feeFen",
      (select coalesce(sum(i.amount_fen), 0)::bigint from fee_invoice i
        where i.channel = ${channel} and i.business_day = ${businessDay}::date) as "invoicedFen"`;
  return row ?? { feeFen: 0n, invoicedFen: 0n };
}

interface DayRow {
  channel: string;
  business_day: Date;
}

async function listSettling(client: DbClient, from: BusinessDay, to: BusinessDay): Promise<StatementDay[]> {
  const rows = await client.$queryRaw<DayRow[]>`
    select distinct c.channel, s.business_day
    from bank_mapping m
    cross join lateral (select key as channel, (value ->> 'settlesAfterDays')::int as days
      from jsonb_each(m.definition -> 'channels')) c
    join statement s on s.channel = c.channel and s.business_day between ${from}::date - c.days
      and ${to}::date - c.days`;
  return rows.map(({ channel, business_day }) => ({ channel, businessDay: dayFromDb(business_day) }));
}

/** Whether a file of the bank tells of the day on which a channel's day settles. */
export const isBankKnown = (channel: Prisma.Sql, day: Prisma.Sql): Prisma.Sql => Prisma.sql`exists (
  select from bank_mapping m join bank_file f on f.mapping = m.name where m.definition -> 'channels' ? ${channel}
    and ${day} + (m.definition -> 'channels' -> ${channel} ->> 'settlesAfterDays')::int
      between f.covers_from and f.covers_to and f.taken_back_at is null)`;

/** What a file of the channel sums up to is read only where the bank has said something about the day. */
async function readDays(client: DbClient, days: readonly StatementDay[]): Promise<BankDay[]> {
  if (days.length === 0) return [];
  const rows = await client.$queryRaw<
    (DayRow & Record<'gross' | 'fee' | 'credit' | 'count' | 'invoiced', bigint>)[]
  >`
    select k.channel, k."businessDay" as business_day, sums.gross, sums.fee, bank.credit, bank.count,
      (select coalesce(sum(i.amount_fen), 0)::bigint from fee_invoice i
        where i.channel = k.channel and i.business_day = k."businessDay") as invoiced
    from json_to_recordset(${rowsParameter(days)}::json) as k(channel text, "businessDay" date)
    join lateral (select s.id from statement s where s.channel = k.channel and s.business_day = k."businessDay"
      order by s.fetched_at desc, s.version desc limit 1) in_force on true
    cross join lateral (
      select coalesce(sum(e.amount_fen), 0)::bigint as credit, count(*) as count from bank_entry e
      where e.channel = k.channel and e.settles_day = k."businessDay") bank
    cross join lateral (
      select coalesce(sum(case l.kind when 'payment' then l.amount_fen else -l.amount_fen end), 0)::bigint as gross,
        coalesce(sum(l.fee_fen), 0)::bigint as fee
      from statement_line l where l.statement_id = in_force.id and l.status = 'succeeded') sums
    where ${isBankKnown(Prisma.sql`k.channel`, Prisma.sql`k."businessDay"`)}`;
  return rows.map((row) => ({
    channel: row.channel,
    businessDay: dayFromDb(row.business_day),
    grossFen: row.gross,
    feeFen: row.fee,
    creditFen: row.credit,
    creditCount: Number(row.count),
    invoicedFen: row.invoiced,
    isBankKnown: true,
  }));
}
