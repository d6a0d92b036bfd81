import { defineError } from '../kernel/errors';

export const DifferenceNotFound = defineError(
  'not-found',
  'DIFFERENCE_NOT_FOUND',
  'There is no such difference. Nothing was changed. 没有这条差异，未作任何更改。',
);

export const DifferenceOwnerUnknown = defineError(
  'rejected',
  'DIFFERENCE_OWNER_UNKNOWN',
  'A difference is given to a member of the staff who works here and may do something about it, by the id that `npm run staff -- list` shows. Nothing was changed. 负责人须是在岗且有权处理差异的人员，未作任何更改。',
);

export const ResolutionNotFound = defineError(
  'not-found',
  'RESOLUTION_NOT_FOUND',
  'There is no such proposal. Nothing was changed. 没有这条处理意见，未作任何更改。',
);

export const AttachmentNotFound = defineError(
  'not-found',
  'ATTACHMENT_NOT_FOUND',
  'There is no such attachment. 没有这个附件。',
);

export const AttachmentRefused = defineError(
  'invalid',
  'ATTACHMENT_REFUSED',
  'This file cannot be attached: at most 5 MB, of a kind in `details`, with a plain name. Nothing was changed. 附件不符合要求（不超过 5 MB，类型见 details），未作任何更改。',
);

export const DifferenceClosed = defineError(
  'conflict',
  'DIFFERENCE_CLOSED',
  'The difference is closed already. Nothing was changed and no money moved. Load the page again. 该差异已关闭，未作任何更改，资金未动，请刷新页面。',
);

export const DifferenceChanged = defineError(
  'conflict',
  'DIFFERENCE_CHANGED',
  'The difference is not what it was when this was proposed. Nothing was changed and no money moved. Withdraw the proposal and look at the difference again. 差异内容已变化，未作任何更改，资金未动，请撤回后重新核对。',
);

export const DifferenceProposed = defineError(
  'conflict',
  'DIFFERENCE_PROPOSED',
  'Something is proposed for this difference already; it is in `details`. Nothing was changed. Have it decided first. 该差异已有待审批的处理意见，未作任何更改。',
);

export const ResolutionStands = defineError(
  'conflict',
  'RESOLUTION_STANDS',
  'An approved resolution of this difference stands; it is in `details`. Nothing was changed and no money moved. Have it reversed first. 该差异已有生效的处理，未作任何更改，资金未动，请先冲销。',
);

export const ActionNotAllowed = defineError(
  'rejected',
  'ACTION_NOT_ALLOWED',
  'This cannot be done about such a difference; what can is in `details`. Nothing was changed and no money moved. 该类差异不能这样处理，可选方式见 details，未作任何更改，资金未动。',
);

export const WriteOffAboveLimit = defineError(
  'rejected',
  'WRITE_OFF_ABOVE_LIMIT',
  'This is more than may be written off; the limit is in `details`. Nothing was changed and no money moved. Propose an adjustment instead. 超过核销限额，未作任何更改，资金未动，请改用调账。',
);

export const JournalRefused = defineError(
  'invalid',
  'JOURNAL_REFUSED',
  'An adjustment is between two different accounts of this channel, of the kinds in `details`. Nothing was changed. 调账科目不符合要求，未作任何更改。',
);

export const ResolutionNotInState = defineError(
  'conflict',
  'RESOLUTION_NOT_IN_STATE',
  'Somebody has decided about this already; its status is in `details`. Nothing was changed by this call. Load the page again. 该处理意见已由他人审批或已撤回，本次操作未作任何更改，请刷新页面。',
);

export const ResolutionNotYours = defineError(
  'forbidden',
  'RESOLUTION_NOT_YOURS',
  'Only who proposed something can withdraw it. Nothing was changed. 只有提出人可以撤回，未作任何更改。',
);

export const ResolutionNotReversible = defineError(
  'rejected',
  'RESOLUTION_NOT_REVERSIBLE',
  'What came of this cannot be taken back by a red entry: refund the order that was paid, or collect again what went back. Nothing was changed and no money moved. 该处理不能红字冲销：请对已支付订单退款，或重新收款。未作任何更改，资金未动。',
);

/** Several things at once are done all or none; `details.obstacles` has one line for each that cannot be done. */
export const ResolutionsPrevented = defineError(
  'conflict',
  'RESOLUTIONS_PREVENTED',
  'Some of these cannot be done, so none was; what prevents each is in `details`. Nothing was changed and no money moved. 其中部分无法处理，全部未执行，原因见 details，资金未动。',
);
