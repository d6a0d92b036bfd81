import { createHmac, hkdfSync } from 'node:crypto';
import type { Secret } from '../kernel/secret';

/** A telephone number as it is kept: nobody reads it out of the database. */
export interface KeptPhone {
  digest: Buffer;
  /** `138****1234`. */
  shown: string;
}

/** Keeps a number under a key; null for what is no number. */
export type PhoneKeeper = (text: string) => KeptPhone | null;

/** How people write numbers: with blanks and dashes, and the country's code. */
const WRITTEN = /^\+?[\d -]{7,20}$/;
const SHOWN_AT_START = 3;
const SHOWN_AT_END = 4;

/** The digits alone, without the code of the country; null: it is no number of a telephone. */
export function phoneDigits(text: string): string | null {
  const trimmed = text.trim();
  if (!WRITTEN.test(trimmed)) return null;
  const digits = trimmed.replace(/\D/g, '').replace(/^(00)?86(?=1\d{10}$)/, '');
  return digits.length >= 7 && digits.length <= 13 ? digits : null;
}

/** @param secret CONSOLE_SECRET, the same for every process; with another one what was kept is not found */
export function phoneKeeper(secret: Secret): PhoneKeeper {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), 'tongfu', 'phone numbers of payers', 32));
  return (text) => {
    const digits = phoneDigits(text);
    if (digits === null) return null;
    return { digest: createHmac('sha256', key).update(digits).digest(), shown: maskPhone(digits) };
  };
}

function maskPhone(digits: string): string {
  const end = digits.slice(-SHOWN_AT_END);
  const start = digits.length > SHOWN_AT_START + SHOWN_AT_END ? digits.slice(0, SHOWN_AT_START) : '';
  return `${start}${'*'.repeat(digits.length - start.length - end.length)}${end}`;
}
