import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { dayFromDb, dayToDb, rowsParameter } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import { describeLeftOut, readLeftOut } from './remittance';
import type {
  DayAmount,
  Destination,
  RemittanceBatch,
  RemittanceDetails,
  RemittancePlan,
  RemittanceStatus,
} from './remittance';

/** From where a batch stands to where it goes, with what becomes known on the way. */
export interface RemittanceMove
  extends Partial<
    Pick<RemittanceBatch, 'checkedBy' | 'fileSha256' | 'bankReference' | 'acknowledgedOn' | 'returnedReason'>
  > {
  id: string;
  file?: string;
  to: RemittanceStatus;
  at: Date;
}

export interface RemittanceStore {
  /** Makes everyone else who makes a batch wait until this transaction ends. */
  lockMaking(): Promise<void>;
  /** What the items came to on the closed days up to this one that are in no batch yet. */
  listRemittable(upTo: BusinessDay): Promise<DayAmount[]>;
  insertBatch(batch: RemittanceBatch, plan: RemittancePlan): Promise<void>;
  findBatch(id: string): Promise<RemittanceDetails | null>;
  /** What went to the bank; null before that. */
  findFile(id: string): Promise<string | null>;
  /** The same, and nobody else moves it until this transaction ends. */
  lockBatch(id: string): Promise<RemittanceDetails | null>;
  /** Newest first. @param before the last id of the page before */
  listBatches(filter: {
    status?: RemittanceStatus | undefined;
    before?: string | undefined;
    limit: number;
  }): Promise<RemittanceBatch[]>;
  moveBatch(move: RemittanceMove): Promise<void>;
  /** Lets the money of a batch be in another one. */
  releaseLines(id: string): Promise<void>;
  /** Whether any of the money that the order brought for these agencies is on its way to the treasury, or there. */
  isRemitted(orderId: string, agencyCodes: readonly string[]): Promise<boolean>;
}

/** A list has no use for whole files, nor for what is not in a batch. */
const omit = { file: true, leftOut: true } as const;

/** Batches of remittances on a client or a transaction. */
export function createRemittanceStore(client: DbClient): RemittanceStore {
  return {
    lockMaking: () => lockNames(client, ['remittance']),
    listRemittable: (upTo) => listRemittable(client, upTo),
    insertBatch: (batch, plan) => insertBatch(client, batch, plan),
    findBatch: (id) => findBatch(client, id),
    async findFile(id) {
      const row = await client.remittanceBatch.findUnique({ where: { id }, select: { file: true } });
      return row?.file ?? null;
    },
    async lockBatch(id) {
      await client.$queryRaw`select 1 from remittance_batch where id = ${id} for update`;
      return findBatch(client, id);
    },
    async listBatches({ status, before, limit }) {
      const where = { ...(status && { status }), ...(before && { id: { lt: before } }) };
      const rows = await client.remittanceBatch.findMany({
        where,
        omit,
        orderBy: { id: 'desc' },
        take: limit,
      });
      return rows.map(toBatch);
    },
    async moveBatch({ id, to, at, acknowledgedOn, ...known }) {
      const data = { ...known, ...(acknowledgedOn && { acknowledgedOn: dayToDb(acknowledgedOn) }) };
      await client.remittanceBatch.update({ where: { id }, data: { ...data, status: to, updatedAt: at } });
    },
    async releaseLines(batchId) {
      await client.remittanceLine.updateMany({ where: { batchId }, data: { isReleased: true } });
    },
    isRemitted: (orderId, agencyCodes) => isRemitted(client, orderId, agencyCodes),
  };
}

/**
 * What batches took from the accounts payable, on which day. Batches are few and name the source of their journal: nobody
 * reads the journals of a day for them.
 */
export const REMITTED = Prisma.sql`(
  select p.debit_account as code, j.business_day, p.amount_fen as fen
  from remittance_batch b join journal j on j.source = 'remittance:' || b.destination || ':' || b.id
  join posting p on p.journal_id = j.id)`;

