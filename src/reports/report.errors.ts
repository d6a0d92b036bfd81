import { defineError } from '../kernel/errors';

export const ReportUnknown = defineError(
  'not-found',
  'REPORT_UNKNOWN',
  'There is no such report. GET /v1/reports lists them. 没有这个报表。',
);

export const DayNotReconciled = defineError(
  'conflict',
  'DAY_NOT_RECONCILED',
  '没有对账，请先对账。 A day of this report is not reconciled yet; which, and for which channel, is in `details`. Reconcile it first; no money moved.',
);

export const TooManyExports = defineError(
  'unavailable',
  'TOO_MANY_EXPORTS',
  'Other files are being written at the moment. Try again soon, or have it made in the background (POST /v1/exports). 正在生成其他文件，请稍后再试。',
);

export const FormatNotOffered = defineError(
  'rejected',
  'FORMAT_NOT_OFFERED',
  'hledger and Beancount take the general ledger, whole: general-ledger without an account. 该格式仅适用于全部总账凭证。',
);
