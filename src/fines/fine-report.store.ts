import type { DbClient } from '../db/client';
import { dayFromDb, dayToDb, rowsParameter } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
import type { FineReport, FineReportStatus } from './fine-report';
import type { ReportResult, ResultCode } from './register';

/** A report that is to be made. */
export type NewFineReport = Pick<
  FineReport,
  'id' | 'decisionNo' | 'orderId' | 'amountFen' | 'paidAt' | 'createdAt'
>;

/** What one attempt, or a settlement file, did to a report. */
export interface ReportMove extends Pick<FineReport, 'id' | 'reason' | 'isRefundDue' | 'bookedOn'> {
  from: FineReportStatus;
  to: FineReportStatus;
  at: Date;
  /** How many attempts were made for it: 0 or 1. */
  attempts: number;
  code: ResultCode | null;
  error: string | null;
}

export interface FineReportStore {
  /** Adds reports of decisions and orders that have none; the answer names the new ones. */
  insertReports(reports: readonly NewFineReport[]): Promise<string[]>;
  findReport(id: string): Promise<FineReport | null>;
  /** Of one decision, the oldest first. */
  listReports(decisionNo: string): Promise<FineReport[]>;
  /** Those of these decisions that the register knew as paid elsewhere when it was told of our money (domain R20). */
  findPaidElsewhere(decisionNos: readonly string[]): Promise<string[]>;
  /** Acknowledged, and listed by the register in the file of this day, as it said. */
  listBooked(day: BusinessDay): Promise<FineReport[]>;
  /** Moves those that still stand at `from`, and keeps what was learned; the answer names them. */
  moveReports(moves: readonly ReportMove[]): Promise<string[]>;
  /** Marks those that were paid before this moment, still wait, and were not marked before; gives them, each once. */
  markOverdue(
    paidBefore: Date,
    at: Date,
  ): Promise<Pick<FineReport, 'id' | 'decisionNo' | 'paidAt' | 'attempts'>[]>;
}

type Row = NonNullable<Awaited<ReturnType<DbClient['fineReport']['findUnique']>>>;

/** Reports to the register on a client or a transaction. */
export function createFineReportStore(client: DbClient): FineReportStore {
  return {
    insertReports: (reports) => insertReports(client, reports),
    async findReport(id) {
      const row = await client.fineReport.findUnique({ where: { id } });
      return row && toReport(row);
    },
    async listReports(decisionNo) {
      return (await client.fineReport.findMany({ where: { decisionNo }, orderBy: { id: 'asc' } })).map(
        toReport,
      );
    },
    async findPaidElsewhere(decisionNos) {
      if (decisionNos.length === 0) return [];
      const where = { decisionNo: { in: [...decisionNos] }, status: 'refused', refundDue: true };
      const select = { decisionNo: true } as const;
      return (await client.fineReport.findMany({ where, select })).map(({ decisionNo }) => decisionNo);
    },
    async listBooked(day) {
      const where = { status: 'reported', bookedOn: dayToDb(day) };
      return (await client.fineReport.findMany({ where })).map(toReport);
    },
    moveReports: (moves) => moveReports(client, moves),
    markOverdue: (paidBefore, at) => client.$queryRaw`
      update fine_report set alarmed_at = ${at}, updated_at = ${at}
      where status = 'paid' and alarmed_at is null and paid_at < ${paidBefore}
      returning id, decision_no as "decisionNo", paid_at as "paidAt", attempts`,
  };
}

async function insertReports(client: DbClient, reports: readonly NewFineReport[]): Promise<string[]> {
  if (reports.length === 0) return [];
  const rows = await client.$queryRaw<{ id: string }[]>`
    insert into fine_report (id, decision_no, order_id, amount_fen, paid_at, status, created_at, updated_at)
    select r.id, r."decisionNo", r."orderId", r."amountFen", r."paidAt", 'paid', r."createdAt", r."createdAt"
    from json_to_recordset(${rowsParameter(reports)}::json) as r(id text, "decisionNo" text, "orderId" text,
      "amountFen" bigint, "paidAt" timestamptz, "createdAt" timestamptz)
    order by r."decisionNo", r."orderId"
    on conflict (decision_no, order_id) do nothing
    returning id`;
  return rows.map((row) => row.id);
}

async function moveReports(client: DbClient, moves: readonly ReportMove[]): Promise<string[]> {
  if (moves.length === 0) return [];
  const rows = await client.$queryRaw<{ id: string }[]>`
    update fine_report r set status = m.to, updated_at = m.at, attempts = r.attempts + m.attempts,
      last_code = coalesce(m.code, r.last_code), last_error = m.error, reason = m.reason,
      refund_due = m."isRefundDue", booked_on = coalesce(m."bookedOn", r.booked_on),
      reported_at = case when m.to = 'reported' then coalesce(r.reported_at, m.at) else r.reported_at end,
      cleared_at = case when m.to = 'cleared' then m.at end
    from json_to_recordset(${rowsParameter(moves)}::json) as m(id text, "from" text, "to" text, at timestamptz,
      attempts int, code int, error text, reason text, "isRefundDue" boolean, "bookedOn" date)
    where r.id = m.id and r.status = m."from"
    returning r.id`;
  return rows.map((row) => row.id);
}

/** A report as the table has it. */
export function toReport({ refundDue, updatedAt: _, ...row }: Row): FineReport {
  return {
    ...row,
    status: row.status as FineReportStatus,
    lastCode: row.lastCode as ResultCode | null,
    reason: row.reason as ReportResult | null,
    isRefundDue: refundDue,
    bookedOn: row.bookedOn && dayFromDb(row.bookedOn),
  };
}
