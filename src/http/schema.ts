import { z } from 'zod';
import { formatBeijing } from '../kernel/business-day';

/** JSON numbers are exact only up to here; a larger amount is refused rather than rounded. */
export const MAX_SAFE_FEN = Number.MAX_SAFE_INTEGER;

/** An amount in integer fen as the API carries it. */
export const fen = z
  .int()
  .min(0)
  .max(MAX_SAFE_FEN)
  .meta({ id: 'Fen', description: 'Amount in fen (1/100 yuan), an integer.', example: 20000 });

/** A positive amount that a caller names, read into the bigint that the domain works with. */
export const fenIn = z.int().min(1).max(MAX_SAFE_FEN).transform(BigInt);

export const timestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/)
  .meta({ id: 'Timestamp', description: 'RFC 3339 in Beijing time.', example: '2026-11-24T10:00:00+08:00' });

export const businessDay = z.iso.date().meta({
  id: 'BusinessDay',
  description: 'A calendar day in Asia/Shanghai.',
  example: '2026-11-23',
});

/** Amounts leave as JSON numbers; all of ours are far below 2^53. */
export function fenOut(amountFen: bigint): number {
  return Number(amountFen);
}

/** A time as the API carries it. */
export function timeOut(at: Date): string;
export function timeOut(at: Date | null): string | null;
export function timeOut(at: Date | null): string | null {
  return at === null ? null : formatBeijing(at);
}

/**
 * One line of text as a caller writes it. PostgreSQL cannot hold a NUL, and no name has one. The pattern stands in
 * the description of the API, so it is one that every reader of JSON Schema understands.
 */
export const lineIn = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'must not have control characters')
    .refine(isWellFormed, BROKEN);

/** Text of several lines as a caller writes it, or none. */
export const textIn = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\u0000]*$/, 'must not have NUL characters')
    .refine(isWellFormed, BROKEN);

/** Where a browser may be sent. The parser of URLs overlooks control characters and blanks; a header does not. */
export const webAddressIn = (max: number) =>
  z
    .url({ protocol: /^https?$/ })
    .max(max)
    .regex(/^[^\u0000-\u0020\u007f-\u009f]*$/, 'must not have blanks or control characters')
    .refine(isWellFormed, BROKEN);

const BROKEN = 'must not have half of a surrogate pair';

/** Half of a pair cannot be written in UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

/** A page of a list, newest first. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    data: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Pass as `cursor` for the next page; null on the last.' }),
  });
}

export const pageQuery = {
  cursor: z
    .string()
    .regex(/^\w{1,64}$/, 'must be a next_cursor of this list')
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
};
