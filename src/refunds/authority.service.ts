import type { Stores } from '../db/stores';
import type { Fen } from '../kernel/money';
import type { ServiceIdentity } from '../services/service';
import type { Actor } from '../staff/actor';
import type { Refund } from './refund';
import { RefundAboveLimit, RefundNeedsFinance } from './refund.errors';

/** Who may let how much go; in fen. */
export interface RefundLimits {
  /** A refund of more needs the approval of somebody else. */
  approvalAboveFen: Fen;
  /** Who decides about more must be of the finance department, the scope `finance`; null: no limit. */
  approvalLimitFen: Fen | null;
}

/** Who decides: a service by its key, or a person of the finance staff. */
export type Decider = ServiceIdentity | Actor;

/** Whether it is a person, who is asked for permission and is written down. */
export function isPerson(decider: Decider): decider is Actor {
  return 'permissions' in decider;
}

const isOfFinance = (decider: Decider): boolean =>
  isPerson(decider) ? decider.permissions.has('refunds.approve_all') : decider.scopes.includes('finance');

/** Whether money of its lines has been remitted to the treasury, so that the finance department decides (domain R30). */
export async function isRemitted(
  stores: Pick<Stores, 'orders' | 'remittances'>,
  { orderId, shares }: Pick<Refund, 'orderId' | 'shares'>,
): Promise<boolean> {
  if (shares.length === 0) return false;
  const order = await stores.orders.findOrder(orderId);
  const lines = new Set(shares.map(({ line }) => line));
  const items = order?.items.filter(({ line }) => lines.has(line)) ?? [];
  return stores.remittances.isRemitted(orderId, [...new Set(items.map(({ agencyCode }) => agencyCode))]);
}

/** @throws RefundAboveLimit, RefundNeedsFinance where who decides may not let this money go */
export async function requireAuthority(
  stores: Pick<Stores, 'orders' | 'remittances'>,
  decider: Decider,
  { refund, limits }: { refund: Pick<Refund, 'orderId' | 'shares' | 'amountFen'>; limits: RefundLimits },
): Promise<void> {
  if (isOfFinance(decider)) return;
  const { approvalLimitFen } = limits;
  if (approvalLimitFen !== null && refund.amountFen > approvalLimitFen)
    throw RefundAboveLimit({ details: { limit: Number(approvalLimitFen) } });
  if (await isRemitted(stores, refund)) throw RefundNeedsFinance();
}
