import { createHash } from 'node:crypto';
import { formatYuan } from '../kernel/money';
import { itemTotals } from './remittance';
import type { RemittanceDetails } from './remittance';

/** A file for the bank, and the SHA-256 of its bytes in hex. */
export interface RemittanceFile {
  text: string;
  sha256: string;
}

const BOM = '\uFEFF';
const HEAD = ['批次', '去向', '执收单位', '收入项目', '级次', '户名', '账号', '开户行', '金额'];
const DESTINATION_NAMES = { treasury: '国库', special: '专户' } as const;

/**
 * A batch as CSV in UTF-8 with a byte order mark, one row for each item, or each level of one that is divided; then a
 * row with the total, and one with the SHA-256 of everything before it. The accounts are those of the batch, which one
 * checked. A spreadsheet runs nothing of it, and shows account numbers as they are.
 */
export function remittanceFile(batch: RemittanceDetails): RemittanceFile {
  const rows = itemTotals(batch.lines).flatMap(({ agencyCode, incomeItemCode, amountFen }) => {
    const isOfItem = (one: { agencyCode: string; incomeItemCode: string }) =>
      one.agencyCode === agencyCode && one.incomeItemCode === incomeItemCode;
    const payee = batch.lines.find(isOfItem);
    const shares = batch.shares.filter(isOfItem);
    const parts = shares.length > 0 ? shares : [{ level: '', amountFen }];
    return parts.map((part) => [
      ...[batch.id, DESTINATION_NAMES[batch.destination], asText(agencyCode), asText(incomeItemCode)],
      ...[part.level, payee?.accountName ?? '', asText(payee?.accountNo ?? ''), payee?.bankName ?? ''],
      formatYuan(part.amountFen),
    ]);
  });
  const total = ['合计 Total', '', '', '', '', '', '', `${rows.length}`, formatYuan(batch.amountFen)];
  const body = BOM + [HEAD, ...rows, total].map(lineOf).join('');
  const text = body + lineOf(['SHA-256', createHash('sha256').update(body).digest('hex')]);
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** A number that is a name: a spreadsheet would round it. */
const asText = (digits: string): string => (/^\d{12,}$/.test(digits) ? `\t${digits}` : digits);

const lineOf = (fields: readonly string[]): string => `${fields.map(fieldOf).join(',')}\r\n`;

/** What begins like a formula is made text. */
function fieldOf(text: string): string {
  const safe = /^[=+\-@\r]/.test(text) && !/^-?\d+\.\d\d$/.test(text) ? `'${text}` : text;
  return /[",\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
