import { auditEntryOf } from '../audit/audit';
import type { AuditEntry } from '../audit/audit';
import type { Stores } from '../db/stores';
import { nextStatus } from '../kernel/transition';
import { requirePermission } from '../staff/authority';
import { recordHappenings } from '../webhooks/event.service';
import { isPerson, requireAuthority } from './authority.service';
import type { Decider } from './authority.service';
import { PayeeAccountUnverified } from './payee-account.errors';
import { REFUND_TRANSITIONS } from './refund';
import type { Refund, RefundEvent } from './refund';
import { lockRefund } from './locked-refund.service';
import { DisputeHeld, RefundNotInState, RefundOwnApproval } from './refund.errors';
import { approve } from './refund.service';
import type { RefundDeps } from './refund.service';
import { withdrawMootProposals } from '../proposals/moot-finance-proposal.service';
import { requireRowUnbooked } from '../reconciliation/bank/bank-number.service';
import { bookBankTransfer, requirePaidOn } from './refund-bank.service';
import type { BankTransfer } from './refund-bank.service';
import type { RefundMove } from './refund.store';

/** Decisions about refunds, each by another service or person than the one that asked. */
export interface ApprovalService {
  /**
   * Lets it be sent to the channel.
   * @throws RefundNotFound, RefundOwnApproval, RefundNotInState, and RefundAboveLimit or RefundNeedsFinance where this
   * one may not let the money go, DisputeHeld; of a person StaffForbidden, StepUpNeeded, OwnProposal
   */
  approveRefund(decider: Decider, id: string): Promise<Refund>;
  /** Frees its amount. @throws as `approveRefund` */
  rejectRefund(decider: Decider, id: string, note: string): Promise<Refund>;
  /** Sends one that was left to a person once more, with the same number. @throws as `approveRefund` */
  retryRefund(decider: Decider, id: string): Promise<Refund>;
  /** Gives up one that was left to a person: its amount can be refunded again. @throws as `approveRefund` */
  giveUpRefund(decider: Decider, id: string, note: string): Promise<Refund>;
  /**
   * Records that one that was left to a person was paid out by bank to its verified account, and books it.
   * @throws as `approveRefund`, PayeeAccountUnverified, RefundDayInvalid, RefundDayClosed
   */
  recordBankTransfer(decider: Decider, id: string, transfer: BankTransfer): Promise<Refund>;
}

/** Maker and checker: whoever asks does not decide. */
export function createApprovalService(deps: RefundDeps): ApprovalService {
  return {
    approveRefund: (decider, id) =>
      letGo(deps, { decider, id, deed: 'approved' }, async (stores, refund, at) => {
        requireMove(refund, 'approved');
        await approve(stores, refund, { decidedBy: decider.id, at });
      }),
    rejectRefund: (decider, id, note) =>
      decide(deps, { decider, id, deed: 'rejected', note }, async (stores, refund, at) => {
        const move = { ...requireMove(refund, 'rejected'), at, detail: note, decidedBy: decider.id };
        await stores.refunds.moveRefunds([move]);
        await free(stores, refund);
      }),
    retryRefund: (decider, id) =>
      letGo(deps, { decider, id, deed: 'retried' }, async (stores, refund, at) => {
        await stores.refunds.moveRefunds([{ ...requireMove(refund, 'tried again'), at, detail: null }]);
        await stores.outbox.putEntries([{ kind: 'refund.follow', subject: id, runAt: at }], at);
      }),
    giveUpRefund: (decider, id, note) =>
      decide(deps, { decider, id, deed: 'given_up', note }, (stores, refund, at) =>
        giveUp(stores, refund, {
          ...requireMove(refund, 'given up'),
          at,
          detail: note,
          decidedBy: decider.id,
        }),
      ),
    recordBankTransfer: (decider, id, transfer) =>
      letGo(deps, { decider, id, deed: 'paid_by_bank', note: noteOf(transfer) }, (stores, refund, at) =>
        payByBank(stores, refund, { ...transfer, at }),
      ),
  };
}

async function payByBank(
  stores: Stores,
  refund: Refund,
  { reference, paidOn, at }: BankTransfer & { at: Date },
): Promise<void> {
  if (refund.status !== 'manual') throw RefundNotInState({ details: { status: refund.status } });
  const paidAt = await requirePaidOn(stores, refund, { paidOn, at });
  const account = await stores.payeeAccounts.findAccount(refund.id);
  if (!account || account.verifiedBy === null) throw PayeeAccountUnverified();
  const moot = await requireRowUnbooked(stores, { number: reference, amountFen: refund.amountFen });
  await bookBankTransfer(stores, refund, { reference, paidAt, at });
  await withdrawMootProposals(stores, moot, { note: 'bank_row_explained', at });
}

const noteOf = ({ reference, paidOn }: BankTransfer): string =>
  paidOn === null ? reference : `${reference} (${paidOn})`;

interface Decision {
  decider: Decider;
  /** Of the refund. */
  id: string;
  /** As the audit log says it. */
  deed: string;
  note?: string;
}

function decide({ database, clock }: RefundDeps, decision: Decision, write: Write): Promise<Refund> {
  const { decider, id } = decision;
  return database.transact(async (stores) => {
    if (isPerson(decider)) requirePermission(decider, 'refunds.approve');
    const refund = await lockRefund(stores, id);
    if (refund.requestedBy === decider.id) throw RefundOwnApproval();
    const at = clock.now();
    await write(stores, refund, at);
    await stores.audit.append(entryOf(decision, { refund, at }));
    return (await stores.refunds.findRefund(id)) ?? refund;
  });
}

function entryOf(
  { decider, id, deed, note }: Decision,
  { refund, at }: { refund: Refund; at: Date },
): AuditEntry {
  const details = { order: refund.orderId, amount: String(refund.amountFen), ...(note && { note }) };
  return auditEntryOf(decider, `refund.${deed}`, { subject: id, at, details });
}

/** A decision by which money may leave: not everybody may take every one. */
function letGo(deps: RefundDeps, decision: Decision, write: Write): Promise<Refund> {
  return decide(deps, decision, async (stores, refund, at) => {
    if (await stores.disputeHolds.findHold(refund.orderId)) throw DisputeHeld();
    await requireAuthority(stores, decision.decider, { refund, limits: deps.limits });
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

function requireMove(refund: Refund, event: RefundEvent): Pick<RefundMove, 'id' | 'from' | 'to'> {
  const to = nextStatus(REFUND_TRANSITIONS, refund.status, event);
  if (to === null) throw RefundNotInState({ details: { status: refund.status } });
  return { id: refund.id, from: refund.status, to };
}
