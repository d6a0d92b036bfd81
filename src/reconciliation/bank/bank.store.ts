import type { DbClient, Prisma } from '../../db/client';
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
  findFile(sha256: string): Promise<BankFile | null>;
  findFileById(id: string): Promise<BankFile | null>;
  /** Newest first. */
  listFiles(limit: number): Promise<BankFile[]>;
  /** False where the same content is there already; whoever is faster has the other wait. */
  insertFile(file: BankFile): Promise<boolean>;
  /** Adds entries that no file has brought before; the answer names them. */
  insertEntries(entries: readonly BankEntry[], fileId: string): Promise<Set<string>>;
  setTotals(file: Pick<BankFile, 'id' | 'rowCount' | 'knownCount' | 'creditFen' | 'debitFen'>): Promise<void>;
  /** False where this invoice of the day is there already. */
  insertInvoice(invoice: FeeInvoice): Promise<boolean>;
  /** The days of channels that settle between two days of the bank. */
  listSettling(from: BusinessDay, to: BusinessDay): Promise<StatementDay[]>;
  /** Only days of which a statement and the bank's word are there. */
  readDays(days: readonly StatementDay[]): Promise<BankDay[]>;
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
    findFile: (sha256) => client.bankFile.findUnique({ where: { sha256 } }),
    findFileById: (id) => client.bankFile.findUnique({ where: { id } }),
    listFiles: (take) => client.bankFile.findMany({ orderBy: { id: 'desc' }, take }),
    insertFile: async (file) =>
      (await client.bankFile.createMany({ data: [file], skipDuplicates: true })).count === 1,
    insertEntries: (entries, fileId) => insertEntries(client, entries, fileId),
    async setTotals({ id, ...data }) {
      await client.bankFile.update({ where: { id }, data });
    },
    async insertInvoice({ businessDay, ...invoice }) {
      const data = [{ ...invoice, businessDay: dayToDb(businessDay) }];
      return (await client.feeInvoice.createMany({ data, skipDuplicates: true })).count === 1;
    },
    listSettling: (from, to) => listSettling(client, from, to),
    readDays: (days) => readDays(client, days),
  };
}

async function insertEntries(
  client: DbClient,
  entries: readonly BankEntry[],
  fileId: string,
): Promise<Set<string>> {
  const rows = await client.$queryRaw<{ key: string }[]>`
    insert into bank_entry (key, file_id, line, account, booked_on, direction, amount_fen, counter_account, reference,
      balance_fen, channel, settles_day)
    select e.key, ${fileId}, e.line, e.account, e."bookedOn", e.direction, e."amountFen", e."counterAccount",
      e.reference, e."balanceFen", e.channel, e."settlesDay"
    from json_to_recordset(${rowsParameter(entries)}::json) as e(key text, line int, account text, "bookedOn" date,
      direction text, "amountFen" bigint, "counterAccount" text, reference text, "balanceFen" bigint, channel text,
      "settlesDay" date)
    order by e.key
    on conflict (key) do nothing
    returning key`;
  return new Set(rows.map(({ key }) => key));
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
    where exists (select from bank_mapping m join bank_entry e on e.account = m.definition ->> 'account'
      where m.definition -> 'channels' ? k.channel
        and e.booked_on >= k."businessDay" + (m.definition -> 'channels' -> k.channel ->> 'settlesAfterDays')::int)`;
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
