import { mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import { createAffairService } from './affairs/affair.service';
import type { Config } from './config/config';
import { createConsoleServices } from './console/console.service';
import { databaseErrorOf } from './db/client';
import { createDatabase, type Database } from './db/database';
import { createSessionStore } from './db/sessions';
import type { SessionKeeping } from './db/sessions';
import { createDayServices } from './days/days.service';
import { createFineServices } from './fines/fines.service';
import { createLookupService } from './fines/lookup.service';
import { createIdempotencyService } from './idempotency/idempotency.service';
import { systemClock, type Clock } from './kernel/clock';
import { createFinanceProposalService } from './proposals/finance-proposal.service';
import { createLedgerService } from './ledger/ledger.service';
import { createLogger } from './log';
import { createNotificationService } from './notifications/notification.service';
import { createSettlementService } from './notifications/settlement.service';
import { createOrderWatch } from './orders/order-watch.service';
import { createOrderService } from './orders/order.service';
import { phoneKeeper } from './orders/payer-phone';
import { createFollowService } from './payments/follow.service';
import { createPayerService } from './payments/payer.service';
import { createPaymentService } from './payments/payment.service';
import { guardProvider } from './providers/guarded-provider';
import type { GuardedProvider } from './providers/guarded-provider';
import { coalesced } from './queue/coalesced';
import { createJobQueue } from './queue/queue';
import type { JobQueue } from './queue/queue';
import { createReceiptService } from './receipts/receipt.service';
import { bankBookingHandler, bankReversalHandler } from './reconciliation/bank/bank-booking.service';
import { bankFileTakeBackHandler } from './reconciliation/bank/bank-take-back.service';
import { feeInvoiceHandler } from './reconciliation/bank/fee-invoice.service';
import { createReconciliationServices } from './reconciliation/reconciliations.service';
import { createRefundServices } from './refunds/refunds.service';
import { createReportServices } from './reports/reports.service';
import { createServiceService } from './services/service.service';
import { remittanceReturnHandler } from './settlement/remittance-move.service';
import { createRemittanceServices } from './settlement/settlement.service';
import { channelNamesOf } from './web/console/channel-words';
import { fileWordingOf } from './web/console/report-words';
import { createDeliveryService } from './webhooks/delivery.service';
import { createWebhookSender } from './webhooks/sender.service';

export interface Overrides {
  clock?: Clock;
  log?: Logger;
  isLate?: () => boolean;
}

/** What everything stands on. */
export interface Parts {
  clock: Clock;
  log: Logger;
  database: Database;
  queue: JobQueue;
  providers: ReadonlyMap<string, GuardedProvider>;
  /** Of the finance staff. */
  sessions: SessionKeeping;
  /** Whether this process runs behind; left out, it is watched. */
  isLate?: () => boolean;
}

/** Nothing is connected yet. */
export function createParts(config: Config, overrides: Overrides): Parts {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLogger(config.logLevel);
  const database = createDatabase({ url: config.databaseUrl, poolSize: config.databasePoolSize });
  const queue = createJobQueue({
    redisUrl: config.redisUrl,
    databaseUrl: config.databaseUrl,
    reportError: (error) => log.warn({ error }, 'queue away'),
  });
  const sessions = createSessionStore(config.databaseUrl, (error) => log.warn({ error }, 'sessions away'));
  const { isLate } = overrides;
  const providers = createProviders(config, clock, log);
  return { clock, log, database, queue, sessions, providers, ...(isLate && { isLate }) };
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

export type Services = ReturnType<typeof createServices>;

/** All use cases. */
export function createServices(config: Config, { clock, log, database, queue, providers }: Parts) {
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
  const { publicBaseUrl, fineLookupSecret: lookupSecret } = config;
  const { ordersExpireWithQuote: expiresWithQuote, isProduction, payCodeRegion } = config;
  const keepPhone = config.console && phoneKeeper(config.console.secret);
  const rules = { expiresWithQuote, isProduction, payCodeRegion, keepPhone };
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
    ...createOfficeServices(config, { ...asking, ...booking, providers, sender, alarm }),
    sender,
    services: createServiceService(database, clock),
    settlement,
  };
}

/** Where what is proposed comes from. */
export const proposalHandlers = ({ bankInterest }: Pick<Config, 'bankInterest'>) => ({
  fee_invoice: feeInvoiceHandler,
  remittance_return: remittanceReturnHandler,
  bank_charge: bankBookingHandler('bank_charge', bankInterest),
  bank_interest: bankBookingHandler('bank_interest', bankInterest),
  bank_booking_reversal: bankReversalHandler,
  bank_file_take_back: bankFileTakeBackHandler,
});

type OfficeDeps = Parameters<typeof createReconciliationServices>[1] &
  Omit<Parameters<typeof createReportServices>[1], 'providers' | 'wordingIn'> &
  Pick<Parts, 'providers'>;

/** What the finance department works with. */
function createOfficeServices(config: Config, deps: OfficeDeps) {
  return {
    console: createConsoleServices(config, deps),
    financeProposals: createFinanceProposalService({ ...deps, handlers: proposalHandlers(config) }),
    ...createDayServices(config, deps),
    ...createRemittanceServices(deps.database),
    ...createReconciliationServices(config, deps),
    ...createReportServices(config, { ...deps, wordingIn: fileWordingOf(channelNamesOf(deps.providers)) }),
  };
}

function createSender(config: Config) {
  const { allowsInsecureWebhooks: allowInsecureWebhooks, webhookHosts: allowedHosts } = config;
  return createWebhookSender({ allowInsecureWebhooks, allowedHosts });
}

/** Database errors in our own words. */
export const translateError = (error: unknown): unknown => databaseErrorOf(error) ?? error;
