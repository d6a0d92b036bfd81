import path from 'node:path';
import type { Express } from 'express';
import { affairEndpoints } from './affairs/affair.routes';
import { claimEndpoints } from './claims/claim.routes';
import type { Config } from './config/config';
import { packageRoot } from './db/package-root';
import { fineEndpoints } from './fines/fine.routes';
import { importPaths, importRouter } from './fines/import.routes';
import { createApp, type AppOptions } from './http/app';
import { healthEndpoints } from './http/health.routes';
import { openApiEndpoint } from './http/openapi.routes';
import { ledgerEndpoints } from './ledger/ledger.routes';
import { notificationPaths, notificationRouter } from './notifications/notification.routes';
import { orderEndpoints } from './orders/order.routes';
import { paymentEndpoints } from './payments/payment.routes';
import { receiptEndpoints } from './receipts/receipt.routes';
import { reconciliationEndpoints } from './reconciliation/reconciliation.routes';
import { refundEndpoints } from './refunds/refund.routes';
import { pageRouters } from './web/pages';
import { translateError } from './use-cases';
import type { Parts, Services } from './use-cases';

/** The API and the pages. */
export function createSite(
  config: Config,
  { clock, log, database, providers, sessions: { store: sessions } }: Parts,
  services: Services,
): Express {
  const { publicBaseUrl } = config;
  const directory = path.join(packageRoot(), 'src', 'web');
  const reportBug: AppOptions['reportBug'] = (error, request) => log.error({ error, ...request }, 'bug');
  const shared = { ...services, publicBaseUrl, clock, translateError, reportBug };
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
      importRouter({ ...shared, authenticate }),
      notificationRouter(services.notifications, clock, translateError),
      ...pageRouters({ ...shared, sessions, providers, directory }),
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
