import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { isPaidOff } from '../fines/debt';
import type { FinePayment } from '../fines/debt';
import { splitDecisionNo } from '../fines/decision-no';
import type { Fine } from '../fines/fine';
import type { FineQuoter, FineService } from '../fines/fine.service';
import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import { newId, newToken } from '../kernel/ids';
import { isReturnAllowed } from '../services/return-url';
import type { ServiceIdentity } from '../services/service';
import { expiryOf } from './expiry';
import { isCashierToken } from './order';
import type { Order, OrderItem } from './order';
import { createOrderEnding } from './order-ending.service';
import type { PaymentCloser } from './order-ending.service';
import {
  FineAlreadyPaid,
  OrderBeingPaid,
  OrderNotFound,
  OrderNotOpen,
  ReturnUrlNotRegistered,
} from './order.errors';
import type { OrderIn } from './order.schema';
import type { OrderFilter } from './order.store';
import { payCodeOf } from './pay-code';
import type { PhoneKeeper } from './payer-phone';
import { pointedAt, priceItems } from './pricing';
import type { PriceSources } from './pricing';

export interface OrderService {
  /**
   * Learns what has to be known before an order can be priced: decisions that nobody told of are asked for at the
   * register. Outside of any transaction.
   * @throws NotYetEntered, RegisterUnavailable, and why a decision cannot be paid
   */
  prepareOrder(input: Pick<OrderIn, 'items'>): Promise<void>;
  /**
   * Creates an order in the caller's transaction; prices come from the affairs and from quotes of the decisions.
   * @throws REQUEST_INVALID, ReturnUrlNotRegistered, FineAlreadyPaid, and why a decision cannot be quoted or paid
   */
  createOrder(stores: Stores, service: ServiceIdentity, input: OrderIn): Promise<Order>;
  /** @throws OrderNotFound, for another service's order too */
  getOrder(service: ServiceIdentity, id: string): Promise<Order>;
  /**
   * The order of a cashier link, for whoever holds the link.
   * @throws OrderNotFound, also for a text that is no token
   */
  getOrderByToken(cashierToken: string): Promise<Order>;
  listOrders(filter: OrderFilter): Promise<Order[]>;
  /**
   * Ends an open order: its payments are closed at the channels first. Closing a closed order changes nothing.
   * @throws OrderNotFound, OrderNotOpen (it was paid meanwhile, say), OrderBeingPaid, CHANNEL_UNAVAILABLE
   */
  closeOrder(service: ServiceIdentity, id: string): Promise<Order>;
  /**
   * Ends an open order whose fine is not owed any more as it was quoted; one that has ended stays as it is. False while
   * a payment of it is being opened or made.
   */
  withdrawOrder(id: string): Promise<boolean>;
  /** Ends an order that ran out, unless money came; false while a payment of it can still succeed. */
  expireOrder(id: string): Promise<boolean>;
}

export interface OrderDeps {
  database: Database;
  /** What ends an order's payments before it ends itself. */
  closer: PaymentCloser;
  fines: FineQuoter & Pick<FineService, 'learnFines'>;
  clock: Clock;
  /** Whether an order ends at the midnight at which one of its quotes would change. */
  expiresWithQuote: boolean;
  /** Six digits: how the pay codes of this city begin. */
  payCodeRegion: string;
  /** There the pages lead back to https addresses only. */
  isProduction: boolean;
  /** Keeps the payer's telephone number for the hotline; null: there is none, and nothing is kept. */
  keepPhone: PhoneKeeper | null;
}

/** Orders from their creation to their end. */
export function createOrderService(deps: OrderDeps): OrderService {
  const { database, clock } = deps;
  const ending = createOrderEnding(deps);
  const getOrder = async (service: ServiceIdentity, id: string): Promise<Order> => {
    const order = await database.stores.orders.findOrder(id);
    if (!order || order.serviceId !== service.id) throw OrderNotFound();
    return order;
  };
  return {
    prepareOrder: (input) => prepareOrder(deps, input),
    createOrder: (stores, service, input) => createOrder(deps, stores, { service, input, at: clock.now() }),
    getOrder,
    async getOrderByToken(cashierToken) {
      const order = isCashierToken(cashierToken)
        ? await database.stores.orders.findOrderByToken(cashierToken)
        : null;
      if (!order) throw OrderNotFound();
      return order;
    },
    listOrders: (filter) => database.stores.orders.listOrders(filter),
    async closeOrder(service, id) {
      const order = await getOrder(service, id);
      if (order.status === 'closed') return order;
      if (order.status !== 'open') throw OrderNotOpen({ details: { status: order.status } });
      const ended = await ending.close(id, 'closed by its service');
      if (ended === null) throw OrderBeingPaid({ details: { retry_after: 1 } });
      if (ended.status !== 'closed') throw OrderNotOpen({ details: { status: ended.status } });
      return ended;
    },
    withdrawOrder: async (id) => (await ending.close(id, 'fine changed')) !== null,
    expireOrder: (id) => ending.expire(id),
  };
}

