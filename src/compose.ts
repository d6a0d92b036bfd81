import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { affairEndpoints } from './affairs/affair.routes';
import { createAffairService } from './affairs/affair.service';
import { claimEndpoints } from './claims/claim.routes';
import type { Config } from './config/config';
import { databaseErrorOf } from './db/client';
import { createDatabase, type Database } from './db/database';
import { packageRoot } from './db/package-root';
import { fineReportHandlers } from './fines/fine-report.jobs';
import { fineEndpoints } from './fines/fine.routes';
import { createFineServices } from './fines/fines.service';
import { importPaths, importRouter } from './fines/import.routes';
import { createLookupService } from './fines/lookup.service';
import { createApp, type AppOptions } from './http/app';
import { healthEndpoints } from './http/health.routes';
import { openApiEndpoint } from './http/openapi.routes';
import { createIdempotencyService } from './idempotency/idempotency.service';
import { systemClock, type Clock } from './kernel/clock';
import { ledgerEndpoints } from './ledger/ledger.routes';
import { createLedgerService } from './ledger/ledger.service';
import { createLogger } from './log';
import { notificationPaths, notificationRouter } from './notifications/notification.routes';
import { createNotificationService } from './notifications/notification.service';
import { createSettlementService } from './notifications/settlement.service';
import { expireOrderHandler, withdrawOrderHandler } from './orders/order.jobs';
import { orderEndpoints } from './orders/order.routes';
import { createOrderWatch } from './orders/order-watch.service';
import { createOrderService } from './orders/order.service';
import { createFollowService } from './payments/follow.service';
import { followPaymentHandler } from './payments/payment.jobs';
import { paymentEndpoints } from './payments/payment.routes';
import { createPayerService } from './payments/payer.service';
import { createPaymentService } from './payments/payment.service';
import { guardProvider } from './providers/guarded-provider';
import type { GuardedProvider } from './providers/guarded-provider';
import type { QueueName } from './outbox/job';
import { coalesced } from './queue/coalesced';
import { createJobQueue } from './queue/queue';
import type { JobQueue } from './queue/queue';
import { startWorkers, type Workers, type WorkersDeps } from './queue/workers';
import { issueReceiptHandler, reverseReceiptHandler } from './receipts/receipt.jobs';
import { receiptEndpoints } from './receipts/receipt.routes';
import { createReceiptService } from './receipts/receipt.service';
import { reconciliationHandler } from './reconciliation/reconciliation.jobs';
import { reconciliationEndpoints } from './reconciliation/reconciliation.routes';
import { createReconciliationService } from './reconciliation/reconciliation.service';
import { createRefundServices } from './refunds/refunds.service';
import { followRefundHandler, refundFineHandler } from './refunds/refund.jobs';
import { refundEndpoints } from './refunds/refund.routes';
import { createServiceService } from './services/service.service';
import { createDeliveryService } from './webhooks/delivery.service';
import { createEventHandler } from './webhooks/event.jobs';
import { pageRouters } from './web/pages';
import { createWebhookSender } from './webhooks/sender.service';

/** One process of Tongfu, wired and not yet started. */
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

export interface Overrides {
  clock?: Clock;
  log?: Logger;
}

/** Wires one process; nothing is connected or listened to yet. The only place where things are put together. */
export function compose(config: Config, overrides: Overrides = {}): Composition {
  const parts = createParts(config, overrides);
  const services = createServices(config, parts);
  const duties = workersDepsOf(config, parts, services);
  return {
    ...parts,
    app: createHttp(config, parts, services),
    duties,
    work: (queues) => startWorkers(queues, duties),
    endStreams: () => services.watch.close(),
    close: async () => {
      // The jobs first: a webhook that finds its sender closed would count as a try that failed.
      await parts.queue.close();
      await services.sender.close();
      await parts.database.close();
    },
  };
}

interface Parts {
  clock: Clock;
  log: Logger;
  database: Database;
  queue: JobQueue;
  providers: ReadonlyMap<string, GuardedProvider>;
}

function createParts(config: Config, overrides: Overrides): Parts {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLogger(config.logLevel);
  const database = createDatabase({ url: config.databaseUrl, poolSize: config.databasePoolSize });
  const queue = createJobQueue({
    redisUrl: config.redisUrl,
    databaseUrl: config.databaseUrl,
    reportError: (error) => log.warn({ error }, 'queue away'),
  });
  return { clock, log, database, queue, providers: createProviders(config, clock, log) };
}

function createProviders(config: Config, clock: Clock, log: Logger) {
  mkdirSync(config.statementDirectory, { recursive: true, mode: 0o700 });
  const context = {
    clock,
    downloadDirectory: config.statementDirectory,
    warn: (message: string, facts: object) => log.warn(facts, message),
  };
  const guarded = config.channels.map(({ definition, values }) =>
    guardProvider(definition.create(values, context), { ...config.channelGuard, ...context }),
  );
  return new Map(guarded.map((provider) => [provider.profile.code, provider]));
}

