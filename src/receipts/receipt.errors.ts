import { defineError } from '../kernel/errors';

/** Also the answer for a text that is no token. */
export const ReceiptNotFound = defineError('not-found', 'RECEIPT_NOT_FOUND', 'There is no such receipt.');

/** An order that reads paid has a settled payment; where not, the books are looked at before anything is issued. */
export const ReceiptWithoutPayment = defineError(
  'unavailable',
  'RECEIPT_WITHOUT_PAYMENT',
  'The order reads paid, but no payment of it is settled. No receipt was issued.',
);
