import type { DbClient } from '../db/client';
import type { FineReport } from './fine-report';
import type { FineReturnStatus, ReportedReturn, ReturnJudgement } from './fine-return';
import type { ResultCode } from './register';

export interface FineReturnStore {
  /**
   * Notes what these refunds, which have succeeded, gave back of money for decisions that the register learns of; each
   * once. The answer names the new ones.
   */
  insertReturns(refundIds: readonly string[], at: Date): Promise<string[]>;
  findReturn(id: string): Promise<ReportedReturn | null>;
  /** Of one decision, the oldest first. */
  listReturns(decisionNo: string): Promise<ReportedReturn[]>;
  /** False where it does not stand at `returned` any more. */
  moveReturn(id: string, judged: ReturnJudgement, at: Date): Promise<boolean>;
}

/** Returns to payers of fines, on a client or a transaction. */
export function createFineReturnStore(client: DbClient): FineReturnStore {
  const include = { report: { select: { decisionNo: true, orderId: true, status: true } } } as const;
  return {
    insertReturns: (refundIds, at) => insertReturns(client, refundIds, at),
    async findReturn(id) {
      const row = await client.fineReturn.findUnique({ where: { id }, include });
      return row && toReturn(row);
    },
    async listReturns(decisionNo) {
      const where = { report: { decisionNo } };
      const orderBy = [{ returnedAt: 'asc' }, { id: 'asc' }] as const;
      return (await client.fineReturn.findMany({ where, include, orderBy: [...orderBy] })).map(toReturn);
    },
    async moveReturn(id, { to, code, error }, at) {
      const { count } = await client.fineReturn.updateMany({
        where: { id, status: 'returned' },
        data: {
          status: to,
          attempts: { increment: 1 },
          ...(code !== null && { lastCode: code }),
          lastError: error,
          ...(to === 'reported' && { reportedAt: at }),
          updatedAt: at,
        },
      });
      return count === 1;
    },
  };
}

async function insertReturns(client: DbClient, refundIds: readonly string[], at: Date): Promise<string[]> {
  if (refundIds.length === 0) return [];
  const rows = await client.$queryRaw<{ id: string }[]>`
      insert into fine_return (id, report_id, refund_id, amount_fen, returned_at, status, created_at, updated_at)
      select 'frr_' || left(md5(r.id || f.id), 23), r.id, f.id, sum(s.amount_fen), f.succeeded_at, 'returned', ${at}, ${at}
      from refund f
      join refund_share s on s.refund_id = f.id
      join order_item i on i.order_id = s.order_id and i.line = s.line
      join fine_report r on r.decision_no = i.decision_no and r.order_id = i.order_id
      where f.id = any(${[...refundIds]}) and f.status = 'succeeded' and r.status <> 'refused' and s.amount_fen > 0
      group by r.id, f.id, f.succeeded_at
      on conflict (report_id, refund_id) do nothing
      returning id`;
  return rows.map(({ id }) => id);
}

type Row = Omit<ReportedReturn, 'status' | 'lastCode' | 'report'> & {
  status: string;
  lastCode: number | null;
  report: { decisionNo: string; orderId: string; status: string };
};

function toReturn({ status, lastCode, report, ...row }: Row): ReportedReturn {
  return {
    ...row,
    status: status as FineReturnStatus,
    lastCode: lastCode as ResultCode | null,
    report: { ...report, status: report.status as FineReport['status'] },
  };
}
