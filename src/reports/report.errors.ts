import { defineError } from '../kernel/errors';

export const ReportUnknown = defineError(
  'not-found',
  'REPORT_UNKNOWN',
  'There is no such report. GET /v1/reports lists them.',
);

export const DayNotReconciled = defineError(
  'conflict',
  'DAY_NOT_RECONCILED',
  '没有对账，请先对账。 A day of this report is not reconciled yet; which, and for which channel, is in `details`. Reconcile it first; no money moved.',
);

export const TooManyExports = defineError(
  'unavailable',
  'TOO_MANY_EXPORTS',
  'Other files are being written at the moment. Try again soon, or have it made in the background (POST /v1/exports).',
);

export const FormatNotOffered = defineError(
  'rejected',
  'FORMAT_NOT_OFFERED',
  'hledger and Beancount take the general ledger, whole: general-ledger without an account.',
);

export const ExportNotFound = defineError(
  'not-found',
  'EXPORT_NOT_FOUND',
  'There is no such export, or it is not yours.',
);

export const ExportNotReady = defineError(
  'conflict',
  'EXPORT_NOT_READY',
  'The file is not there: it is still being made, has failed, or was kept long enough; which, is in `details`.',
);

export const ExportFileMissing = defineError(
  'unavailable',
  'EXPORT_FILE_MISSING',
  'The file is not in EXPORT_DIRECTORY of this process. Every process must see the same folder. Ask for the export again.',
);

export const ScheduleNotFound = defineError(
  'not-found',
  'SCHEDULE_NOT_FOUND',
  'There is no such schedule. Nothing was changed.',
);
