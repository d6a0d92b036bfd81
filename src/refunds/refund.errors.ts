import { defineError } from '../kernel/errors';

/** Also the answer for a refund of another service's order. */
export const RefundNotFound = defineError('not-found', 'REFUND_NOT_FOUND', 'There is no such refund.');

export const OrderNotPaid = defineError(
  'conflict',
  'ORDER_NOT_PAID',
  'The order has not been paid, so there is nothing to refund. Its status is in `details`.',
);

export const RefundAmountInvalid = defineError(
  'invalid',
  'REFUND_AMOUNT_INVALID',
  'A refund is of 1 fen or more. Nothing was changed.',
);

export const RefundReasonTooLong = defineError(
  'invalid',
  'REFUND_REASON_TOO_LONG',
  'The reason is longer than a wallet can show. The limit is in `details`. Nothing was changed.',
);

export const RefundExceedsRefundable = defineError(
  'rejected',
  'REFUND_EXCEEDS_REFUNDABLE',
  'The amount is more than can still be refunded, which is in `details`. Nothing was changed.',
);

export const RefundableChanged = defineError(
  'conflict',
  'REFUNDABLE_CHANGED',
  'What can be refunded has changed since you saw it; it is in `details`. Nothing was changed. Look and ask again.',
);

export const RefundOwnApproval = defineError(
  'forbidden',
  'REFUND_OWN_APPROVAL',
  'Whoever asked for a refund cannot decide about it. Nothing was changed.',
);

export const RefundAboveLimit = defineError(
  'forbidden',
  'REFUND_ABOVE_LIMIT',
  'The amount is more than this key may let go; the limit is in `details`. Ask a key with the scope finance. Nothing was changed.',
);

export const RefundNeedsFinance = defineError(
  'forbidden',
  'REFUND_NEEDS_FINANCE',
  'The money has been remitted to the treasury, so the finance department decides: a key with the scope finance. Nothing was changed.',
);

export const RefundNotInState = defineError(
  'conflict',
  'REFUND_NOT_IN_STATE',
  'The refund does not stand where this can be done. Its status is in `details`. Nothing was changed.',
);

export const RefundDayInvalid = defineError(
  'invalid',
  'REFUND_DAY_INVALID',
  'The bank cannot have paid on this day: it is to come, or before the refund was asked for. Nothing was changed.',
);

export const RefundDayClosed = defineError(
  'conflict',
  'REFUND_DAY_CLOSED',
  'This day is closed and stays as it is. Nothing was changed. Name the first open day, which is in `details`, or none.',
);

export const DisputeHeld = defineError(
  'conflict',
  'DISPUTE_HELD',
  'There is a dispute hold on the order, so no money of it goes back until it is released. Nothing was changed.',
);

export const HoldMissing = defineError(
  'conflict',
  'HOLD_MISSING',
  'There is no dispute hold on the order. Nothing was changed.',
);

export const ReasonTooLong = defineError(
  'invalid',
  'REASON_TOO_LONG',
  'What was written is too long; how many characters it may have is in `details`. Nothing was changed.',
);

export const ReasonMissing = defineError('invalid', 'REASON_MISSING', 'Say why. Nothing was changed.');
