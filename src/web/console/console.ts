import type { RequestHandler, Router } from 'express';
import type { Store } from 'express-session';
import type { ClaimService } from '../../claims/claim.service';
import type { ConsoleServices } from '../../console/console.service';
import type { Clock } from '../../kernel/clock';
import type { DayService } from '../../days/day.service';
import type { SealedDay } from '../../days/seal';
import type { ExportService } from '../../reports/export.service';
import type { ReportService } from '../../reports/report.service';
import type { FinanceProposalService } from '../../proposals/finance-proposal.service';
import type { RemittanceService } from '../../settlement/remittance.service';
import type { SettlementBookService } from '../../settlement/settlement.service';
import type { GuardedProvider } from '../../providers/guarded-provider';
import type { DayViewService } from '../../reconciliation/day-view.service';
import type { DifferenceDesk } from '../../reconciliation/difference-desk.service';
import type { BankService } from '../../reconciliation/bank/bank.service';
import type { StatementUploadService } from '../../reconciliation/statement-upload.service';
import type { ResolutionService } from '../../reconciliation/resolution.service';
import type { ApprovalService } from '../../refunds/approval.service';
import type { PayeeAccountService } from '../../refunds/payee-account.service';
import type { RefundService } from '../../refunds/refund.service';
import type { DisputeHoldService } from '../../refunds/dispute-hold.service';
import type { Assets } from '../shared/assets';
import type { PageErrorDeps } from '../shared/page-errors';
import { auditPart } from './audit.page';
import { bankEntriesPart } from './bank-entries.page';
import { bankFilesPart } from './bank-files.page';
import { channelNamesOf } from './channel-words';
import { consoleRouter } from './console.routes';
import { daysPart } from './days.page';
import { differencesPart } from './differences.page';
import { eventsPart } from './events.page';
import { financeProposalsPart } from './finance-proposals.page';
import { finesPart } from './fines.page';
import { homePart } from './home.page';
import { ordersPart } from './orders.page';
import type { ConsolePart, Words } from './page';
import { paymentsPart } from './payments.page';
import { reconciliationPart } from './reconciliation.page';
import { refundsPart } from './refunds.page';
import { reportsPart } from './reports.page';
import { resolutionsPart } from './resolutions.page';
import { runsPart } from './runs.page';
import { schedulesPart } from './schedules.page';
import { searchPart } from './search.page';
import { settlementPart } from './settlement.page';
import { staffPart } from './staff.page';
import { statementsPart } from './statements.page';
import { suspensePart } from './suspense.page';
import { transactionsPart } from './transactions.page';
import { treasuryPart } from './treasury.page';
import { viewsPart } from './views.page';

export interface ConsolePagesDeps extends Omit<PageErrorDeps, 'assets'> {
  assets: Assets;
  /** Lets a request in, or throws. */
  admit: RequestHandler;
  /** Null: there is no console. */
  console: ConsoleServices | null;
  approvals: ApprovalService;
  bank: BankService;
  claims: ClaimService;
  days: DayService;
  dayViews: DayViewService;
  /** A certificate of a closed day as a PDF. */
  drawCertificate(seal: SealedDay): Promise<Buffer>;
  exports: ExportService;
  financeProposals: FinanceProposalService;
  reports: ReportService;
  remittances: RemittanceService;
  settlementBooks: SettlementBookService;
  differenceDesk: DifferenceDesk;
  disputeHolds: DisputeHoldService;
  payeeAccounts: PayeeAccountService;
  refunds: RefundService;
  resolutions: ResolutionService;
  /** Where files lie while they are read. */
  statementDirectory: string;
  statementUploads: StatementUploadService;
  providers: ReadonlyMap<string, GuardedProvider>;
  sessions: Store;
  clock: Clock;
  publicBaseUrl: string;
}

/** The console of the finance staff, where there is one. */
export function consoleRouters({ console: services, ...deps }: ConsolePagesDeps): Router[] {
  if (services === null) return [];
  const { identity, secret, staff } = services;
  const channelNames = channelNamesOf(deps.providers);
  const parts = partsOf(services, { ...deps, channelNames });
  return [consoleRouter({ ...deps, identity, secret, staff, channelNames, parts })];
}

/** Every page of the console; what stands in the navigation is in nav.ts. */
function partsOf(
  services: ConsoleServices,
  given: Omit<ConsolePagesDeps, 'console'> & { channelNames: ReadonlyMap<string, Words> },
): ConsolePart[] {
  const deps = { ...given, ...services };
  const parts = [
    homePart(deps),
    ordersPart(deps),
    paymentsPart(deps),
    transactionsPart(deps),
    refundsPart(deps),
    suspensePart(deps),
    finesPart(deps),
    eventsPart(deps),
    reconciliationPart(deps),
    statementsPart(deps),
    bankFilesPart(deps),
    bankEntriesPart(deps),
    runsPart(deps),
    differencesPart(deps),
    resolutionsPart(deps),
    financeProposalsPart(deps),
    daysPart(deps),
    settlementPart(deps),
    treasuryPart(deps),
    reportsPart(deps),
    schedulesPart(deps),
    searchPart(deps),
    staffPart(deps),
    auditPart(deps),
  ];
  const paths = parts.flatMap(({ pages }) => pages.map(({ path }) => path));
  return [...parts, viewsPart(deps.views, new Set(paths))];
}
