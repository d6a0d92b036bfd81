import { z } from 'zod';
import { businessDay, fen, fenOut, lineIn, timeOut, timestamp } from '../http/schema';
import type { LookAlike } from './bank/bank-take-back';
import type { BankFile } from './bank/bank-file';

export const statementFileQuery = z.strictObject({
  channel: lineIn(32),
  business_day: businessDay,
  name: lineIn(200).default('statement'),
});

export const bankFileQuery = z.strictObject({ mapping: lineIn(64), name: lineIn(200).default('bank.csv') });

export const bankFileOut = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    mapping: z.string(),
    sha256: z.string(),
    row_count: z.int(),
    known_count: z.int().meta({ description: 'Rows that another file had brought.' }),
    credit: fen,
    debit: fen,
    is_known: z.boolean().meta({ description: 'It was imported before; nothing was changed.' }),
    imported_at: timestamp,
    look_alikes: z.array(z.strictObject({ line: z.int(), entry: z.string(), known_entry: z.string() })).meta({
      description:
        'Rows told in the same words by another file, under another number of the bank: one movement may count twice. At most 100.',
    }),
  })
  .meta({ id: 'BankFile' });

/** A file of the bank as the API shows it. */
export function toBankFileOut(
  imported: { file: BankFile; isKnown: boolean },
  lookAlikes: readonly LookAlike[],
): z.output<typeof bankFileOut> {
  const { file } = imported;
  return {
    id: file.id,
    name: file.name,
    mapping: file.mapping,
    sha256: file.sha256,
    row_count: file.rowCount,
    known_count: file.knownCount,
    credit: fenOut(file.creditFen),
    debit: fenOut(file.debitFen),
    is_known: imported.isKnown,
    imported_at: timeOut(file.importedAt),
    look_alikes: lookAlikes.map(({ line, entryKey, knownKey }) => ({
      ...{ line, entry: entryKey, known_entry: knownKey },
    })),
  };
}
