import { defineError } from '../kernel/errors';

export const IdempotencyKeyMissing = defineError(
  'malformed',
  'IDEMPOTENCY_KEY_MISSING',
  'Send a header Idempotency-Key of 1 to 255 visible characters: one key for one intent.',
);

export const IdempotencyKeyReused = defineError(
  'invalid',
  'IDEMPOTENCY_KEY_REUSED',
  'This Idempotency-Key was used for another request. Nothing was changed. Use a new key for a new intent.',
);

export const IdempotencyKeyInFlight = defineError(
  'conflict',
  'IDEMPOTENCY_KEY_IN_FLIGHT',
  'A request with this Idempotency-Key is still being worked on. Ask again in a moment with the same key.',
);
