import { defineError } from '../kernel/errors';

export const StaffForbidden = defineError(
  'forbidden',
  'STAFF_FORBIDDEN',
  'Your roles do not allow this; what is needed is in `details`. Nothing was changed. Ask an administrator, or a colleague who may. 您的角色无权执行此操作，未作任何更改。',
);

export const OwnProposal = defineError(
  'forbidden',
  'OWN_PROPOSAL',
  'Whoever proposed something cannot decide about it. Nothing was changed and no money moved. Ask a colleague. 提出人不能审批自己的申请，未作任何更改，资金未动。',
);
