import { createHash } from 'node:crypto';
import { csvText } from '../kernel/csv-text';
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
/** Whoever checks it has to know what it was made of. */
const HASH_OF = 'SHA-256（本行之前的全部字节，含 BOM）';
const DESTINATION_NAMES = { treasury: '国库', special: '专户' } as const;

/**
 * A batch as CSV in UTF-8 with a byte order mark, one row for each item, or each level of one that is divided; then the
 * total, the number of rows, and the SHA-256 of every byte before its own line. The accounts are those of the batch,
 * which one checked. Texts are written as in the files of reports: a spreadsheet runs nothing of them, and shows account
 * numbers as they are.
 */
export function remittanceFile(batch: RemittanceDetails): RemittanceFile {
  const rows = itemTotals(batch.lines).flatMap(({ agencyCode, incomeItemCode, amountFen }) => {
    const isOfItem = (one: { agencyCode: string; incomeItemCode: string }) =>
      one.agencyCode === agencyCode && one.incomeItemCode === incomeItemCode;
    const payee = batch.lines.find(isOfItem);
    const shares = batch.shares.filter(isOfItem);
    const parts = shares.length > 0 ? shares : [{ level: '', amountFen }];
    return parts.map((part) => [
      ...[batch.id, DESTINATION_NAMES[batch.destination], agencyCode, incomeItemCode, part.level].map(
        csvText,
      ),
      ...[payee?.accountName ?? '', payee?.accountNo ?? '', payee?.bankName ?? ''].map(csvText),
      formatYuan(part.amountFen),
    ]);
  });
  const total = ['合计 Total', ...HEAD.slice(2).map(() => ''), formatYuan(batch.amountFen)];
  const count = ['行数 Rows', `${rows.length}`];
  const body = BOM + [HEAD, ...rows, total, count].map(lineOf).join('');
  const text = body + lineOf([HASH_OF, createHash('sha256').update(body).digest('hex')]);
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}

const lineOf = (fields: readonly string[]): string => `${fields.map(fieldOf).join(',')}\r\n`;

const fieldOf = (text: string): string =>
  /[",\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
