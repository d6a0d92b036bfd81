import type { Export } from '../../reports/export';
import { findReport } from '../../reports/report-list';
import { takingOf } from '../../reports/report-permission';
import type { Actor } from '../../staff/actor';
import type { Language } from '../shared/language';
import { deliveryWords } from './answer-words';
import { words } from './page';
import type { Words } from './page';

/** Why no file was made, where more can be said than that, and what to do. */
const TROUBLE_WORDS: Readonly<Record<string, Words>> = {
  DAY_NOT_RECONCILED: words(
    '没有生成文件：期间内有营业日尚未对账。请先在“对账”页完成对账，再重新导出。',
    'No file was made: a day of the period is not reconciled. Reconcile it first, on the page Reconciliation; then export again.',
  ),
  REPORT_UNKNOWN: words(
    '没有生成文件：该报表已不存在。请在“报表”页选择现有的报表。',
    'No file was made: there is no such report any more. Choose one on the page Reports.',
  ),
};

const WAITS = words(
  '等待对账：期间内有营业日尚未对账，完成后自动生成。',
  'It waits: a day of the period is not reconciled. The file is made by itself after that.',
);

const failedWords = (id: string): Words =>
  words(
    `没有生成文件，账目未受影响。请重新导出；数据很多时请缩小期间或筛选条件；再次失败请将此编号告知管理员：${id}`,
    `No file was made; nothing in the books changed. Export it again, of fewer days or with a narrower filter where there is much. If it fails again, tell an administrator this number: ${id}`,
  );

/**
 * Why there is no file, or what keeps it from where it is sent to. What it was in the terms of a technician is in the log
 * and in the API, under the number of the export.
 */
export function exportTrouble(job: Export, language: Language): string | null {
  const { id, status, error, errorCode, deliveryProblem, deliveredAt } = job;
  if (error !== null && status !== 'failed') return WAITS[language];
  if (status === 'failed') return TROUBLE_WORDS[errorCode ?? '']?.[language] ?? failedWords(id)[language];
  if (deliveryProblem === null || deliveredAt !== null) return null;
  return `${NOT_DELIVERED[language]}: ${deliveryWords(deliveryProblem)[language]}`;
}

const NOT_DELIVERED = words('未送达', 'Not delivered');

/** Not everybody who sees that a file is made, or comes round, may have it. @param report its code */
export const mayTake = (report: string, { permissions }: Actor): boolean =>
  permissions.has(takingOf(findReport(report) ?? {}));
