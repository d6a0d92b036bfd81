import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { nextStatus } from '../kernel/transition';
import { isPerson, requireAuthority } from '../refunds/authority.service';
import type { Decider, RefundLimits } from '../refunds/authority.service';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { CLAIM_TRANSITIONS, isGoingBack, newClaim } from './claim';
import type { Claim, ClaimEvent, ClaimStatus, SuspendedMoney } from './claim';
import {
  ClaimNotFound,
  ClaimNotInState,
  ClaimOwnApproval,
  ClaimReasonTooLong,
  SuspenseClaimed,
  SuspenseGoingBack,
  SuspenseNotFound,
  SuspensePaymentUnknown,
} from './claim.errors';
import type { ClaimFilter, MoneyKey, SuspenseFilter } from './claim.store';
import { bindMoney, lockOrderFor, sendBack } from './claim-booking.service';

export interface MakeClaim extends MoneyKey {
  /** The order that it pays; null: it goes back to its payer. */
  orderId: string | null;
  reason: string;
}

/** What a person decides about money in suspense: one claims, another approves, and only then it is booked. */
export interface ClaimService {
  /** What waits for a person, in the order in which it came. */
  listWaiting(filter: SuspenseFilter): Promise<SuspendedMoney[]>;
  /** Newest first. */
  listClaims(filter: ClaimFilter): Promise<Claim[]>;
  /** @throws ClaimNotFound */
  getClaim(id: string): Promise<Claim>;
  /**
   * Writes a claim down, in the caller's transaction, if it could be approved as things stand.
   * @throws SuspenseNotFound, SuspenseClaimed, SuspenseGoingBack, SuspensePaymentUnknown, ClaimReasonTooLong,
   * OrderNotFound, ClaimAmountDiffers, and one that says why the order cannot be paid
   */
  makeClaim(stores: Stores, decider: Decider, command: MakeClaim): Promise<Claim>;
  /** The same by a person, in a transaction of its own. @throws StaffForbidden, and as `makeClaim` */
  claimMoney(actor: Actor, command: MakeClaim): Promise<Claim>;
  /**
   * Binds the money to the order, which is paid by that, or has it sent back.
   * @throws ClaimNotFound, ClaimOwnApproval, ClaimNotInState, and as `makeClaim` where things have changed since
   */
  approveClaim(decider: Decider, id: string): Promise<Claim>;
  /** Leaves the money where it is. @throws ClaimNotFound, ClaimOwnApproval, ClaimNotInState */
  rejectClaim(decider: Decider, id: string, note: string): Promise<Claim>;
}

export interface ClaimDeps {
  database: Database;
  clock: Clock;
  /** Whether a register has to learn of the fines that were paid. */
  reportsFines: boolean;
  /** Of who lets money go back. */
  limits: RefundLimits;
}

const LONGEST_REASON = 200;

/** Maker and checker: whoever claims does not decide. */
export function createClaimService({ database, clock, reportsFines, limits }: ClaimDeps): ClaimService {
  const { claims } = database.stores;
  const decide = ({ decider, id, deed }: Decision, write: Write): Promise<Claim> =>
    database.transact(async (stores) => {
      if (isPerson(decider)) requirePermission(decider, 'refunds.approve');
      const claim = known(await stores.claims.lockClaim(id));
      if (claim.requestedBy === decider.id) throw ClaimOwnApproval();
      const at = clock.now();
      await write(stores, claim, { decidedBy: decider.id, at });
      await note(stores, decider, { deed, claim, at });
      return (await stores.claims.findClaim(id)) ?? claim;
    });
  return {
    listWaiting: (filter) => claims.listWaiting(filter),
    listClaims: (filter) => claims.listClaims(filter),
    getClaim: async (id) => known(await claims.findClaim(id)),
    makeClaim: (stores, decider, command) => makeClaim(stores, { decider, command }, clock.now()),
    claimMoney: (actor, command) =>
      database.transact(async (stores) => {
        requirePermission(actor, 'refunds.propose');
        const at = clock.now();
        const claim = await makeClaim(stores, { decider: actor, command }, at);
        await note(stores, actor, { deed: 'requested', claim, at });
        return claim;
      }),
    approveClaim: (decider, id) =>
      decide({ decider, id, deed: 'approved' }, async (stores, claim, decision) => {
        const to = requireMove(claim, 'approved');
        const parts = await carryOut(stores, claim, { ...decision, decider, limits, reportsFines });
        await stores.claims.moveClaim({ id, to, ...decision, ...parts });
      }),
    rejectClaim: (decider, id, note) =>
      decide({ decider, id, deed: 'rejected' }, (stores, claim, decision) =>
        stores.claims.moveClaim({ id, to: requireMove(claim, 'rejected'), note, ...decision }),
      ),
  };
}

