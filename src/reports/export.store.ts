import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { dayFromDb, dayToDb } from '../db/rows';
import { startOfBusinessDay } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { idFloor } from '../kernel/ids';
import type { Export, ExportPage, ExportStatus, ExportWish } from './export';
import type { ReportFilters } from './report';

/** What is known of a file when it is whole. */
export type WrittenFile = Pick<
  Export,
  'fileName' | 'storedAs' | 'sha256' | 'bytes' | 'rowsDone' | 'expiresAt'
>;

/** Why there is none, or not yet. */
type Trouble = Pick<Export, 'error' | 'errorCode'>;

export interface ExportStore {
  /** False where its schedule has it for that day already. */
  insertExport(job: Export): Promise<boolean>;
  findExport(id: string): Promise<Export | null>;
  /** One that is still being made of the same for the same; whoever asks for it meanwhile waits for this transaction. */
  lockUnderWay(wish: ExportWish): Promise<Export | null>;
  findLastOf(scheduleId: string): Promise<Export | null>;
  /** The last day for which its schedule asked. */
  findLastDay(scheduleId: string): Promise<BusinessDay | null>;
  /** Newest first. @param askedBy null for those of everybody */
  listExports(askedBy: string | null, page: ExportPage): Promise<Export[]>;
  /** Of those that were asked for since that day, how many came to nothing or did not arrive; no more than `most`. */
  countFailed(from: BusinessDay, most: number): Promise<number>;
  /** Whether there still is something to do: it waits, or somebody who has gone had begun. */
  beginExport(id: string, rowsTotal: bigint, at: Date): Promise<boolean>;
  noteProgress(id: string, rowsDone: bigint): Promise<void>;
  /** Why it has not begun yet. */
  noteWaiting(id: string, why: Trouble): Promise<void>;
  /** False where another attempt was faster; then its file counts. */
  finishExport(id: string, file: WrittenFile, at: Date): Promise<boolean>;
  failExport(id: string, why: Trouble, at: Date): Promise<boolean>;
  /** Counts a try to tell of it. @returns how many there are now */
  countDelivery(id: string): Promise<number>;
  /** What has arrived stays so, whatever becomes of another try. */
  noteDelivery(id: string, result: Pick<Export, 'deliveredAt' | 'deliveryProblem'>): Promise<void>;
  /** Ends what was kept long enough; gives what it was stored as. */
  expireExports(at: Date): Promise<string[]>;
}

/** Exports on a client or a transaction. */
export function createExportStore(client: DbClient): ExportStore {
  return {
    async insertExport({ filters, dueOn, ...job }) {
      const data = [{ ...job, filters: { ...filters }, dueOn: dueOn && dayToDb(dueOn) }];
      return (await client.exportJob.createMany({ data, skipDuplicates: true })).count === 1;
    },
    async findExport(id) {
      const row = await client.exportJob.findUnique({ where: { id } });
      return row && toExport(row);
    },
    async lockUnderWay({ askedBy, report, format, language, filters }) {
      await lockNames(client, [`export ${askedBy}`]);
      const same = {
        askedBy,
        report,
        format,
        language,
        scheduleId: null,
        filters: { equals: { ...filters } },
      };
      const where = { ...same, status: { in: ['queued', 'running'] } };
      const row = await client.exportJob.findFirst({ where, orderBy: { id: 'asc' } });
      return row && toExport(row);
    },
    async findLastOf(scheduleId) {
      // Days that are made up for are asked for at the same moment.
      const orderBy = [{ createdAt: 'desc' }, { dueOn: { sort: 'desc', nulls: 'first' } }] as const;
      const row = await client.exportJob.findFirst({ where: { scheduleId }, orderBy: [...orderBy] });
      return row && toExport(row);
    },
    async findLastDay(scheduleId) {
      const { _max } = await client.exportJob.aggregate({ where: { scheduleId }, _max: { dueOn: true } });
      return _max.dueOn && dayFromDb(_max.dueOn);
    },
    listExports: (askedBy, page) => listExports(client, askedBy, page),
    countFailed: (from, most) => client.exportJob.count({ where: failedSince(from), take: most }),
    ...movesOf(client),
    ...deliveriesOf(client),
  };
}

async function listExports(client: DbClient, askedBy: string | null, page: ExportPage): Promise<Export[]> {
  const { before, failedFrom, limit } = page;
  const where = {
    ...(askedBy !== null && { askedBy }),
    AND: [{ ...(before && { id: { lt: before } }) }, failedFrom === undefined ? {} : failedSince(failedFrom)],
  };
  const rows = await client.exportJob.findMany({ where, orderBy: { id: 'desc' }, take: limit });
  return rows.map(toExport);
}

/** No file was made, or it has not come to where its schedule sends it. */
const failedSince = (day: BusinessDay) => ({
  id: { gte: idFloor('exp', startOfBusinessDay(day)) },
  OR: [{ status: 'failed' }, { deliveredAt: null, deliveryProblem: { not: null } }],
});

const NO_TROUBLE: Trouble = { error: null, errorCode: null };

function movesOf(
  client: DbClient,
): Pick<
  ExportStore,
  'beginExport' | 'noteProgress' | 'noteWaiting' | 'finishExport' | 'failExport' | 'expireExports'
> {
  const move = async (id: string, from: readonly ExportStatus[], data: object): Promise<boolean> =>
    (await client.exportJob.updateMany({ where: { id, status: { in: [...from] } }, data })).count === 1;
  return {
    beginExport: (id, rowsTotal, at) =>
      move(id, ['queued', 'running'], {
        status: 'running',
        rowsTotal,
        rowsDone: 0n,
        ...NO_TROUBLE,
        updatedAt: at,
      }),
    noteProgress: async (id, rowsDone) => void (await move(id, ['running'], { rowsDone })),
    noteWaiting: async (id, why) => void (await move(id, ['queued'], why)),
    finishExport: (id, file, at) =>
      move(id, ['running'], { ...file, ...NO_TROUBLE, status: 'ready', updatedAt: at }),
    failExport: (id, why, at) => move(id, ['queued', 'running'], { status: 'failed', ...why, updatedAt: at }),
    async expireExports(at) {
      const rows = await client.$queryRaw<{ stored_as: string }[]>`
        update export_job set status = 'expired', updated_at = ${at}
        where status = 'ready' and expires_at <= ${at} returning stored_as`;
      return rows.map((row) => row.stored_as);
    },
  };
}

function deliveriesOf(client: DbClient): Pick<ExportStore, 'countDelivery' | 'noteDelivery'> {
  return {
    async countDelivery(id) {
      const data = { deliveries: { increment: 1 } };
      return (await client.exportJob.update({ where: { id }, data })).deliveries;
    },
    async noteDelivery(id, data) {
      await client.exportJob.updateMany({ where: { id, deliveredAt: null }, data });
    },
  };
}

type Row = NonNullable<Awaited<ReturnType<DbClient['exportJob']['findUnique']>>>;

function toExport({ filters, dueOn, status, language, deliveries: _, ...row }: Row): Export {
  return {
    ...row,
    filters: filters as unknown as ReportFilters,
    dueOn: dueOn && dayFromDb(dueOn),
    status: status as ExportStatus,
    language: language as Export['language'],
  };
}
