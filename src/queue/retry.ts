import type { ErrorKind } from '../kernel/errors';

/** Whether the same work may succeed later. Exhaustive: a new kind of error must choose. */
const RETRY: Readonly<Record<ErrorKind, boolean>> = {
  malformed: false,
  invalid: false,
  unauthenticated: false,
  forbidden: false,
  'not-found': false,
  conflict: false,
  rejected: false,
  unavailable: true,
  'outcome-unknown': true,
};

/** A bug may be one of the moment (a lost connection in a strange form), so it gets a few tries. */
const BUG_ATTEMPTS = 8;
const FIRST_GAP_MS = 1_000;
/** What is away is back within this of its return: a citizen's QR code is asked about as often (reliability.md). */
const LONGEST_GAP_MS = 30_000;
const LONGEST_GAP_OF_A_BUG_MS = 300_000;

/**
 * When to run failed work again; null to set it aside, visibly, for a person.
 * @param kind null for an error that nobody declared
 * @param attempts how often it has failed in a row before
 */
export function retryAt(kind: ErrorKind | null, attempts: number, now: Date): Date | null {
  const isWorthIt = kind === null ? attempts < BUG_ATTEMPTS : RETRY[kind];
  if (!isWorthIt) return null;
  const longestMs = kind === null ? LONGEST_GAP_OF_A_BUG_MS : LONGEST_GAP_MS;
  return new Date(now.getTime() + Math.min(FIRST_GAP_MS * 2 ** Math.min(attempts, 20), longestMs));
}
