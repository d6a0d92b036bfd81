import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { parseDecimal } from '../kernel/money';

/** A variable that a reader makes sense of. Its own message is shown: a library's would quote what was read. */
export function readBy<T>(message: string, reader: (text: string) => T): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    try {
      return reader(text);
    } catch {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  });
}

/** Environment files often carry the line breaks of a PEM text as `\n`. */
export function unescapePem(text: string): string {
  return text.replaceAll('\\n', '\n').trim();
}

/** @throws TypeError when the key is of another kind */
export function requireRsa(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError('not an RSA key');
  return key;
}

/** How long one call may take, in milliseconds. */
export const timeoutSchema = readBy('must be milliseconds between 100 and 60000', (text) => {
  if (!/^\d{3,5}$/.test(text) || Number(text) > 60_000) throw new RangeError('out of range');
  return Number(text);
});

/** A fee rate such as 0.006 in parts per million: 6000n. */
export const feeRateSchema = readBy('must be a decimal below 1 such as 0.006', (text) => {
  const rate = parseDecimal(text, 6);
  if (rate < 0n || rate >= 1_000_000n) throw new RangeError('not a rate');
  return rate;
});
