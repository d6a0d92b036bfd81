import { randomBytes, randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 9;
const RANDOM_DIGITS = 14;

/**
 * A prefixed id that sorts by the time it was made: 9 digits of milliseconds and 70 random bits in
 * Crockford's base 32, 27 characters with a three-letter prefix. Safe as an `out_trade_no` of both channels.
 */
export function newId(prefix: string, at: Date): string {
  return `${prefix}_${timeDigits(at)}${randomDigits(RANDOM_DIGITS)}`;
}

/** What is in front of every id that is made at that millisecond or later, and behind all earlier ones. */
export function firstIdAt(prefix: string, at: Date): string {
  return `${prefix}_${timeDigits(at)}`;
}

/** 192 random bits, URL-safe: what a citizen holds instead of an id. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** So many random characters of Crockford's base 32: few enough for people to copy, none that looks like another. */
export function newCode(length: number): string {
  return randomDigits(length);
}

function timeDigits(at: Date): string {
  let rest = at.getTime();
  let digits = '';
  for (let i = 0; i < TIME_DIGITS; i++) {
    digits = ALPHABET.charAt(rest % 32) + digits;
    rest = Math.floor(rest / 32);
  }
  return digits;
}

/** Drawn from the system by the thousand: a draw for each id was a twentieth of what a settlement costs. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomDigits(count: number): string {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let digits = '';
  for (const end = used + count; used < end; used++) digits += ALPHABET[pool.readUInt8(used) & 31];
  return digits;
}
