import type { Fen } from '../kernel/money';

/** A level of government and its part of an income item; parts are whole numbers, such as 6 and 4, or 1, 1 and 1. */
export interface SplitPart {
  level: string;
  parts: number;
}

/**
 * Divides an amount by the largest-remainder rule (domain R35): everybody gets the whole fen of his part, and the fen
 * that are left go to the largest fractions, among equal ones in the order of configuration. The sum is exact, each
 * within a fen of its part.
 * @param amountFen not below zero
 * @param rule with at least one part above zero
 */
export function splitByParts(amountFen: Fen, rule: readonly SplitPart[]): Fen[] {
  const total = rule.reduce((sum, { parts }) => sum + BigInt(parts), 0n);
  const exact = rule.map(({ parts }) => amountFen * BigInt(parts));
  const whole = exact.map((numerator) => numerator / total);
  const left = amountFen - whole.reduce((sum, fen) => sum + fen, 0n);
  const byRemainder = exact
    .map((numerator, i) => ({ i, remainder: numerator % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1));
  const luckier = new Set(byRemainder.slice(0, Number(left)).map(({ i }) => i));
  return whole.map((fen, i) => (luckier.has(i) ? fen + 1n : fen));
}
