import type { CatalogueNames } from '../affairs/affair';
import { auditEntryOf } from '../audit/audit';
import type { Claim, SuspendedMoney } from '../claims/claim';
import type { MoneyKey } from '../claims/claim.store';
import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import type { FollowedReport, FineReportStatus } from '../fines/fine-report';
import { followReport } from '../fines/fine-report';
import type { Journal } from '../ledger/journal';
import type { Order } from '../orders/order';
import { OrderNotFound } from '../orders/order.errors';
import type { Payment } from '../payments/payment';
import type { DisputeHold } from '../refunds/dispute-hold';
import type { PayeeAccount } from '../refunds/payee-account';
import type { Refund } from '../refunds/refund';
import { RefundNotFound } from '../refunds/refund.errors';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { PAGE_SIZE, pageOf } from './listing';
import type { DayTotal } from './overview';
import type {
  EventRow,
  OrderListFilter,
  OrderRow,
  Page,
  PaymentListFilter,
  PaymentRow,
  RefundListFilter,
  RefundRow,
  StatusRow,
  TransactionFilter,
  TransactionKind,
  TransactionRow,
  UndeliveredRow,
} from './listing';

/** Everything about one order. */
export interface OrderFile {
  order: Order;
  serviceName: string;
  /** Of what was ordered. */
  names: CatalogueNames;
  payments: Payment[];
  refunds: Refund[];
  journals: Journal[];
  events: EventRow[];
  moves: StatusRow[];
  hold: DisputeHold | null;
}

/** Everything about one refund. */
export interface RefundFile {
  refund: Refund;
  payment: Payment | null;
  hold: DisputeHold | null;
  /** Masked. */
  payeeAccount: PayeeAccount | null;
  moves: StatusRow[];
}

export interface ReportListFilter {
  status: FineReportStatus | null;
  /** Those alone that the register should know of by now. */
  isOverdue: boolean;
  before: string | null;
}

/** Looking at the books. Each needs `books.read`; who looks at an order, and so at a person, is written down. */
export interface BrowseService {
  listOrders(actor: Actor, filter: OrderListFilter): Promise<Page<OrderRow>>;
  /** The orders that such a number names: of an order, a pay code, a decision, a payment, or the channel's own. */
  listFound(actor: Actor, text: string): Promise<Page<OrderRow>>;
  /** @throws OrderNotFound */
  showOrder(actor: Actor, id: string): Promise<OrderFile>;
  listPayments(actor: Actor, filter: PaymentListFilter): Promise<Page<PaymentRow>>;
  /** What a channel moved on a day, and what that comes to: the same figures as on the first page. */
  listTransactions(actor: Actor, filter: TransactionFilter): Promise<Page<TransactionRow>>;
  sumTransactions(actor: Actor, filter: TransactionFilter): Promise<KindTotal[]>;
  listRefunds(actor: Actor, filter: RefundListFilter): Promise<Page<RefundRow>>;
  /** @throws RefundNotFound */
  showRefund(actor: Actor, id: string): Promise<RefundFile>;
  /** In the order in which it came. */
  listSuspense(actor: Actor, after: MoneyKey | null): Promise<SuspendedMoney[]>;
  /** What the list of the suspense comes to, and what the ledger holds at the end of that day. */
  sumSuspense(actor: Actor, day: BusinessDay): Promise<{ listedFen: Fen; heldFen: Fen }>;
  listClaims(actor: Actor, filter: ClaimListFilter): Promise<Page<Claim>>;
  listReports(actor: Actor, filter: ReportListFilter): Promise<Page<FollowedReport>>;
  /** What was paid before this moment, the register should know of by now. */
  lateSince(now: Date): Date;
  /** What services did not take of what they were told. */
  listUndelivered(actor: Actor, before: string | null): Promise<Page<UndeliveredRow>>;
}

/** What came, or went back, and how often. Never one sum: they are opposites. */
export interface KindTotal extends Pick<DayTotal, 'count' | 'amountFen'> {
  kind: TransactionKind;
}

interface ClaimListFilter {
  status: Claim['status'] | null;
  before: string | null;
}

export interface BrowseDeps {
  database: Database;
  clock: Clock;
  /** Within which the register must know of a paid fine. */
  reportSlaMs: number;
}

const MOST_FOUND = 20;
const EVERYTHING = { status: null, from: null, to: null, before: null };

