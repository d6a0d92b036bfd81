import { AppError } from '../kernel/errors';
import { DuplicateRow, TooManyRows } from './fine.errors';
import type { ImportResult, ImportRow } from './import';
import type { Teller, ToldFine } from './telling';
import { tellFines } from './telling.service';
import type { TellingDeps } from './telling.service';

/** Decisions of one transaction: orders of these wait for it. */
const BATCH_ROWS = 500;
/** What bounds the memory: every number is remembered until the end of its file. */
const MAX_ROWS = 200_000;

/**
 * Keeps the decisions of a file as they are told, and gives a result for each row, in the order of the file. What was
 * given is kept, whatever happens to the rest. Of a number that stands in the file twice the first row counts,
 * whatever became of it: so the same file again changes nothing.
 * @throws TooManyRows, and whatever reading the rows throws
 */
export async function* importFines(
  deps: TellingDeps,
  teller: Teller,
  rows: AsyncIterable<ImportRow>,
): AsyncGenerator<ImportResult[]> {
  const firstRows = new Map<string, number>();
  let batch: ImportRow[] = [];
  let count = 0;
  for await (const row of rows) {
    if (++count > MAX_ROWS) {
      yield await importBatch(deps, teller, batch);
      throw TooManyRows({ details: { row: row.row, most: MAX_ROWS } });
    }
    batch.push(withoutRepetition(row, firstRows));
    if (batch.length < BATCH_ROWS) continue;
    yield await importBatch(deps, teller, batch);
    batch = [];
  }
  if (batch.length > 0) yield await importBatch(deps, teller, batch);
}

function withoutRepetition(row: ImportRow, firstRows: Map<string, number>): ImportRow {
  if (row.decisionNo === null) return row;
  const firstRow = firstRows.get(row.decisionNo);
  if (firstRow === undefined) {
    firstRows.set(row.decisionNo, row.row);
    return row;
  }
  return { ...row, content: DuplicateRow({ details: { first_row: firstRow } }) };
}

async function importBatch(
  deps: TellingDeps,
  teller: Teller,
  rows: readonly ImportRow[],
): Promise<ImportResult[]> {
  const isTold = (content: ImportRow['content']): content is ToldFine => !(content instanceof AppError);
  const told = rows.map(({ content }) => content).filter(isTold);
  const outcomes = (await tellFines(deps, teller, told)).values();
  return rows.flatMap(({ row, decisionNo, content }): ImportResult[] => {
    if (!isTold(content)) return [{ row, decisionNo, outcome: { kind: 'rejected', error: content } }];
    const { value: outcome } = outcomes.next();
    return outcome ? [{ row, decisionNo, outcome }] : [];
  });
}
