import { defineError } from '../kernel/errors';

/** Also the answer for another service's payment. */
export const PaymentNotFound = defineError('not-found', 'PAYMENT_NOT_FOUND', 'There is no such payment.');

export const PaymentOutcomeUnknown = defineError(
  'outcome-unknown',
  'PAYMENT_OUTCOME_UNKNOWN',
  'The channel gave no answer that can be trusted, so no QR code can be shown. No money has moved. Ask again: the same payment will be opened, not a second one.',
);

export const PaymentRefused = defineError(
  'rejected',
  'PAYMENT_REFUSED',
  'The channel refused to open the payment. No money has moved. Try another channel.',
);
