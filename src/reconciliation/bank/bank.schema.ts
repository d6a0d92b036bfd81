import { z } from 'zod';
import { BANK_DATE_FORMATS, BANK_ENCODINGS } from './bank-mapping';
import type { BankMapping } from './bank-mapping';

const column = z.string().min(1).max(64);
const optional = column.nullable().default(null);

/** A mapping as a file or a caller gives it. */
export const bankMappingIn = z
  .strictObject({
    encoding: z.enum(BANK_ENCODINGS).default('utf-8'),
    delimiter: z.string().length(1).default(','),
    skip_lines: z.int().min(0).max(50).default(0),
    date_format: z.enum(BANK_DATE_FORMATS).default('YYYY-MM-DD'),
    columns: z
      .strictObject({
        date: column,
        amount: optional,
        credit: optional,
        debit: optional,
        account: optional,
        counter_account: column,
        reference: optional,
        balance: optional,
        serial: optional,
      })
      .refine(
        ({ amount, credit, debit }) => (amount === null) === (credit !== null && debit !== null),
        'must have either amount, or credit and debit',
      ),
    account: z
      .string()
      .regex(/^[0-9A-Za-z-]{1,64}$/)
      .meta({ description: 'The clearing account.' }),
    channels: z.record(
      z.string().regex(/^[a-z]{1,16}$/),
      z.strictObject({ counter_account: column, settles_after_days: z.int().min(0).max(30).default(1) }),
    ),
  })
  .meta({ id: 'BankMapping' });

/** The mapping as it is kept. */
export function toBankMapping(name: string, given: z.output<typeof bankMappingIn>): BankMapping {
  const { columns, channels } = given;
  const { counter_account: counterAccount, ...others } = columns;
  return {
    name,
    encoding: given.encoding,
    delimiter: given.delimiter,
    skipLines: given.skip_lines,
    dateFormat: given.date_format,
    columns: { ...others, counterAccount },
    account: given.account,
    channels: Object.fromEntries(
      Object.entries(channels).map(([channel, it]) => [
        channel,
        { counterAccount: it.counter_account, settlesAfterDays: it.settles_after_days },
      ]),
    ),
  };
}