type Services = ReturnType<typeof createServices>;

function createServices(config: Config, { clock, log, database, queue, providers }: Parts) {
  const wake = coalesced(
    () => queue.add('notifications', [{}]),
    (error) => log.warn({ error }, 'queue away'),
  );
  const alarm = (message: string, facts: object) => log.error(facts, message);
  const notifications = createNotificationService({ database, providers, wake, alarm });
  const report = (facts: object) => log.error(facts, 'money set aside');
  const booking = { database, clock, reportsFines: config.register !== null, translateError, report };
  const settlement = createSettlementService(booking);
  const asking = { database, notifications, settlement, clock };
  const follower = createFollowService(asking);
  const sender = createSender(config);
  const ofFines = createFineServices(config, { clock, database, report: alarm });
  const { publicBaseUrl, fineLookupSecret: lookupSecret, reconciliationCutoff: cutoff } = config;
  const { ordersExpireWithQuote: expiresWithQuote, isProduction, payCodeRegion } = config;
  const rules = { expiresWithQuote, isProduction, payCodeRegion };
  const orders = createOrderService({ ...ofFines, database, closer: follower, clock, ...rules });
  return {
    affairs: createAffairService(database),
    deliveries: createDeliveryService(database, sender, clock),
    ...ofFines,
    follower,
    idempotency: createIdempotencyService(database, clock),
    ledger: createLedgerService(database),
    notifications,
    lookup: lookupSecret && createLookupService({ ...asking, ...ofFines, orders, lookupSecret }),
    orders,
    watch: createOrderWatch({ database }),
    payments: createPaymentService({ database, providers, follower, clock, publicBaseUrl }),
    payers: createPayerService(providers),
    ...createRefundServices(config, { ...asking, ...booking, fines: ofFines.fines, alarm }),
    receipts: createReceiptService({ database, clock, region: config.receiptRegion }),
    reconciliations: createReconciliationService({ database, providers, clock, cutoff }),
    sender,
    services: createServiceService(database, clock),
    settlement,
  };
}

function createSender(config: Config) {
  const { allowsInsecureWebhooks: allowInsecureWebhooks, webhookHosts: allowedHosts } = config;
  return createWebhookSender({ allowInsecureWebhooks, allowedHosts });
}

const translateError = (error: unknown): unknown => databaseErrorOf(error) ?? error;

function createHttp(config: Config, { clock, log, database, providers }: Parts, services: Services): Express {
  const { publicBaseUrl } = config;
  const directory = path.join(packageRoot(), 'src', 'web');
  const reportBug: AppOptions['reportBug'] = (error, request) => log.error({ error, ...request }, 'bug');
  const api = [
    ...affairEndpoints(services.affairs),
    ...orderEndpoints({ ...services, publicBaseUrl }),
    ...receiptEndpoints({ ...services, publicBaseUrl }),
    ...paymentEndpoints(services.payments),
    ...refundEndpoints(services),
    ...claimEndpoints(services, clock),
    ...fineEndpoints(services),
    ...reconciliationEndpoints(services.reconciliations),
    ...ledgerEndpoints(services.ledger),
    ...healthEndpoints(() => database.stores.outbox.countSetAside()),
  ];
  const authenticate: AppOptions['authenticate'] = (header) => services.services.authenticate(header);
  return createApp({
    endpoints: [...api, openApiEndpoint(api, { ...notificationPaths, ...importPaths }, publicBaseUrl)],
    routers: [
      importRouter({ ...services, authenticate, translateError, reportBug }),
      notificationRouter(services.notifications, clock, translateError),
      ...pageRouters({ ...services, providers, directory, publicBaseUrl, clock, translateError, reportBug }),
    ],
    trustedProxies: config.trustedProxies,
    authenticate,
    translateError,
    // Answers that nobody has to look at are for debugging; the others are what an operator reads first.
    logRequest: (request) =>
      log[request.status >= 500 ? 'error' : request.status >= 400 ? 'info' : 'debug'](request, 'answered'),
    reportBug,
  });
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
      ...fineReportHandlers(services.fineReports),
      'event.deliver': createEventHandler(services.deliveries),
      'fine.refund': refundFineHandler(services.fineRefunds),
      'refund.follow': followRefundHandler(services.refundFollower),
      'receipt.issue': issueReceiptHandler(services.receipts),
      'receipt.reverse': reverseReceiptHandler(services.receipts),
      'reconciliation.run': reconciliationHandler(services.reconciliations),
    },
    rounds: [
      { everyMs: SCHEDULE_EVERY_MS, run: () => services.fineReports.raiseAlarms() },
      { everyMs: SCHEDULE_EVERY_MS, run: () => services.holidays.raiseAlarm() },
      { everyMs: ROLL_UP_EVERY_MS, run: () => services.ledger.rollUpBalances() },
      {
        everyMs: SCHEDULE_EVERY_MS,
        run: () => services.reconciliations.scheduleReconciliations(clock.now()),
      },
    ],
  };
}
