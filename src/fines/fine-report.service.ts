import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { addDays, businessDayOf, startOfBusinessDay } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import { newId } from '../kernel/ids';
import { receivedFor } from '../orders/order';
import type { Order } from '../orders/order';
import type { OutboxEntry } from '../outbox/outbox.store';
import { followReport, isToBeTold, judgeReport, retryReportAt } from './fine-report';
import type { FineReport, FollowedReport } from './fine-report';
import type { ReportMove } from './fine-report.store';
import type { FineRegister, SettlementRow } from './register';

export interface FineReportService {
  /** Tells the register of one paid decision and keeps what it says; gives when to try again, or null. */
  reportFine(id: string): Promise<Date | null>;
  /** Compares what the register took for a day with its settlement file; gives when to look again, or null. */
  clearDay(day: BusinessDay): Promise<Date | null>;
  /** Raises one alarm for each report that waits longer than was promised. */
  raiseAlarms(): Promise<void>;
  /** What is known of the payments of a decision, the oldest first. */
  listReports(decisionNo: string): Promise<FollowedReport[]>;
}

export interface FineReportDeps {
  database: Database;
  /** Null where none is configured: then nothing is told. */
  register: FineRegister | null;
  clock: Clock;
  /** Within which the register must know of a payment. */
  slaMs: number;
  /** For what an operator must see. */
  report(message: string, facts: Readonly<Record<string, unknown>>): void;
}

/** The file of a day is there in the morning after it. */
const FILE_READY_MS = 9 * 3_600_000;
const LOOK_AGAIN_MS = 600_000;
/** How long a payment waits for the word on an earlier one of the same decision. */
const EARLIER_FIRST_MS = 10_000;
const MISSING_AGAIN_MS = 6 * 3_600_000;

/** Reporting to the register, outside of any transaction: it may be slow or away, and nothing else waits for it. */
export function createFineReportService(deps: FineReportDeps): FineReportService {
  const { database, clock, slaMs, report } = deps;
  return {
    reportFine: (id) => reportFine(deps, id),
    clearDay: (day) => clearDay(deps, day),
    async raiseAlarms() {
      const now = clock.now();
      const late = await database.stores.fineReports.markOverdue(new Date(now.getTime() - slaMs), now);
      for (const { id, decisionNo, paidAt, attempts } of late)
        report('a paid fine is not known to the register in time', { id, decisionNo, paidAt, attempts });
    },
    async listReports(decisionNo) {
      const now = clock.now();
      return (await database.stores.fineReports.listReports(decisionNo)).map((one) =>
        followReport(one, slaMs, now),
      );
    },
  };
}

/**
 * Notes, in the transaction in which orders were paid, that the register has to learn of their decisions; the telling
 * comes after its commit. An order without a decision costs no statement.
 */
export async function recordFineReports(
  stores: Pick<Stores, 'fineReports' | 'outbox'>,
  paid: readonly Order[],
  at: Date,
): Promise<void> {
  const ids = await stores.fineReports.insertReports(
    paid.flatMap((order) =>
      order.items.flatMap(({ decisionNo, amountFen }) =>
        decisionNo === null
          ? []
          : [
              {
                id: newId('frp', at),
                decisionNo,
                orderId: order.id,
                amountFen,
                paidAt: order.paidAt ?? at,
                createdAt: at,
              },
            ],
      ),
    ),
  );
  await stores.outbox.putEntries(
    ids.map((subject) => ({ kind: 'fine.report' as const, subject, runAt: at })),
    at,
  );
}

async function reportFine(deps: FineReportDeps, id: string): Promise<Date | null> {
  const { database, register, clock } = deps;
  const known = await database.stores.fineReports.findReport(id);
  if (!known || !isToBeTold(known)) return null;
  if (!register) return new Date(clock.now().getTime() + LOOK_AGAIN_MS);
  const earlier = await earlierReports(database, known);
  // Payments of one decision are told in their order: the register measures each by what it has.
  if (earlier.some(({ status }) => status === 'paid')) {
    return new Date(clock.now().getTime() + EARLIER_FIRST_MS);
  }
  const { decisionNo, amountFen, paidAt, attempts } = known;
  const told = {
    reportNo: id,
    decisionNo,
    amountFen,
    paidAt,
    ...(await contextOf(database, known, earlier)),
  };
  try {
    const answer = await register.reportPayment(told);
    const at = clock.now();
    const { retryAt, ...judged } = judgeReport(known, answer, at);
    await writeMove(deps, known, { ...unmoved(known, at), ...judged, code: answer.code });
    return retryAt;
  } catch (error) {
    // The register is away: that is its own story, and no reason to set the work aside.
    const isAway = error instanceof AppError && ['unavailable', 'outcome-unknown'].includes(error.kind);
    if (!isAway) throw error;
    const at = clock.now();
    await writeMove(deps, known, { ...unmoved(known, at), error: error.code });
    return retryReportAt(attempts, at);
  }
}

