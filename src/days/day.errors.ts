import { defineError } from '../kernel/errors';

export const DayClosed = defineError(
  'conflict',
  'DAY_CLOSED',
  'This day is closed and stays as it is. Nothing was changed and no money moved. Correct it by a red entry on the next open day. 该营业日已关账，请在下一营业日红字更正。',
);

export const DayNotClosed = defineError(
  'not-found',
  'DAY_NOT_CLOSED',
  'This day is not closed, so there is no certificate of it. 该营业日尚未关账，没有关账证明。',
);

export const DayNotClosable = defineError(
  'conflict',
  'DAY_NOT_CLOSABLE',
  'The day cannot be closed yet; `details.blockers` has everything that prevents it, and what to do. Nothing was changed. 该营业日暂不能关账，原因与处理办法见 blockers。',
);

export const DayNotProposed = defineError(
  'conflict',
  'DAY_NOT_PROPOSED',
  'Nobody has proposed to close this day. Nothing was changed. Somebody proposes it, somebody else closes it. 该营业日尚未提出关账，请一人提出、另一人关账。',
);

export const DaySealKeyMissing = defineError(
  'rejected',
  'DAY_SEAL_KEY_MISSING',
  'There is no key to sign a closed day with. Nothing was changed. The operator sets DAY_SEAL_PRIVATE_KEY. 未配置关账签名密钥，请联系运维。',
);

export const DayInvalid = defineError(
  'not-found',
  'DAY_NOT_FOUND',
  'There is no such day: it is written such as 2026-11-24. 没有该营业日。',
);
