import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { nextStatus } from '../kernel/transition';
import type { ServiceIdentity } from '../services/service';
import { REFUND_TRANSITIONS } from './refund';
import type { Refund, RefundEvent } from './refund';
import { RefundNotFound, RefundNotInState, RefundOwnApproval } from './refund.errors';
import { approve } from './refund.service';
import { bookBankTransfer } from './refund-bank.service';
import type { RefundMove } from './refund.store';

/** Decisions about refunds, each by another service than the one that asked. */
export interface ApprovalService {
  /** Lets it be sent to the channel. @throws RefundNotFound, RefundOwnApproval, RefundNotInState */
  approveRefund(service: ServiceIdentity, id: string): Promise<Refund>;
  /** Frees its amount. @throws as `approveRefund` */
  rejectRefund(service: ServiceIdentity, id: string, note: string): Promise<Refund>;
  /** Sends one that was left to a person once more, with the same number. @throws as `approveRefund` */
  retryRefund(service: ServiceIdentity, id: string): Promise<Refund>;
  /** Records that one that was left to a person was paid out by bank, and books it. @throws as `approveRefund` */
  recordBankTransfer(service: ServiceIdentity, id: string, reference: string): Promise<Refund>;
}

/** Maker and checker: whoever asks does not decide. */
export function createApprovalService(database: Database, clock: Clock): ApprovalService {
  const change = (service: ServiceIdentity, id: string, write: Write): Promise<Refund> =>
    database.transact(async (stores) => {
      const refund = await lockRefund(stores, id);
      if (refund.requestedBy === service.id) throw RefundOwnApproval();
      await write(stores, refund, clock.now());
      return (await stores.refunds.findRefund(id)) ?? refund;
    });
  return {
    approveRefund: (service, id) =>
      change(service, id, async (stores, refund, at) => {
        requireMove(refund, 'approved');
        await approve(stores, refund, { decidedBy: service.id, at });
      }),
    rejectRefund: (service, id, note) =>
      change(service, id, async (stores, refund, at) => {
        const move = { ...requireMove(refund, 'rejected'), at, detail: note, decidedBy: service.id };
        await stores.refunds.moveRefunds([move]);
        await stores.refunds.changeReservations([
          { paymentId: refund.paymentId, changeFen: -refund.amountFen },
        ]);
      }),
    retryRefund: (service, id) =>
      change(service, id, async (stores, refund, at) => {
        await stores.refunds.moveRefunds([{ ...requireMove(refund, 'tried again'), at, detail: null }]);
        await stores.outbox.putEntries([{ kind: 'refund.follow', subject: id, runAt: at }], at);
      }),
    recordBankTransfer: (service, id, reference) =>
      change(service, id, async (stores, refund, at) => {
        if (refund.status !== 'manual') throw RefundNotInState({ details: { status: refund.status } });
        await bookBankTransfer(stores, refund, { reference, at });
      }),
  };
}

type Write = (stores: Stores, refund: Refund, at: Date) => Promise<void>;

/** In the order of locks that settlement keeps: order, payment, refund. */
async function lockRefund(stores: Stores, id: string): Promise<Refund> {
  const found = await stores.refunds.findRefund(id);
  if (!found) throw RefundNotFound();
  await stores.orders.lockOrders([found.orderId]);
  await stores.payments.lockPayments([found.paymentId]);
  const [refund] = await stores.refunds.lockRefunds([id]);
  if (!refund) throw RefundNotFound();
  return refund;
}

function requireMove(refund: Refund, event: RefundEvent): Pick<RefundMove, 'id' | 'from' | 'to'> {
  const to = nextStatus(REFUND_TRANSITIONS, refund.status, event);
  if (to === null) throw RefundNotInState({ details: { status: refund.status } });
  return { id: refund.id, from: refund.status, to };
}
