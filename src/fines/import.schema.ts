import { z } from 'zod';
import { problemOut } from '../http/openapi';
import { validate } from '../http/validate';
import { AppError } from '../kernel/errors';
import { readDecisionNo } from './decision-no';
import { decisionNoIn, fineIn, toFactors, toFine } from './fine.schema';
import type { ImportRow } from './import';
import type { ToldFine } from './telling';

/** A line of an import: the body of `PUT /v1/fines/{decision_no}` with the number in it. */
const numbered = z.looseObject({ decision_no: z.string() });

export const importRowIn = z
  .looseObject({
    decision_no: z.string().meta({ description: '15 digits, or 16 with the check digit.' }),
  })
  .meta({ description: 'One line: the number with the fields of FineRequest.' });

export const importResultOut = z
  .strictObject({
    row: z.int().nullable().meta({ description: 'The number of the line in the file, from 1.' }),
    decision_no: z.string().nullable().meta({ description: 'Null where the row has none that can be read.' }),
    result: z.enum(['created', 'updated', 'unchanged', 'rejected', 'stopped']).meta({
      description: 'After `stopped`, the last line, the rows that have no result yet were not dealt with.',
    }),
    problem: problemOut.optional().meta({ description: 'Why a row was rejected, or the import stopped.' }),
  })
  .meta({ id: 'FineImportResult', description: 'One line of the answer.' });

/** Reads a row as `PUT /v1/fines/{decision_no}` would. */
export function toImportRow(row: number, value: unknown): ImportRow {
  return { row, decisionNo: numberOf(value), content: value instanceof AppError ? value : readTold(value) };
}

function readTold(value: unknown): ToldFine | AppError {
  try {
    const { decision_no: number, ...rest } = validate(numbered, value, 'body') as z.output<typeof numbered>;
    const body = validate(fineIn, rest, 'body') as z.output<typeof fineIn>;
    return { fine: toFine(decisionNoIn('body', number), body), factors: toFactors(body) };
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function numberOf(value: unknown): string | null {
  const { success, data } = numbered.safeParse(value);
  const read = success ? readDecisionNo(data.decision_no) : { problem: 'length' };
  return 'problem' in read ? null : read.decisionNo;
}