/** What is told of payments of the same decision that came before. Ids are in the order of time. */
async function earlierReports(database: Database, { id, decisionNo }: FineReport): Promise<FineReport[]> {
  return (await database.stores.fineReports.listReports(decisionNo)).filter((report) => report.id < id);
}

/** Who paid, and what the register needs to measure the amount. */
async function contextOf(database: Database, known: FineReport, earlier: readonly FineReport[]) {
  const order = await database.stores.orders.findOrder(known.orderId);
  const item = order?.items.find(({ decisionNo }) => decisionNo === known.decisionNo);
  const taken = earlier.filter(({ status }) => status === 'reported' || status === 'cleared');
  return {
    payerName: order?.payerName ?? null,
    receivedBeforeFen: taken.reduce((sum, { amountFen }) => sum + amountFen, 0n),
    outstandingFen: (order && item && receivedFor(item, order)?.outstandingFen) ?? 0n,
  };
}

/** An attempt that changed nothing yet. */
function unmoved({ id, status, reason, isRefundDue, bookedOn }: FineReport, at: Date): ReportMove {
  return {
    id,
    from: status,
    to: status,
    at,
    reason,
    isRefundDue,
    bookedOn,
    attempts: 1,
    code: null,
    error: null,
  };
}

/** Keeps what came of it; what follows (the settlement file of the day, money that goes back) comes after the commit. */
async function writeMove(
  { database, report }: FineReportDeps,
  known: FineReport,
  move: ReportMove,
): Promise<void> {
  const { bookedOn } = move;
  const written = await database.transact(async (stores) => {
    const moved = await stores.fineReports.moveReports([move]);
    if (moved.length > 0 && move.to === 'reported' && bookedOn !== null) {
      const runAt = new Date(startOfBusinessDay(addDays(bookedOn, 1)).getTime() + FILE_READY_MS);
      await stores.outbox.putEntries([{ kind: 'fine.clear', subject: bookedOn, runAt }], move.at);
    }
    if (moved.length > 0 && move.isRefundDue) {
      const subject = known.decisionNo;
      const open = await stores.orders.findOpenOrdersOf([subject]);
      const entries: OutboxEntry[] = [
        { kind: 'fine.refund', subject, runAt: move.at },
        // Whoever else has ordered it shall not pay it, too.
        ...open.map((orderId): OutboxEntry => ({ kind: 'order.withdraw', subject: orderId, runAt: move.at })),
      ];
      await stores.outbox.putEntries(entries, move.at);
    }
    return moved;
  });
  if (written.length > 0 && move.to === 'refused') {
    const { id, decisionNo, orderId } = known;
    const { code, reason, isRefundDue } = move;
    report('the register refused a paid fine', { id, decisionNo, orderId, code, reason, isRefundDue });
  }
}

async function clearDay({ database, register, clock, report }: FineReportDeps, day: BusinessDay) {
  const booked = await database.stores.fineReports.listBooked(day);
  if (booked.length === 0) return null;
  const now = clock.now();
  const file = businessDayOf(now) > day && register ? await register.readSettlementFile(day) : null;
  if (file === null) return new Date(now.getTime() + LOOK_AGAIN_MS);
  const rows = new Map(file.map((row) => [row.reportNo, row]));
  const listed = booked.filter((one) => isListed(one, rows));
  await database.stores.fineReports.moveReports(
    listed.map((one) => ({ ...unmoved(one, now), to: 'cleared', attempts: 0 })),
  );
  const missing = booked.filter((one) => !listed.includes(one));
  if (missing.length === 0) return null;
  report('the settlement file of the register lacks paid fines', {
    day,
    decisionNos: missing.map(({ decisionNo }) => decisionNo),
  });
  return new Date(now.getTime() + MISSING_AGAIN_MS);
}

function isListed(
  { id, decisionNo, amountFen }: FineReport,
  rows: ReadonlyMap<string, SettlementRow>,
): boolean {
  const row = rows.get(id);
  return row?.decisionNo === decisionNo && row.amountFen === amountFen;
}
