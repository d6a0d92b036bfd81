import { createAffairStore } from '../affairs/affair.store';
import type { AffairStore } from '../affairs/affair.store';
import { createAuditStore } from '../audit/audit.store';
import type { AuditStore } from '../audit/audit.store';
import { createBankEntryStore } from '../reconciliation/bank/bank-entry-row.store';
import type { BankEntryStore } from '../reconciliation/bank/bank-entry-row.store';
import { createListingStore } from '../console/listing.store';
import type { ListingStore } from '../console/listing.store';
import { createOverviewStore } from '../console/overview.store';
import type { OverviewStore } from '../console/overview.store';
import { createSourceFileStore } from '../console/source-files.store';
import type { SourceFileStore } from '../console/source-files.store';
import { createSavedViewStore } from '../console/saved-view.store';
import type { SavedViewStore } from '../console/saved-view.store';
import { createDisputeHoldStore } from '../refunds/dispute-hold.store';
import type { DisputeHoldStore } from '../refunds/dispute-hold.store';
import { createPayerPhoneStore } from '../orders/payer-phone.store';
import type { PayerPhoneStore } from '../orders/payer-phone.store';
import { createClaimStore } from '../claims/claim.store';
import type { ClaimStore } from '../claims/claim.store';
import { createClosingCheckStore } from '../days/closing-check.store';
import type { ClosingCheckStore } from '../days/closing-check.store';
import { createDayRowsStore } from '../days/day-rows.store';
import type { DayRowsStore } from '../days/day-rows.store';
import { createDayStore } from '../days/day.store';
import type { DayStore } from '../days/day.store';
import { createVerificationStore } from '../days/verification.store';
import type { VerificationStore } from '../days/verification.store';
import { createFineReportStore } from '../fines/fine-report.store';
import type { FineReportStore } from '../fines/fine-report.store';
import { createFineReturnStore } from '../fines/fine-return.store';
import type { FineReturnStore } from '../fines/fine-return.store';
import { createKeptQuoteStore } from '../fines/kept-quote.store';
import type { KeptQuoteStore } from '../fines/kept-quote.store';
import { createFactorStore } from '../fines/factor.store';
import type { FactorStore } from '../fines/factor.store';
import { createFineStore } from '../fines/fine.store';
import type { FineStore } from '../fines/fine.store';
import { createHolidayStore } from '../fines/holiday.store';
import type { HolidayStore } from '../fines/holiday.store';
import { createIdempotencyStore } from '../idempotency/idempotency.store';
import type { IdempotencyStore } from '../idempotency/idempotency.store';
import { createLedgerStore } from '../ledger/ledger.store';
import type { LedgerStore } from '../ledger/ledger.store';
import { createInboxStore } from '../notifications/inbox.store';
import type { InboxStore } from '../notifications/inbox.store';
import { createOrderStore } from '../orders/order.store';
import type { OrderStore } from '../orders/order.store';
import { createPaymentStore } from '../payments/payment.store';
import type { PaymentStore } from '../payments/payment.store';
import { createTransactionStore } from '../payments/transaction.store';
import type { TransactionStore } from '../payments/transaction.store';
import { createOutboxStore } from '../outbox/outbox.store';
import type { OutboxStore } from '../outbox/outbox.store';
import { createFinanceProposalStore } from '../proposals/finance-proposal.store';
import type { FinanceProposalStore } from '../proposals/finance-proposal.store';
import { createBankStore } from '../reconciliation/bank/bank.store';
import type { BankStore } from '../reconciliation/bank/bank.store';
import { createBankTakeBackStore } from '../reconciliation/bank/bank-take-back.store';
import type { BankTakeBackStore } from '../reconciliation/bank/bank-take-back.store';
import { createDayViewStore } from '../reconciliation/day-view.store';
import type { DayViewStore } from '../reconciliation/day-view.store';
import { createDifferenceStore } from '../reconciliation/difference.store';
import type { DifferenceStore } from '../reconciliation/difference.store';
import { createFundStore } from '../reconciliation/funds/fund.store';
import type { FundStore } from '../reconciliation/funds/fund.store';
import { createFundLineStore } from '../reconciliation/funds/fund-line.store';
import type { FundLineStore } from '../reconciliation/funds/fund-line.store';
import { createFollowedDifferenceStore } from '../reconciliation/followed-difference.store';
import type { FollowedDifferenceStore } from '../reconciliation/followed-difference.store';
import { createReceiptStore } from '../receipts/receipt.store';
import type { ReceiptStore } from '../receipts/receipt.store';
import { createReconciliationStore } from '../reconciliation/reconciliation.store';
import type { ReconciliationStore } from '../reconciliation/reconciliation.store';
import { createResolutionStore } from '../reconciliation/resolution.store';
import type { ResolutionStore } from '../reconciliation/resolution.store';
import { createSourceDifferenceStore } from '../reconciliation/source-difference.store';
import type { SourceDifferenceStore } from '../reconciliation/source-difference.store';
import { createStatementStore } from '../reconciliation/statement.store';
import type { StatementStore } from '../reconciliation/statement.store';
import { createReportRowStore } from '../reports/report-rows.store';
import type { ReportRowStore } from '../reports/report-rows.store';
import { createExportStore } from '../reports/export.store';
import type { ExportStore } from '../reports/export.store';
import { createScheduleStore } from '../reports/schedule.store';
import type { ScheduleStore } from '../reports/schedule.store';
import { createReportStore } from '../reports/report.store';
import type { ReportStore } from '../reports/report.store';
import { createPayeeAccountStore } from '../refunds/payee-account.store';
import type { PayeeAccountStore } from '../refunds/payee-account.store';
import { createRefundStore } from '../refunds/refund.store';
import type { RefundStore } from '../refunds/refund.store';
import { createRemittanceRuleStore } from '../settlement/remittance-rule.store';
import type { RemittanceRuleStore } from '../settlement/remittance-rule.store';
import { createRemittanceStore } from '../settlement/remittance.store';
import type { RemittanceStore } from '../settlement/remittance.store';
import { createServiceStore } from '../services/service.store';
import type { ServiceStore } from '../services/service.store';
import { createStaffStore } from '../staff/staff.store';
import type { StaffStore } from '../staff/staff.store';
import { createEventStore } from '../webhooks/event.store';
import type { EventStore } from '../webhooks/event.store';
import { createStatementLineStore } from '../reconciliation/statement-line.store';
import type { StatementLineStore } from '../reconciliation/statement-line.store';
import type { DbClient } from './client';
import type { CopyLines, CopyRows } from './copy';
import type { StreamRows } from './row-stream';

