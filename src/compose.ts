import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Config } from './config/config';
import { type Database } from './db/database';
import { fineReportHandlers } from './fines/fine-report.jobs';
import { expireOrderHandler, withdrawOrderHandler } from './orders/order.jobs';
import { followPaymentHandler } from './payments/payment.jobs';
import type { QueueName } from './outbox/job';
import type { JobQueue } from './queue/queue';
import { startWorkers, type Workers, type WorkersDeps } from './queue/workers';
import { issueReceiptHandler, reverseReceiptHandler } from './receipts/receipt.jobs';
import { reconciliationHandler } from './reconciliation/reconciliation.jobs';
import { exportHandlers } from './reports/export.jobs';
import { followRefundHandler, refundFineHandler } from './refunds/refund.jobs';
import { createEventHandler } from './webhooks/event.jobs';
import { createSite } from './site';
import { createParts, createServices, translateError } from './use-cases';
import type { Overrides, Parts, Services } from './use-cases';

export interface Composition {
  database: Database;
  queue: JobQueue;
  log: Logger;
  app: Express;
  /** What its workers do, piece by piece, for whoever does a piece without them. */
  duties: WorkersDeps;
  /** Starts to work on queues, and to hand out what waits in the outbox. */
  work(queues: readonly QueueName[]): Workers;
  /** Ends the answers that go on for as long as their page is open; before the server is drained. */
  endStreams(): void;
  /** After everything has been stopped. */
  close(): Promise<void>;
}

/** Wires one process; nothing is connected or listened to yet. The only place where things are put together. */
export function compose(config: Config, overrides: Overrides = {}): Composition {
  const parts = createParts(config, overrides);
  const services = createServices(config, parts);
  const duties = workersDepsOf(config, parts, services);
  return {
    ...parts,
    app: createSite(config, parts, services),
    duties,
    work: (queues) => startWorkers(queues, duties),
    endStreams: () => services.watch.close(),
    close: async () => {
      // The jobs first: a webhook that finds its sender closed would count as a try that failed.
      await parts.queue.close();
      await services.sender.close();
      await Promise.all([parts.database.close(), parts.sessions.close()]);
    },
  };
}

const ROLL_UP_EVERY_MS = 15_000;
const SCHEDULE_EVERY_MS = 30_000;

function workersDepsOf(config: Config, { clock, log, database, queue }: Parts, services: Services) {
  return {
    database,
    queue,
    clock,
    translateError,
    concurrency: config.workerConcurrency,
    report: (message: string, facts: object) => log.error(facts, message),
    drainInbox: () => services.settlement.drainInbox(),
    handlers: {
      'payment.follow': followPaymentHandler(services.follower),
      'order.expire': expireOrderHandler(services.orders, clock),
      'order.withdraw': withdrawOrderHandler(services.orders, clock),
      ...fineReportHandlers(services.fineReports, services.fineReturns),
      'event.deliver': createEventHandler(services.deliveries),
      'fine.refund': refundFineHandler(services.fineRefunds),
      'refund.follow': followRefundHandler(services.refundFollower),
      'receipt.issue': issueReceiptHandler(services.receipts),
      'receipt.reverse': reverseReceiptHandler(services.receipts),
      ...exportHandlers(services.exports, services.schedules),
      'reconciliation.run': reconciliationHandler(services.reconciliations),
    },
    rounds: [
      { everyMs: SCHEDULE_EVERY_MS, run: () => services.fineReports.raiseAlarms() },
      { everyMs: SCHEDULE_EVERY_MS, run: () => services.dayViews.refreshWriteBacks() },
      { everyMs: SCHEDULE_EVERY_MS, run: () => services.reconciliations.closeBooked(clock.now()) },
      { everyMs: SCHEDULE_EVERY_MS, run: () => services.holidays.raiseAlarm() },
      { everyMs: SCHEDULE_EVERY_MS, run: () => services.schedules.startDue() },
      { everyMs: SCHEDULE_EVERY_MS, run: () => services.exports.expireExports() },
      { everyMs: ROLL_UP_EVERY_MS, run: () => services.ledger.rollUpBalances() },
      {
        everyMs: SCHEDULE_EVERY_MS,
        run: () => services.reconciliations.scheduleReconciliations(clock.now()),
      },
    ],
  };
}
