import type { InboxEntry } from '../../../src/notifications/inbox';
import type { Order } from '../../../src/orders/order';
import type { Payment } from '../../../src/payments/payment';

export const NOW = new Date('2026-11-24T02:00:00Z');
export const CHANNEL = 'first';

/** A payment of 10,000 fen that succeeded, told by a message. */
export function fact(given: Partial<InboxEntry> = {}): InboxEntry {
  return {
    id: 1n,
    channel: CHANNEL,
    kind: 'payment_succeeded',
    transactionId: 'tx_1',
    outTradeNo: 'pay_1',
    amountFen: 10_000n,
    currency: 'CNY',
    occurredAt: NOW,
    origin: 'notification',
    notificationId: 'n_1',
    ...given,
  };
}

export function payment(given: Partial<Payment> = {}): Payment {
  return {
    id: 'pay_1',
    orderId: 'ord_1',
    channel: CHANNEL,
    scene: 'qr',
    status: 'pending',
    amountFen: 10_000n,
    payerId: null,
    payerIp: null,
    claimedFrom: null,
    actionType: null,
    actionContent: null,
    transactionId: null,
    disposition: null,
    reason: null,
    paidAt: null,
    expiresAt: NOW,
    createdAt: NOW,
    updatedAt: NOW,
    ...given,
  };
}

/** An open order of two items, 10,000 fen in all. */
export function order(given: Partial<Order> = {}): Order {
  const item = {
    affairCode: 'passport',
    affairName: '护照',
    agencyCode: '310201',
    incomeItemCode: '20201',
    quantity: 1,
    decisionNo: null,
    pricedBy: null,
    quote: null,
  };
  return {
    id: 'ord_1',
    serviceId: 'svc_1',
    externalRef: '1',
    status: 'open',
    amountFen: 10_000n,
    items: [
      { ...item, line: 1, unitFen: 7_000n, amountFen: 7_000n },
      { ...item, line: 2, unitFen: 3_000n, amountFen: 3_000n, incomeItemCode: '20204' },
    ],
    payerName: null,
    payCode: null,
    cashierToken: 'token',
    returnUrl: null,
    metadata: {},
    expiresAt: NOW,
    paidAt: null,
    reason: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...given,
  };
}