/** All stores on one client: on a transaction they read and write together. */
export interface Stores {
  affairs: AffairStore;
  audit: AuditStore;
  bank: BankStore;
  bankTakeBacks: BankTakeBackStore;
  claims: ClaimStore;
  dayViews: DayViewStore;
  closingChecks: ClosingCheckStore;
  days: DayStore;
  dayVerifications: VerificationStore;
  differences: DifferenceStore;
  disputeHolds: DisputeHoldStore;
  events: EventStore;
  exports: ExportStore;
  fineReports: FineReportStore;
  fineReturns: FineReturnStore;
  keptQuotes: KeptQuoteStore;
  factors: FactorStore;
  financeProposals: FinanceProposalStore;
  fines: FineStore;
  followedDifferences: FollowedDifferenceStore;
  holidays: HolidayStore;
  idempotency: IdempotencyStore;
  inbox: InboxStore;
  ledger: LedgerStore;
  listing: ListingStore;
  orders: OrderStore;
  outbox: OutboxStore;
  payeeAccounts: PayeeAccountStore;
  overview: OverviewStore;
  payerPhones: PayerPhoneStore;
  sourceFiles: SourceFileStore;
  bankEntries: BankEntryStore;
  payments: PaymentStore;
  receipts: ReceiptStore;
  reconciliations: ReconciliationStore;
  refunds: RefundStore;
  remittanceRules: RemittanceRuleStore;
  remittances: RemittanceStore;
  resolutions: ResolutionStore;
  savedViews: SavedViewStore;
  reports: ReportStore;
  schedules: ScheduleStore;
  services: ServiceStore;
  sourceDifferences: SourceDifferenceStore;
  funds: FundStore;
  staff: StaffStore;
  statements: StatementStore;
  transactions: TransactionStore;
}

