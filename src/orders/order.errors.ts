import { defineError } from '../kernel/errors';

/** Also the answer for another service's order. */
export const OrderNotFound = defineError('not-found', 'ORDER_NOT_FOUND', 'There is no such order.');

export const OrderNotOpen = defineError(
  'conflict',
  'ORDER_NOT_OPEN',
  'The order can no longer be paid or closed. Its status is in `details`. No money has moved by this request.',
);

export const OrderBeingPaid = defineError(
  'conflict',
  'ORDER_BEING_PAID',
  'A payment of the order is being opened or made at this very moment. Nothing was closed. Try again.',
);

export const FineAlreadyPaid = defineError(
  'rejected',
  'FINE_ALREADY_PAID',
  'This fine has been paid already. No order was created and no money has moved.',
);

export const ReturnUrlNotRegistered = defineError(
  'rejected',
  'RETURN_URL_NOT_REGISTERED',
  'The origin of return_url is not registered for your service, or is not https. Ask the operator to register it. No order was created.',
);