async function prepareOrder({ fines }: OrderDeps, { items }: Pick<OrderIn, 'items'>): Promise<void> {
  const decisionNos = items.map((item) => item.decision_no && splitDecisionNo(item.decision_no).decisionNo);
  try {
    await fines.learnFines(decisionNos.flatMap((decisionNo) => decisionNo ?? []));
  } catch (error) {
    const line = error instanceof AppError ? decisionNos.indexOf(String(error.details.decision_no)) : -1;
    throw line < 0 ? error : pointedAt(`/items/${line}/decision_no`, error);
  }
}

interface Wish {
  service: ServiceIdentity;
  input: OrderIn;
  at: Date;
}

async function createOrder(deps: OrderDeps, stores: Stores, { service, input, at }: Wish): Promise<Order> {
  const { return_url: returnUrl = null } = input;
  const rules = { origins: service.returnOrigins, isProduction: deps.isProduction };
  if (returnUrl !== null && !isReturnAllowed(returnUrl, rules)) {
    throw pointedAt('/return_url', ReturnUrlNotRegistered());
  }
  const items = await priceOrder(deps, stores, { input, at });
  const order: Order = {
    id: newId('ord', at),
    serviceId: service.id,
    externalRef: input.external_ref,
    status: 'open',
    amountFen: items.reduce((sum, item) => sum + item.amountFen, 0n),
    items,
    payerName: input.payer?.name ?? null,
    payCode: payCodeOf({ region: deps.payCodeRegion, serial: await stores.orders.drawSerial(), at }),
    cashierToken: newToken(),
    returnUrl,
    metadata: input.metadata,
    expiresAt: expiryOf(items, new Date(at.getTime() + input.expires_in * 1000), deps.expiresWithQuote),
    paidAt: null,
    reason: null,
    createdAt: at,
    updatedAt: at,
  };
  await stores.orders.insertOrder(order);
  const phone = input.payer?.phone === undefined ? null : (deps.keepPhone?.(input.payer.phone) ?? null);
  if (phone) await stores.payerPhones.insertPhone(order.id, phone);
  await stores.outbox.putEntries([{ kind: 'order.expire', subject: order.id, runAt: order.expiresAt }], at);
  return order;
}

/** A paid fine cannot be paid again; the lock makes one who is settling or telling it at this moment go first. */
async function priceOrder(
  { fines }: OrderDeps,
  stores: Stores,
  { input, at }: Pick<Wish, 'input' | 'at'>,
): Promise<OrderItem[]> {
  const decisionNos = input.items.flatMap((item) =>
    item.decision_no === undefined ? [] : splitDecisionNo(item.decision_no).decisionNo,
  );
  const affairs = await stores.affairs.findAffairs(input.items.map((item) => item.affair));
  await stores.orders.lockDecisions(decisionNos);
  const known = await stores.fines.findFines(decisionNos);
  const payments = await stores.orders.findFinePayments(decisionNos);
  const debts = decisionNos.map((decisionNo) => ({
    decisionNo,
    fine: known.find((fine) => fine.decisionNo === decisionNo),
    payments: payments.filter((payment) => payment.decisionNo === decisionNo),
  }));
  const quoteFine = await quoterOf(fines, stores, { known, onDay: businessDayOf(at) });
  const elsewhere = new Set(await stores.fineReports.findPaidElsewhere(decisionNos));
  const paid = debts.filter((debt) => elsewhere.has(debt.decisionNo) || isPaid(quoteFine, debt));
  if (paid.length > 0) {
    throw FineAlreadyPaid({ details: { decision_nos: paid.map((debt) => debt.decisionNo) } });
  }
  return priceItems(input.items, {
    affairs: new Map(affairs.map((affair) => [affair.code, affair])),
    debts: new Map(
      debts.flatMap(({ decisionNo, fine, payments }) => (fine ? [[decisionNo, { fine, payments }]] : [])),
    ),
    today: businessDayOf(at),
    quoteFine,
  });
}

/** What was paid before anybody told of the decision is paid; else what is open now decides. */
function isPaid(
  quoteFine: PriceSources['quoteFine'],
  { fine, payments }: { fine: Fine | undefined; payments: readonly FinePayment[] },
): boolean {
  if (!fine) return payments.length > 0;
  return isPaidOff({ payments }, () => quoteFine({ fine, payments }, 1));
}

/** An order without a known decision asks for no calendar. */
async function quoterOf(
  fines: FineQuoter,
  stores: Stores,
  { known, onDay }: { known: readonly Fine[]; onDay: BusinessDay },
): Promise<PriceSources['quoteFine']> {
  if (known.length === 0)
    return () => {
      throw new Error('a decision that nobody knows is not quoted');
    };
  const calendar = await fines.loadCalendar(stores);
  return (debt, partCount) => fines.quoteFine(debt, { onDay, partCount }, calendar);
}