/** What the finance staff look at. */
export function createBrowseService(deps: BrowseDeps): BrowseService {
  const { stores } = deps.database;
  const reader =
    <A extends unknown[], T>(read: (...args: A) => Promise<T>) =>
    async (actor: Actor, ...args: A): Promise<T> => {
      requirePermission(actor, 'books.read');
      return read(...args);
    };
  return {
    listOrders: reader(async (filter: OrderListFilter) => pageOf(await stores.listing.listOrders(filter))),
    listFound: reader((text: string) => listFound(deps, text)),
    showOrder: (actor, id) => showOrder(deps, actor, id),
    listPayments: reader(async (filter: PaymentListFilter) =>
      pageOf(await stores.listing.listPayments(filter)),
    ),
    listRefunds: reader(async (filter: RefundListFilter) => pageOf(await stores.listing.listRefunds(filter))),
    listTransactions: reader(async (filter: TransactionFilter) =>
      pageOf(await stores.listing.listTransactions(filter)),
    ),
    sumTransactions: reader(async ({ channels, businessDay: day, kinds }: TransactionFilter) => {
      const totals = await stores.overview.sumDays({ channels, from: day, to: day });
      return kinds.map((kind) => ({ kind, ...addUp(totals.filter((total) => total.kind === kind)) }));
    }),
    showRefund: reader((id: string) => showRefund(deps, id)),
    listSuspense: reader((after: MoneyKey | null) =>
      stores.claims.listWaiting({ after, limit: PAGE_SIZE + 1 }),
    ),
    sumSuspense: reader((day: BusinessDay) => sumSuspense(deps, day)),
    listClaims: reader((filter: ClaimListFilter) => listClaims(deps, filter)),
    listReports: reader((filter: ReportListFilter) => listReports(deps, filter)),
    lateSince: (now) => lateSince(deps, now),
    listUndelivered: reader(async (before: string | null) =>
      pageOf(await stores.listing.listUndelivered(before)),
    ),
  };
}

const addUp = (totals: readonly DayTotal[]): Pick<DayTotal, 'count' | 'amountFen'> => ({
  count: totals.reduce((sum, { count }) => sum + count, 0),
  amountFen: totals.reduce((sum, { amountFen }) => sum + amountFen, 0n),
});

async function listFound({ database: { stores } }: BrowseDeps, text: string): Promise<Page<OrderRow>> {
  const ids = await stores.listing.findOrderIds(text, MOST_FOUND);
  return pageOf(await stores.listing.listOrders({ ...EVERYTHING, ids }));
}

const lateSince = ({ reportSlaMs }: Pick<BrowseDeps, 'reportSlaMs'>, now: Date): Date =>
  new Date(now.getTime() - reportSlaMs);

async function listReports(deps: BrowseDeps, filter: ReportListFilter): Promise<Page<FollowedReport>> {
  const { database, clock, reportSlaMs } = deps;
  const { stores } = database;
  const now = clock.now();
  const { isOverdue, ...listed } = filter;
  const paidBefore = isOverdue ? lateSince(deps, now) : null;
  const page = pageOf(await stores.listing.listReports({ ...listed, paidBefore }));
  return { ...page, rows: page.rows.map((report) => followReport(report, reportSlaMs, now)) };
}

async function showOrder({ database, clock }: BrowseDeps, actor: Actor, id: string): Promise<OrderFile> {
  requirePermission(actor, 'books.read');
  const { stores } = database;
  const order = await stores.orders.findOrder(id);
  if (!order) throw OrderNotFound();
  const file = await readFile(database, order);
  const what = { subject: id, at: clock.now(), details: {} };
  await database.transact(({ audit }) => audit.append(auditEntryOf(actor, 'order.viewed', what)));
  return file;
}

async function readFile({ stores }: Database, order: Order): Promise<OrderFile> {
  const [services, names, payments, refunds, journals, hold] = await Promise.all([
    stores.services.findServices([order.serviceId]),
    stores.affairs.findNames(order.items),
    stores.payments.listPayments([order.id]),
    stores.refunds.listRefundsOf([order.id]),
    stores.ledger.listJournals(order.id),
    stores.disputeHolds.findHold(order.id),
  ]);
  const ids = [order, ...payments, ...refunds].map(({ id }) => id);
  const [events, moves] = await Promise.all([stores.listing.listEvents(ids), stores.listing.listMoves(ids)]);
  const serviceName = services[0]?.name ?? order.serviceId;
  return { order, serviceName, names, payments, refunds, journals, events, moves, hold };
}

async function listClaims(
  { database: { stores } }: BrowseDeps,
  { status, before }: ClaimListFilter,
): Promise<Page<Claim>> {
  const filter = { status: status ?? undefined, before: before ?? undefined, limit: PAGE_SIZE + 1 };
  return pageOf(await stores.claims.listClaims(filter));
}

async function sumSuspense({ database: { stores } }: BrowseDeps, day: BusinessDay) {
  const [{ amountFen: listedFen }, heldFen] = await Promise.all([
    stores.claims.sumWaiting(null),
    stores.remittanceRules.sumSuspense(day),
  ]);
  return { listedFen, heldFen };
}

async function showRefund({ database: { stores } }: BrowseDeps, id: string): Promise<RefundFile> {
  const refund = await stores.refunds.findRefund(id);
  if (!refund) throw RefundNotFound();
  const [payment, hold, payeeAccount, moves] = await Promise.all([
    stores.payments.findPayment(refund.paymentId),
    stores.disputeHolds.findHold(refund.orderId),
    stores.payeeAccounts.findAccount(id),
    stores.listing.listMoves([id]),
  ]);
  return { refund, payment, hold, payeeAccount, moves };
}
