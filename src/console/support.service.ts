import { nameOfAffair } from '../affairs/affair';
import type { BilingualName, CatalogueNames } from '../affairs/affair';
import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { maskName } from '../kernel/mask';
import type { Fen } from '../kernel/money';
import type { KeptPhone, PhoneKeeper } from '../orders/payer-phone';
import type { Order, OrderStatus } from '../orders/order';
import type { PaymentStatus } from '../payments/payment';
import type { DisputeHold } from '../refunds/dispute-hold';
import type { RefundStatus } from '../refunds/refund';
import { ReasonMissing } from '../refunds/refund.errors';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';

/** What the hotline sees of an order: nothing of the person but a first character. */
export interface SupportView {
  id: string;
  payCode: string | null;
  status: OrderStatus;
  amountFen: Fen;
  createdAt: Date;
  paidAt: Date | null;
  /** Its first character, and stars. */
  payerName: string | null;
  /** `138****1234`; null: the order has none. */
  payerPhone: string | null;
  items: { name: BilingualName; amountFen: Fen; decisionNo: string | null }[];
  payments: { channel: string; status: PaymentStatus; amountFen: Fen; paidAt: Date | null }[];
  refunds: { id: string; status: RefundStatus; amountFen: Fen; createdAt: Date }[];
  hold: DisputeHold | null;
}

export interface SupportService {
  /**
   * Orders by their id, pay code, decision number or payment, or the payer's telephone number, with the reason for looking. Every one that was found
   * is written down, and that nothing was found too.
   * @throws StaffForbidden, ReasonMissing
   */
  search(actor: Actor, text: string, reason: string): Promise<SupportView[]>;
}

const MOST_FOUND = 10;
const LONGEST_REASON = 200;

/** What the hotline looks for. It moves no money. */
export function createSupportService({
  database,
  clock,
  keepPhone,
}: {
  database: Database;
  clock: Clock;
  /** As the number of an order was kept. */
  keepPhone: PhoneKeeper;
}): SupportService {
  return {
    async search(actor, given, why) {
      requirePermission(actor, 'orders.search');
      const reason = why.trim().slice(0, LONGEST_REASON);
      if (reason === '') throw ReasonMissing();
      // Digits of an input method for Chinese are full-width; they are the same digits.
      const text = given.normalize('NFKC').replace(/\s/g, '');
      const phone = keepPhone(text);
      const ids = await findIds(database, text, phone);
      const found = await Promise.all(ids.map((id) => viewOf(database, id)));
      const at = clock.now();
      await database.transact(async ({ audit }) => {
        // A number of a telephone is of a person, and so only shown in part.
        const details = { reason, by: phone?.shown ?? text.slice(0, 64) };
        for (const subject of ids.length > 0 ? ids : ['nothing'])
          await audit.append(auditEntryOf(actor, 'order.searched', { subject, at, details }));
      });
      return found.flatMap((view) => view ?? []);
    },
  };
}

async function findIds({ stores }: Database, text: string, phone: KeptPhone | null): Promise<string[]> {
  const [byNumber, byPhone] = await Promise.all([
    stores.listing.findOrderIds(text, MOST_FOUND),
    phone ? stores.payerPhones.findOrderIds(phone.digest, MOST_FOUND) : [],
  ]);
  return [...new Set([...byNumber, ...byPhone])].slice(0, MOST_FOUND);
}

async function viewOf({ stores }: Database, id: string): Promise<SupportView | null> {
  const order = await stores.orders.findOrder(id);
  if (!order) return null;
  const [names, payments, refunds, hold, payerPhone] = await Promise.all([
    stores.affairs.findNames(order.items),
    stores.payments.listPayments([id]),
    stores.refunds.listRefundsOf([id]),
    stores.disputeHolds.findHold(id),
    stores.payerPhones.findShown(id),
  ]);
  return { ...factsOf(order, names), payments, refunds, hold, payerPhone };
}

function factsOf(
  { id, payCode, status, amountFen, createdAt, paidAt, payerName, items }: Order,
  names: CatalogueNames,
) {
  const shown = items.map((item) => ({
    ...{ name: nameOfAffair(item, names), amountFen: item.amountFen, decisionNo: item.decisionNo },
  }));
  const masked = payerName === null ? null : maskName(payerName);
  return { id, payCode, status, amountFen, createdAt, paidAt, payerName: masked, items: shown };
}
