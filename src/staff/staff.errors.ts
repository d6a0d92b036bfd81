import { defineError } from '../kernel/errors';

export const StaffForbidden = defineError(
  'forbidden',
  'STAFF_FORBIDDEN',
  'Your roles do not allow this; what is needed is in `details`. Nothing was changed. Ask an administrator, or a colleague who may.',
);

export const OwnProposal = defineError(
  'forbidden',
  'OWN_PROPOSAL',
  'Whoever proposed something cannot decide about it. Nothing was changed and no money moved. Ask a colleague.',
);

export const StaffUnknown = defineError(
  'not-found',
  'STAFF_UNKNOWN',
  'There is no such member of the staff.',
);

export const LoginRefused = defineError(
  'unauthenticated',
  'LOGIN_REFUSED',
  'Name, password or code is wrong, or the account is disabled.',
);

export const ConfirmedByAnother = defineError(
  'unauthenticated',
  'CONFIRMED_BY_ANOTHER',
  'Another person confirmed than who was logged in. Nothing was done, and that login has ended. Log in again.',
);

export const NoRole = defineError('forbidden', 'NO_ROLE', 'You have no role here. Ask an administrator.');

export const IdentityAway = defineError(
  'unavailable',
  'IDENTITY_AWAY',
  'The identity provider does not answer. Try again in a moment.',
);

export const IdentityRefused = defineError(
  'unauthenticated',
  'IDENTITY_REFUSED',
  'The identity provider did not let you in, or its answer does not fit this login. Start again.',
);

export const StepUpNeeded = defineError(
  'forbidden',
  'STEP_UP_NEEDED',
  'Confirm first that it is you. Nothing was changed.',
);

export const StaffNameInvalid = defineError(
  'invalid',
  'STAFF_NAME_INVALID',
  'A name has letters and digits, 64 at most, and who comes from the identity provider a subject there. Nothing was changed.',
);

export const StaffRoleMissing = defineError(
  'invalid',
  'STAFF_ROLE_MISSING',
  'Choose a role at least. Nothing was changed.',
);

export const StaffNameTaken = defineError(
  'conflict',
  'STAFF_NAME_TAKEN',
  'There is a break-glass account of this name. Nothing was changed.',
);

export const StaffSubjectTaken = defineError(
  'conflict',
  'STAFF_SUBJECT_TAKEN',
  'There is a member with this subject at the identity provider. Nothing was changed.',
);

export const OwnMembership = defineError(
  'forbidden',
  'STAFF_SELF',
  'Nobody changes their own roles, or disables themselves. Nothing was changed. Ask another administrator.',
);
