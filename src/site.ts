import path from 'node:path';
import type { Express } from 'express';
import { affairEndpoints } from './affairs/affair.routes';
import { claimEndpoints } from './claims/claim.routes';
import type { Config } from './config/config';
import { dayEndpoints } from './days/day.routes';
import type { SealedDay } from './days/seal';
import { packageRoot } from './db/package-root';
import { fineEndpoints } from './fines/fine.routes';
import { importPaths, importRouter } from './fines/import.routes';
import { createAdmission, watchLateness } from './http/admission';
import { createApp, type AppOptions } from './http/app';
import type { Authorizer } from './http/authorize';
import type { Endpoint } from './http/endpoint';
import { healthEndpoints } from './http/health.routes';
import { openApiEndpoint } from './http/openapi.routes';
import { ledgerEndpoints } from './ledger/ledger.routes';
import { notificationPaths, notificationRouter } from './notifications/notification.routes';
import { orderEndpoints } from './orders/order.routes';
import { paymentEndpoints } from './payments/payment.routes';
import { financeProposalEndpoints } from './proposals/finance-proposal.routes';
import { receiptEndpoints } from './receipts/receipt.routes';
import { attachmentPaths, attachmentRouter } from './reconciliation/attachment.routes';
import { dayViewEndpoints } from './reconciliation/day-view.routes';
import { differenceEndpoints } from './reconciliation/difference.routes';
import { reconciliationEndpoints } from './reconciliation/reconciliation.routes';
import { resolutionEndpoints } from './reconciliation/resolution.routes';
import { uploadPaths, uploadRouter } from './reconciliation/upload.routes';
import { payeeAccountEndpoints } from './refunds/payee-account.routes';
import { refundEndpoints } from './refunds/refund.routes';
import { settlementEndpoints } from './settlement/settlement.routes';
import { drawCertificate } from './web/days/certificate-pdf';
import { exportEndpoints } from './reports/export.routes';
import { reportFilePaths, reportFileRouter } from './reports/report-file.routes';
import { reportEndpoints } from './reports/report.routes';
import { channelNameFrom, channelNamesOf } from './web/console/channel-words';
import { pageRouters } from './web/pages';
import { translateError } from './use-cases';
import type { Parts, Services } from './use-cases';

/** Of what takes or gives something else than JSON. */
const OTHER_PATHS = {
  ...notificationPaths,
  ...importPaths,
  ...attachmentPaths,
  ...uploadPaths,
  ...reportFilePaths,
};

/** The API and the pages. */
export function createSite(
  config: Config,
  { clock, log, database, providers, sessions: { store: sessions }, isLate }: Parts,
  services: Services,
): Express {
  const { publicBaseUrl, statementDirectory, fineProcessingUrl } = config;
  const directory = path.join(packageRoot(), 'src', 'web');
  const reportBug: AppOptions['reportBug'] = (error, request) => log.error({ error, ...request }, 'bug');
  const api = apiOf(config, { clock, database, providers }, services);
  const shared = { ...services, publicBaseUrl, clock, translateError, reportBug };
  const authorizer: Authorizer = {
    authenticate: (header) => services.services.authenticate(header),
    noteRefusal: (service, refused) => services.services.noteRefusal(service, refused),
  };
  const admit = createAdmission({ connections: config.databasePoolSize, isLate: isLate ?? watchLateness() });
  const files = { directory, statementDirectory, fineProcessingUrl, ...certificates(services, providers) };
  const pages = pageRouters({ ...shared, ...files, admit, sessions, providers });
  return createApp({
    // The console answers with pages, this too.
    admit: (request, response, next) =>
      request.path.startsWith('/console') ? next() : admit(request, response, next),
    endpoints: [...api, openApiEndpoint(api, OTHER_PATHS, publicBaseUrl)],
    routers: [
      importRouter({ ...shared, ...authorizer }),
      attachmentRouter({ ...services, ...authorizer }),
      uploadRouter({ ...services, statementDirectory, ...authorizer }),
      reportFileRouter({ ...services, clock, ...authorizer }),
      notificationRouter(services.notifications, clock, translateError),
      ...pages.routers,
    ],
    nothingHere: pages.nothingHere,
    trustedProxies: config.trustedProxies,
    ...authorizer,
    translateError,
    // Answers that nobody has to look at are for debugging; the others are what an operator reads first.
    logRequest: (request) =>
      log[request.status >= 500 ? 'error' : request.status >= 400 ? 'info' : 'debug'](request, 'answered'),
    reportBug,
  });
}

/** Certificates with the names of those who closed the day, where there is a console in which they did. */
const certificates = (services: Services, providers: Parts['providers']) => ({
  drawCertificate: async (seal: SealedDay) => {
    const names = await services.console?.staff.readNames();
    return drawCertificate(seal, {
      nameOf: (id) => [names?.get(id) ?? [], id].flat().join(' '),
      channelOf: channelNameFrom(channelNamesOf(providers)),
    });
  },
});

/** Every operation of the API but its own description. */
function apiOf(
  { publicBaseUrl }: Config,
  { clock, database, providers }: Pick<Parts, 'clock' | 'database' | 'providers'>,
  services: Services,
): Endpoint[] {
  return [
    ...affairEndpoints(services.affairs),
    ...orderEndpoints({ ...services, publicBaseUrl }),
    ...receiptEndpoints({ ...services, publicBaseUrl }),
    ...paymentEndpoints(services.payments),
    ...refundEndpoints(services),
    ...payeeAccountEndpoints(services),
    ...claimEndpoints(services, clock),
    ...fineEndpoints(services),
    ...reconciliationEndpoints(services.reconciliations),
    ...dayViewEndpoints(services),
    ...differenceEndpoints(services.differenceDesk),
    ...resolutionEndpoints(services.resolutions),
    ...financeProposalEndpoints(services.financeProposals),
    ...ledgerEndpoints(services.ledger),
    ...reportEndpoints(services.reports, clock),
    ...exportEndpoints(services, clock),
    ...dayEndpoints({ ...services, clock, ...certificates(services, providers) }),
    ...settlementEndpoints({ ...services, clock }),
    ...healthEndpoints(() => database.stores.outbox.countSetAside()),
  ];
}
