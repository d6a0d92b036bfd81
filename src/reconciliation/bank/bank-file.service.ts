import { createHash } from 'node:crypto';
import { decodeStream } from 'iconv-lite';
import { parse } from 'csv-parse';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import type { BusinessDay } from '../../kernel/business-day';
import { createBankRowReader } from './bank-entry';
import type { BankEntry } from './bank-entry';
import { namedColumns } from './bank-mapping';
import type { BankMapping } from './bank-mapping';
import { BankAccountUnknown, BankFileRefused } from './bank.errors';
import type { BalanceBreak } from './running-balance';

const BATCH_ROWS = 1000;
const MAX_RECORD_BYTES = 64 * 1024;

interface ParsedRow {
  info: { lines: number };
  record: Record<string, string>;
}

/** Of the bytes, in hex: the same file again is known by it. */
export async function digestOfFile(content: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * The movements of a bank's file in batches, read as a stream.
 * @throws BankFileRefused, BankAccountUnknown with the number of the line; then nothing of the file counts
 */
export async function* readBankEntries(
  content: Readable,
  mapping: BankMapping,
  today: BusinessDay,
): AsyncGenerator<readonly BankEntry[]> {
  const reader = createBankRowReader(mapping, today);
  let [batch, isEmpty]: [BankEntry[], boolean] = [[], true];
  for await (const { line, cells } of rowsOf(content, mapping)) {
    const entry = reader.read({ line, cells });
    if ('problem' in entry) {
      const { kind, column, problem } = entry;
      const details = { line, column, problem };
      throw kind === 'account' ? BankAccountUnknown({ details }) : BankFileRefused({ details });
    }
    isEmpty = false;
    batch.push(entry);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  // It names no day, so that nobody could tell on which nothing moved.
  if (isEmpty) throw BankFileRefused({ details: { problem: 'no rows' } });
  const wrong = reader.findBalanceBreak();
  if (wrong)
    throw BankFileRefused({ details: { ...balanceProblem(wrong), column: mapping.columns.balance } });
  if (batch.length > 0) yield batch;
}

const balanceProblem = ({ line, expectedFen, foundFen }: BalanceBreak) => ({
  ...{ line, problem: 'the balance does not follow' },
  ...{ expected_balance: Number(expectedFen), found_balance: Number(foundFen) },
});

async function* rowsOf(
  content: Readable,
  mapping: BankMapping,
): AsyncGenerator<{ line: number; cells: Record<string, string> }> {
  const parser = parse({
    bom: true,
    delimiter: mapping.delimiter,
    from_line: mapping.skipLines + 1,
    info: true,
    skip_empty_lines: true,
    relax_column_count: false,
    max_record_size: MAX_RECORD_BYTES,
    columns: (header: string[]) => columnsOf(header, mapping),
  });
  const decoder = decodeStream(mapping.encoding === 'gbk' ? 'gb18030' : 'utf-8');
  const rows = pipeline(content, decoder, parser, () => undefined);
  try {
    for await (const { record, info } of rows as AsyncIterable<ParsedRow>)
      yield { line: info.lines, cells: record };
  } catch (error) {
    throw asRefusal(error);
  }
}

function columnsOf(header: string[], mapping: BankMapping): string[] {
  const names = header.map((name) => name.trim());
  const missing = namedColumns(mapping).filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw BankFileRefused({
      details: { line: mapping.skipLines + 1, problem: 'columns missing', columns: missing },
    });
  return names;
}

/** What the parser says of a record that it cannot read. */
function asRefusal(error: unknown): unknown {
  const { code, lines } = error as { code?: unknown; lines?: unknown };
  if (typeof code !== 'string' || !code.startsWith('CSV_')) return error;
  return BankFileRefused({ details: { line: Number(lines), problem: code }, cause: error });
}
