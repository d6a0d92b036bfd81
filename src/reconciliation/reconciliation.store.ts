import type { DbClient } from '../db/client';
import { dayFromDb, dayToDb, rowsParameter } from '../db/rows';
import type { Reconciliation, ReconciliationStatus } from './reconciliation';
import type { StatementDay } from './statement.store';

export interface RunChange {
  status: ReconciliationStatus;
  statementId?: string;
  matchedCount?: number;
  reason?: string;
}

export interface ReconciliationStore {
  /** Adds those that are not there yet, one active run and one scheduled run per day; the answer names them. */
  insertRuns(runs: readonly Reconciliation[]): Promise<string[]>;
  /**
   * Queues scheduled runs of these days again that failed and were let be since `before`, unless another run of their
   * day is under way or came to an end; the answer names them.
   */
  requeueFailed(days: readonly StatementDay[], before: Date, at: Date): Promise<string[]>;
  findRun(id: string): Promise<Reconciliation | null>;
  findActiveRun(day: StatementDay): Promise<Reconciliation | null>;
  lockRun(id: string): Promise<Reconciliation | null>;
  /** Changes a run that has not come to its end. */
  changeRun(id: string, change: RunChange, at: Date): Promise<void>;
  /** Says which fund file goes with a run, or why none does. */
  setFunds(id: string, funds: Pick<Reconciliation, 'fundFileId' | 'fundReason'>): Promise<void>;
}

/** Runs on one client. */
export function createReconciliationStore(client: DbClient): ReconciliationStore {
  const findRun = async (id: string): Promise<Reconciliation | null> =>
    toRun(await client.reconciliation.findUnique({ where: { id } }));
  return {
    async insertRuns(runs) {
      if (runs.length === 0) return [];
      const rows = await client.$queryRaw<{ id: string }[]>`
        insert into reconciliation (id, channel, business_day, trigger, status, created_at, updated_at)
        select r.id, r.channel, r."businessDay", r.trigger, r.status, r."createdAt", r."updatedAt"
        from json_to_recordset(${rowsParameter(runs)}::json) as r(id text, channel text, "businessDay" date,
          trigger text, status text, "createdAt" timestamptz, "updatedAt" timestamptz)
        on conflict do nothing
        returning id`;
      return rows.map((row) => row.id);
    },
    requeueFailed: (days, before, at) => requeueFailed(client, days, { before, at }),
    findRun,
    async findActiveRun({ channel, businessDay }) {
      const where = { channel, businessDay: dayToDb(businessDay), status: { in: ['queued', 'waiting'] } };
      return toRun(await client.reconciliation.findFirst({ where }));
    },
    async lockRun(id) {
      await client.$queryRaw`select id from reconciliation where id = ${id} for update`;
      return findRun(id);
    },
    async changeRun(id, change, at) {
      await client.reconciliation.updateMany({
        where: { id, status: { in: ['queued', 'waiting'] } },
        data: { ...change, updatedAt: at },
      });
    },
    async setFunds(id, data) {
      await client.reconciliation.update({ where: { id }, data });
    },
  };
}

async function requeueFailed(
  client: DbClient,
  days: readonly StatementDay[],
  { before, at }: { before: Date; at: Date },
): Promise<string[]> {
  const rows = await client.$queryRaw<{ id: string }[]>`
    update reconciliation r set status = 'queued', reason = null, updated_at = ${at}
    from json_to_recordset(${rowsParameter(days)}::json) as d(channel text, "businessDay" date)
    where r.channel = d.channel and r.business_day = d."businessDay"
      and r.trigger = 'schedule' and r.status = 'failed' and r.updated_at <= ${before}
      and not exists (select from reconciliation o where o.channel = r.channel
        and o.business_day = r.business_day and o.status <> 'failed')
    returning r.id`;
  return rows.map((row) => row.id);
}

type RunRow = Awaited<ReturnType<DbClient['reconciliation']['findMany']>>[number];

function toRun(row: RunRow | null): Reconciliation | null {
  return (
    row && {
      ...row,
      businessDay: dayFromDb(row.businessDay),
      trigger: row.trigger as Reconciliation['trigger'],
      status: row.status as ReconciliationStatus,
    }
  );
}