/** Every store on the client or transaction given. */
export function createStores(client: DbClient): Stores {
  return { ...createCounterStores(client), ...createOfficeStores(client) };
}

/** Of what citizens, services and channels do. */
function createCounterStores(client: DbClient) {
  return {
    affairs: createAffairStore(client),
    claims: createClaimStore(client),
    disputeHolds: createDisputeHoldStore(client),
    events: createEventStore(client),
    fineReports: createFineReportStore(client),
    fineReturns: createFineReturnStore(client),
    keptQuotes: createKeptQuoteStore(client),
    factors: createFactorStore(client),
    fines: createFineStore(client),
    holidays: createHolidayStore(client),
    idempotency: createIdempotencyStore(client),
    inbox: createInboxStore(client),
    ledger: createLedgerStore(client),
    orders: createOrderStore(client),
    outbox: createOutboxStore(client),
    payeeAccounts: createPayeeAccountStore(client),
    payments: createPaymentStore(client),
    receipts: createReceiptStore(client),
    refunds: createRefundStore(client),
    services: createServiceStore(client),
    transactions: createTransactionStore(client),
  };
}

/** Of what the finance department does. */
function createOfficeStores(client: DbClient) {
  return {
    audit: createAuditStore(client),
    bank: createBankStore(client),
    bankTakeBacks: createBankTakeBackStore(client),
    dayViews: createDayViewStore(client),
    closingChecks: createClosingCheckStore(client),
    days: createDayStore(client),
    dayVerifications: createVerificationStore(client),
    differences: createDifferenceStore(client),
    exports: createExportStore(client),
    financeProposals: createFinanceProposalStore(client),
    followedDifferences: createFollowedDifferenceStore(client),
    listing: createListingStore(client),
    overview: createOverviewStore(client),
    payerPhones: createPayerPhoneStore(client),
    sourceFiles: createSourceFileStore(client),
    bankEntries: createBankEntryStore(client),
    reconciliations: createReconciliationStore(client),
    remittanceRules: createRemittanceRuleStore(client),
    remittances: createRemittanceStore(client),
    resolutions: createResolutionStore(client),
    savedViews: createSavedViewStore(client),
    reports: createReportStore(client),
    schedules: createScheduleStore(client),
    sourceDifferences: createSourceDifferenceStore(client),
    funds: createFundStore(client),
    staff: createStaffStore(client),
    statements: createStatementStore(client),
  };
}

/** Stores that take in or give out more rows than should be held at once. */
export interface BulkStores {
  dayRows: DayRowsStore;
  reportRows: ReportRowStore;
  statementLines: StatementLineStore;
  fundLines: FundLineStore;
}

/** How rows go in and out without being held. */
export interface RowPipes {
  copyRows: CopyRows;
  copyLines: CopyLines;
  streamRows: StreamRows;
}

/** The stores that stream. */
export function createBulkStores({ copyRows, copyLines, streamRows }: RowPipes): BulkStores {
  return {
    dayRows: createDayRowsStore(copyLines),
    reportRows: createReportRowStore(streamRows),
    statementLines: createStatementLineStore(copyRows),
    fundLines: createFundLineStore(copyRows),
  };
}
