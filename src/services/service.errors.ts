import { defineError } from '../kernel/errors';

export const KeyMissing = defineError(
  'unauthenticated',
  'KEY_MISSING',
  'Send your API key as "Authorization: Bearer <key>".',
);

/** One answer for a malformed, an unknown and a revoked key. */
export const KeyInvalid = defineError('unauthenticated', 'KEY_INVALID', 'The API key is not valid.');

export const ScopeMissing = defineError(
  'forbidden',
  'SCOPE_MISSING',
  'This API key may not do that. Ask the operator for a key with the scope in `details`.',
);
