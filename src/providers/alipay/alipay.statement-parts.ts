import { createHash, type Hash } from 'node:crypto';
import type { BusinessDay } from '../../kernel/business-day';
import { addDays } from '../../kernel/business-day';
import { AppError } from '../../kernel/errors';
import { decode, encode } from 'iconv-lite';
import { readZip, refuseStatement, type ZippedFile } from '../statement-file';

export interface StatementParts {
  detail: ZippedFile;
  summary: ZippedFile;
  /** The day that both are about; null where they name none. */
  day: BusinessDay | null;
}

const HEAD_BYTES = 4096;
const TAIL_BYTES = 4096;
const EXPORT_TIME = encode('#导出时间', 'gb18030');

/**
 * The two files in the zip, told apart by the title of the list in each. Their names are in GBK without saying so,
 * and the order varies.
 * @throws StatementRefused when either is missing, there are two of one kind, or one is of another merchant, of another
 * day than the other, or of more than a day
 */
export async function findStatementParts(path: string, sellerId: string): Promise<StatementParts> {
  const found: Partial<Record<'detail' | 'summary', ZippedFile>> = {};
  const days = new Set<BusinessDay>();
  for (const file of await readZip(path)) {
    const head = decode(await headOf(file), 'gb18030');
    const kind = head.includes('业务明细列表') ? 'detail' : head.includes('业务汇总列表') ? 'summary' : null;
    if (!kind) continue;
    if (found[kind]) throw refuseStatement('two-of-a-kind');
    found[kind] = file;
    requireMerchant(head, sellerId);
    const day = dayOf(head);
    if (day !== null) days.add(day);
  }
  const { detail, summary } = found;
  if (!detail || !summary) throw refuseStatement('part-missing');
  const [day = null, another] = days;
  if (another !== undefined) throw refuseStatement('period', { found: `${day} ${another}` });
  return { detail, summary, day };
}

/** The account is the merchant's number with a suffix. */
function requireMerchant(head: string, sellerId: string): void {
  const account = /^#账号：\[(\d+)\]/m.exec(head)?.[1];
  if (account !== undefined && !account.startsWith(sellerId))
    throw refuseStatement('merchant', { found: account });
}

const PERIOD =
  /^#起始日期：\[(\d{4})年(\d\d)月(\d\d)日[^\]]*\]\s*终止日期：\[(\d{4})年(\d\d)月(\d\d)日([^\]]*)\]/m;

/** A file of a month has the same form. */
function dayOf(head: string): BusinessDay | null {
  const match = PERIOD.exec(head);
  if (!match) return null;
  const [, year, month, date, toYear, toMonth, toDate, toTime = ''] = match;
  const [day, to] = [`${year}-${month}-${date}`, `${toYear}-${toMonth}-${toDate}`];
  const isOneDay = to === day || (to === addDays(day, 1) && /^\s*(00:00:00)?$/.test(toTime));
  if (!isOneDay) throw refuseStatement('period', { found: `${day} ${to}` });
  return day;
}

/**
 * The digest of both files without the line that says when they were exported: that is all that differs when the
 * same statement is downloaded again.
 */
export async function digestOfStatement(parts: StatementParts): Promise<string> {
  const hash = createHash('sha256');
  await digestPart(parts.detail, hash);
  await digestPart(parts.summary, hash);
  return hash.digest('hex');
}

async function digestPart(file: ZippedFile, hash: Hash): Promise<void> {
  let tail = Buffer.alloc(0);
  for await (const chunk of reading(file)) {
    const seen = Buffer.concat([tail, chunk]);
    const settled = Math.max(0, seen.length - TAIL_BYTES);
    hash.update(seen.subarray(0, settled));
    tail = seen.subarray(settled);
  }
  const at = tail.indexOf(EXPORT_TIME);
  hash.update(at < 0 ? tail : tail.subarray(0, at));
}

async function headOf(file: ZippedFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of reading(file)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

async function* reading(file: ZippedFile): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of await file.open()) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof AppError ? error : refuseStatement('damaged', {}, error);
  }
}
