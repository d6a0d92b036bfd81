/** The number of a penalty decision as it is stored. */
export interface DecisionNo {
  /** 15 digits. */
  decisionNo: string;
  /** The 16th digit of a printed number. Only the register can compute it. */
  checkDigit: string | null;
}

/** Why a text is no decision number, so that whoever typed it can be told what to change. */
export type DecisionNoProblem = 'space' | 'full_width' | 'not_digits' | 'length';

/** Splits a number of 15 digits, or of 16 with its check digit (domain R11). */
export function splitDecisionNo(text: string): DecisionNo {
  return { decisionNo: text.slice(0, 15), checkDigit: text[15] ?? null };
}

/** Reads a number that somebody typed or that another system sent (domain R11). Nothing is corrected silently. */
export function readDecisionNo(text: string): DecisionNo | { problem: DecisionNoProblem } {
  if (/\s/u.test(text)) return { problem: 'space' };
  if (/[\uff01-\uff5e]/u.test(text)) return { problem: 'full_width' };
  if (!/^\d*$/.test(text)) return { problem: 'not_digits' };
  return text.length === 15 || text.length === 16 ? splitDecisionNo(text) : { problem: 'length' };
}