function known(claim: Claim | null): Claim {
  if (!claim) throw ClaimNotFound();
  return claim;
}

type Approval = Parameters<Write>[2] & Pick<ClaimDeps, 'limits' | 'reportsFines'> & { decider: Decider };

/** Binds the money to the order, or has it sent back; what came of it. */
async function carryOut(
  stores: Stores,
  claim: Claim,
  { decidedBy, at, decider, limits, reportsFines }: Approval,
): Promise<{ paymentId?: string; refundId?: string }> {
  const money = await readMoney(stores, claim);
  const { orderId, amountFen } = claim;
  if (orderId !== null) return bindMoney(stores, { money, orderId }, { at, reportsFines });
  const payment = requirePayment(money);
  const refund = { orderId: payment.orderId, amountFen, shares: [] };
  await requireAuthority(stores, decider, { refund, limits });
  return sendBack(stores, { money, payment }, { decidedBy, at });
}

interface Decision {
  decider: Decider;
  /** Of the claim. */
  id: string;
  /** As the audit log says it. */
  deed: string;
}

function note(
  stores: Stores,
  by: Decider,
  { deed, claim, at }: { deed: string; claim: Claim; at: Date },
): Promise<void> {
  const { id: subject, amountFen, orderId, transactionId } = claim;
  const details = { amount: String(amountFen), transaction: transactionId, order: orderId ?? '' };
  return stores.audit.append(auditEntryOf(by, `claim.${deed}`, { subject, at, details }));
}

type Write = (stores: Stores, claim: Claim, decision: { decidedBy: string; at: Date }) => Promise<void>;

async function makeClaim(
  stores: Stores,
  { decider, command }: { decider: Decider; command: MakeClaim },
  at: Date,
): Promise<Claim> {
  const { channel, transactionId, orderId, reason } = command;
  if (reason.length > LONGEST_REASON)
    throw ClaimReasonTooLong({ details: { pointer: '/reason', most: LONGEST_REASON } });
  const money = await readMoney(stores, command);
  if (money.claimId !== null) throw SuspenseClaimed({ details: { claim: money.claimId } });
  if (orderId === null) requirePayment(money);
  else await lockOrderFor(stores, { money, orderId });
  const { amountFen } = money;
  const claim = newClaim({ channel, transactionId, orderId, amountFen, reason, requestedBy: decider.id }, at);
  if (!(await stores.claims.insertClaim(claim))) throw SuspenseClaimed();
  return claim;
}

/** Locked by its number, which comes before all other locks: nothing that goes back of it is booked meanwhile. */
async function readMoney(stores: Stores, key: MoneyKey): Promise<SuspendedMoney> {
  const found = await stores.claims.findSuspended(key);
  if (!found) throw SuspenseNotFound();
  await stores.transactions.lockRefunds([found.outTradeNo]);
  const money = (await stores.claims.findSuspended(key)) ?? found;
  if (money.isBound) throw SuspenseClaimed({ details: { claim: money.claimId } });
  if (isGoingBack(money)) throw SuspenseGoingBack({ details: { refund: money.refundId } });
  return money;
}

/** The channel gives back by the number of the payment only. */
function requirePayment({ paymentId, orderId }: SuspendedMoney): { paymentId: string; orderId: string } {
  if (paymentId === null || orderId === null) throw SuspensePaymentUnknown();
  return { paymentId, orderId };
}

function requireMove({ status }: Claim, event: ClaimEvent): ClaimStatus {
  const to = nextStatus(CLAIM_TRANSITIONS, status, event);
  if (to === null) throw ClaimNotInState({ details: { status } });
  return to;
}
