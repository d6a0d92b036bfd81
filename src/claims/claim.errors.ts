import { defineError } from '../kernel/errors';
import type { AppError } from '../kernel/errors';
import type { SuspenseReason } from '../notifications/settlement';

export const SuspenseNotFound = defineError(
  'not-found',
  'SUSPENSE_NOT_FOUND',
  'No money with this number of the channel has come to suspense.',
);

export const SuspenseClaimed = defineError(
  'conflict',
  'SUSPENSE_CLAIMED',
  'This money is claimed already; the claim is in `details`. Nothing was changed.',
);

export const SuspenseGoingBack = defineError(
  'conflict',
  'SUSPENSE_GOING_BACK',
  'This money has gone back, or is on its way back. Nothing was changed.',
);

export const SuspensePaymentUnknown = defineError(
  'conflict',
  'SUSPENSE_PAYMENT_UNKNOWN',
  'No payment of ours has brought this money, so it cannot be sent back from here. Give it back in the back office of the channel: that is booked by itself. Nothing was changed.',
);

export const ClaimReasonTooLong = defineError(
  'invalid',
  'CLAIM_REASON_TOO_LONG',
  'The reason is too long. The limit is in `details`. Nothing was changed.',
);

export const ClaimAmountDiffers = defineError(
  'rejected',
  'CLAIM_AMOUNT_DIFFERS',
  'The order is of another amount than this money; both are in `details`. Nothing was changed.',
);

const ClaimOrderPaid = defineError(
  'conflict',
  'CLAIM_ORDER_PAID',
  'The order has been paid already. Nothing was changed.',
);

const ClaimOrderClosed = defineError(
  'conflict',
  'CLAIM_ORDER_CLOSED',
  'The order is closed. Nothing was changed.',
);

const ClaimOrderExpired = defineError(
  'conflict',
  'CLAIM_ORDER_EXPIRED',
  'The order has run out. Nothing was changed.',
);

const ClaimFinePaid = defineError(
  'conflict',
  'CLAIM_FINE_PAID',
  'Other money has come for a fine of this order since it was quoted. Nothing was changed.',
);

export const ClaimNotFound = defineError('not-found', 'CLAIM_NOT_FOUND', 'There is no such claim.');

export const ClaimOwnApproval = defineError(
  'forbidden',
  'CLAIM_OWN_APPROVAL',
  'Whoever makes a claim cannot decide about it. Nothing was changed.',
);

export const ClaimNotInState = defineError(
  'conflict',
  'CLAIM_NOT_IN_STATE',
  'The claim has been decided about. Its status is in `details`. Nothing was changed.',
);

const MISFITS: Readonly<Partial<Record<SuspenseReason, () => AppError>>> = {
  order_paid_already: ClaimOrderPaid,
  order_closed: ClaimOrderClosed,
  order_expired: ClaimOrderExpired,
  fine_paid_already: ClaimFinePaid,
};

/** Why the order cannot be paid with it, as an error. */
export function misfitError(reason: SuspenseReason): AppError {
  return (MISFITS[reason] ?? ClaimOrderClosed)();
}