/** By the balances of the days, which were compared with the postings when each day was closed. */
async function listRemittable(client: DbClient, upTo: BusinessDay): Promise<DayAmount[]> {
  const rows = await client.$queryRaw<(Omit<DayAmount, 'businessDay'> & { businessDay: Date })[]>`
    with waiting as (
      select a.code, a.agency_code, a.income_item_code, b.business_day, sum(b.credit) as credit, sum(b.debit) as debit
      from account a join ${BALANCE_DAYS} b on b.account = a.code
      where a.kind = 'payable' and b.business_day <= ${upTo}::date and not exists (
        select from remittance_line l where l.agency_code = a.agency_code
          and l.income_item_code = a.income_item_code and l.business_day = b.business_day and not l.is_released)
      group by 1, 2, 3, 4),
    moved as (
      select agency_code, income_item_code, business_day, credit, debit - coalesce(r.fen, 0) as debit
      from waiting left join (
        select code, business_day, sum(fen) as fen from ${REMITTED} batch group by 1, 2) r using (code, business_day))
    select agency_code as "agencyCode", income_item_code as "incomeItemCode", business_day as "businessDay",
      credit::bigint as "collectedFen", debit::bigint as "refundedFen"
    from moved where credit <> 0 or debit <> 0 order by 1, 2, 3`;
  return rows.map((row) => ({ ...row, businessDay: dayFromDb(row.businessDay) }));
}

async function insertBatch(
  client: DbClient,
  { upTo, acknowledgedOn: _, ...batch }: RemittanceBatch,
  { lines, shares, leftOut }: RemittancePlan,
): Promise<void> {
  await client.remittanceBatch.create({
    data: { ...batch, upTo: dayToDb(upTo), leftOut: leftOut.map(describeLeftOut) },
  });
  await client.$executeRaw`
    insert into remittance_line (batch_id, agency_code, income_item_code, business_day, collected_fen, refunded_fen,
      amount_fen, account_name, account_no, bank_name)
    select ${batch.id}, l."agencyCode", l."incomeItemCode", l."businessDay", l."collectedFen", l."refundedFen",
      l."amountFen", l."accountName", l."accountNo", l."bankName"
    from json_to_recordset(${rowsParameter(lines)}::json) as l("agencyCode" text, "incomeItemCode" text,
      "businessDay" date, "collectedFen" bigint, "refundedFen" bigint, "amountFen" bigint,
      "accountName" text, "accountNo" text, "bankName" text)`;
  await client.remittanceShare.createMany({
    data: shares.map((share, position) => ({ ...share, batchId: batch.id, position })),
  });
}

async function findBatch(client: DbClient, id: string): Promise<RemittanceDetails | null> {
  const row = await client.remittanceBatch.findUnique({
    where: { id },
    omit: { file: true },
    include: {
      lines: { orderBy: [{ agencyCode: 'asc' }, { incomeItemCode: 'asc' }, { businessDay: 'asc' }] },
      shares: { orderBy: { position: 'asc' } },
    },
  });
  if (!row) return null;
  const { lines, shares, leftOut, ...batch } = row;
  return {
    ...toBatch(batch),
    lines: lines.map(({ businessDay, batchId: _, isReleased: __, ...line }) => ({
      ...line,
      businessDay: dayFromDb(businessDay),
    })),
    shares: shares.map(({ batchId: _, position: __, ...share }) => share),
    leftOut: readLeftOut(leftOut),
  };
}

type BatchRow = Omit<
  NonNullable<Awaited<ReturnType<DbClient['remittanceBatch']['findUnique']>>>,
  'file' | 'leftOut'
>;

function toBatch({ upTo, acknowledgedOn, destination, status, ...row }: BatchRow): RemittanceBatch {
  return {
    ...row,
    destination: destination as Destination,
    status: status as RemittanceStatus,
    upTo: dayFromDb(upTo),
    acknowledgedOn: acknowledgedOn && dayFromDb(acknowledgedOn),
  };
}

async function isRemitted(
  client: DbClient,
  orderId: string,
  agencyCodes: readonly string[],
): Promise<boolean> {
  const rows = await client.$queryRaw<unknown[]>`
    select 1 from journal j
    join posting p on p.journal_id = j.id
    join account a on a.code = p.credit_account and a.agency_code = any(${[...agencyCodes]})
    join remittance_line l on l.agency_code = a.agency_code and l.income_item_code = a.income_item_code
      and l.business_day = j.business_day and not l.is_released
    join remittance_batch b on b.id = l.batch_id and b.status in ('exported', 'acknowledged')
    where j.order_id = ${orderId} and j.kind in ('collection', 'claim') limit 1`;
  return rows.length > 0;
}
