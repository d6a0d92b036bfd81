import type { Stores } from '../db/stores';
import { nextStatus } from '../kernel/transition';
import type { ServiceIdentity } from '../services/service';
import { recordHappenings } from '../webhooks/event.service';
import { requireAuthority } from './authority.service';
import { REFUND_TRANSITIONS } from './refund';
import type { Refund, RefundEvent } from './refund';
import { RefundNotFound, RefundNotInState, RefundOwnApproval } from './refund.errors';
import { approve } from './refund.service';
import type { RefundDeps } from './refund.service';
import { bookBankTransfer } from './refund-bank.service';
import type { RefundMove } from './refund.store';

/** Decisions about refunds, each by another service than the one that asked. */
export interface ApprovalService {
  /**
   * Lets it be sent to the channel.
   * @throws RefundNotFound, RefundOwnApproval, RefundNotInState, and RefundAboveLimit or RefundNeedsFinance where this
   * service may not let the money go
   */
  approveRefund(service: ServiceIdentity, id: string): Promise<Refund>;
  /** Frees its amount. @throws as `approveRefund` */
  rejectRefund(service: ServiceIdentity, id: string, note: string): Promise<Refund>;
  /** Sends one that was left to a person once more, with the same number. @throws as `approveRefund` */
  retryRefund(service: ServiceIdentity, id: string): Promise<Refund>;
  /** Gives up one that was left to a person: its amount can be refunded again. @throws as `approveRefund` */
  giveUpRefund(service: ServiceIdentity, id: string, note: string): Promise<Refund>;
  /** Records that one that was left to a person was paid out by bank, and books it. @throws as `approveRefund` */
  recordBankTransfer(service: ServiceIdentity, id: string, reference: string): Promise<Refund>;
}

/** Maker and checker: whoever asks does not decide. */
export function createApprovalService(deps: RefundDeps): ApprovalService {
  return {
    approveRefund: (service, id) =>
      letGo(deps, { service, id }, async (stores, refund, at) => {
        requireMove(refund, 'approved');
        await approve(stores, refund, { decidedBy: service.id, at });
      }),
    rejectRefund: (service, id, note) =>
      decide(deps, { service, id }, async (stores, refund, at) => {
        const move = { ...requireMove(refund, 'rejected'), at, detail: note, decidedBy: service.id };
        await stores.refunds.moveRefunds([move]);
        await free(stores, refund);
      }),
    retryRefund: (service, id) =>
      letGo(deps, { service, id }, async (stores, refund, at) => {
        await stores.refunds.moveRefunds([{ ...requireMove(refund, 'tried again'), at, detail: null }]);
        await stores.outbox.putEntries([{ kind: 'refund.follow', subject: id, runAt: at }], at);
      }),
    giveUpRefund: (service, id, note) =>
      decide(deps, { service, id }, (stores, refund, at) =>
        giveUp(stores, refund, {
          ...requireMove(refund, 'given up'),
          at,
          detail: note,
          decidedBy: service.id,
        }),
      ),
    recordBankTransfer: (service, id, reference) =>
      letGo(deps, { service, id }, async (stores, refund, at) => {
        if (refund.status !== 'manual') throw RefundNotInState({ details: { status: refund.status } });
        await bookBankTransfer(stores, refund, { reference, at });
      }),
  };
}

interface Decision {
  service: ServiceIdentity;
  /** Of the refund. */
  id: string;
}

function decide({ database, clock }: RefundDeps, { service, id }: Decision, write: Write): Promise<Refund> {
  return database.transact(async (stores) => {
    const refund = await lockRefund(stores, id);
    if (refund.requestedBy === service.id) throw RefundOwnApproval();
    await write(stores, refund, clock.now());
    return (await stores.refunds.findRefund(id)) ?? refund;
  });
}

/** A decision by which money may leave: not everybody may take every one. */
function letGo(deps: RefundDeps, decision: Decision, write: Write): Promise<Refund> {
  return decide(deps, decision, async (stores, refund, at) => {
    await requireAuthority(stores, decision.service, { refund, limits: deps.limits });
    await write(stores, refund, at);
  });
}

/** What it was to give back can be refunded again. */
function free(stores: Stores, { paymentId, amountFen }: Refund): Promise<void> {
  return stores.refunds.changeReservations([{ paymentId, changeFen: -amountFen }]);
}

type Write = (stores: Stores, refund: Refund, at: Date) => Promise<void>;

/** The same as if the channel had closed it; what it proves later still counts. */
async function giveUp(stores: Stores, refund: Refund, move: RefundMove): Promise<void> {
  await stores.refunds.moveRefunds([move]);
  await free(stores, refund);
  const order = await stores.orders.findOrder(refund.orderId);
  const payment = await stores.payments.findPayment(refund.paymentId);
  if (!order) return;
  const after: Refund = { ...refund, status: move.to, detail: move.detail ?? null, updatedAt: move.at };
  await recordHappenings(stores, [{ type: 'refund.failed', order, payment, refund: after }], move.at);
}

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
