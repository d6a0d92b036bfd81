import { createAffairStore } from '../affairs/affair.store';
import type { AffairStore } from '../affairs/affair.store';
import { createAuditStore } from '../audit/audit.store';
import type { AuditStore } from '../audit/audit.store';
import { createClaimStore } from '../claims/claim.store';
import type { ClaimStore } from '../claims/claim.store';
import { createFineReportStore } from '../fines/fine-report.store';
import type { FineReportStore } from '../fines/fine-report.store';
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
import { createRemittanceStore } from '../ledger/remittance.store';
import type { RemittanceStore } from '../ledger/remittance.store';
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
import { createDifferenceStore } from '../reconciliation/difference.store';
import type { DifferenceStore } from '../reconciliation/difference.store';
import { createReceiptStore } from '../receipts/receipt.store';
import type { ReceiptStore } from '../receipts/receipt.store';
import { createReconciliationStore } from '../reconciliation/reconciliation.store';
import type { ReconciliationStore } from '../reconciliation/reconciliation.store';
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
import { createRefundStore } from '../refunds/refund.store';
import type { RefundStore } from '../refunds/refund.store';
import { createServiceStore } from '../services/service.store';
import type { ServiceStore } from '../services/service.store';
import { createEventStore } from '../webhooks/event.store';
import type { EventStore } from '../webhooks/event.store';
import { createStatementLineStore } from '../reconciliation/statement-line.store';
import type { StatementLineStore } from '../reconciliation/statement-line.store';
import type { DbClient } from './client';
import type { CopyRows } from './copy';
import type { StreamRows } from './row-stream';

/** All stores on one client: on a transaction they read and write together. */
export interface Stores {
  affairs: AffairStore;
  audit: AuditStore;
  claims: ClaimStore;
  differences: DifferenceStore;
  events: EventStore;
  exports: ExportStore;
  fineReports: FineReportStore;
  factors: FactorStore;
  fines: FineStore;
  holidays: HolidayStore;
  idempotency: IdempotencyStore;
  inbox: InboxStore;
  ledger: LedgerStore;
  orders: OrderStore;
  outbox: OutboxStore;
  payments: PaymentStore;
  receipts: ReceiptStore;
  reconciliations: ReconciliationStore;
  refunds: RefundStore;
  remittances: RemittanceStore;
  reports: ReportStore;
  schedules: ScheduleStore;
  services: ServiceStore;
  statements: StatementStore;
  transactions: TransactionStore;
}

/** Every store on the client or transaction given. */
export function createStores(client: DbClient): Stores {
  return {
    affairs: createAffairStore(client),
    audit: createAuditStore(client),
    claims: createClaimStore(client),
    differences: createDifferenceStore(client),
    events: createEventStore(client),
    exports: createExportStore(client),
    fineReports: createFineReportStore(client),
    factors: createFactorStore(client),
    fines: createFineStore(client),
    holidays: createHolidayStore(client),
    idempotency: createIdempotencyStore(client),
    inbox: createInboxStore(client),
    ledger: createLedgerStore(client),
    orders: createOrderStore(client),
    outbox: createOutboxStore(client),
    payments: createPaymentStore(client),
    receipts: createReceiptStore(client),
    reconciliations: createReconciliationStore(client),
    refunds: createRefundStore(client),
    remittances: createRemittanceStore(client),
    reports: createReportStore(client),
    schedules: createScheduleStore(client),
    services: createServiceStore(client),
    statements: createStatementStore(client),
    transactions: createTransactionStore(client),
  };
}

/** Stores that take in or give out more rows than should be held at once. */
export interface BulkStores {
  reportRows: ReportRowStore;
  statementLines: StatementLineStore;
}

/** The stores that stream. */
export function createBulkStores(copyRows: CopyRows, streamRows: StreamRows): BulkStores {
  return {
    reportRows: createReportRowStore(streamRows),
    statementLines: createStatementLineStore(copyRows),
  };
}
