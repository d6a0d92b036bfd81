import { defineError } from '../kernel/errors';

export const PayeeAccountNotFound = defineError(
  'not-found',
  'PAYEE_ACCOUNT_NOT_FOUND',
  'No bank account has been entered for this refund.',
);

export const PayeeAccountInvalid = defineError(
  'invalid',
  'PAYEE_ACCOUNT_INVALID',
  'The number of a bank account has 8 to 32 digits, and its name and bank are given. Nothing was changed.',
);

export const PayeeAccountDiffers = defineError(
  'rejected',
  'PAYEE_ACCOUNT_DIFFERS',
  'The number is not the one that was entered. Nothing was changed. Look at the paper; enter the account anew if it is wrong.',
);

export const PayeeAccountOwnEntry = defineError(
  'forbidden',
  'PAYEE_ACCOUNT_OWN_ENTRY',
  'Whoever entered an account cannot verify it. Nothing was changed.',
);

export const PayeeAccountVerified = defineError(
  'conflict',
  'PAYEE_ACCOUNT_VERIFIED',
  'The account has been verified already. Nothing was changed.',
);

export const PayeeAccountUnverified = defineError(
  'conflict',
  'PAYEE_ACCOUNT_UNVERIFIED',
  'Money goes by bank only to an account that one has entered and another has verified. Nothing was changed.',
);

export const PayeeSecretMissing = defineError(
  'rejected',
  'PAYEE_ACCOUNT_SECRET_MISSING',
  'There is nothing to seal an account with, so none is kept. The operator sets PAYEE_ACCOUNT_SECRET. Nothing was changed.',
);
