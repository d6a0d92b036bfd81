/** One comparison of two things measured side by side in the same run. */
export interface Comparison {
  name: string;
  ratio: number;
  /** What the project asks of the ratio; null where it is only to be known. */
  goal: Goal | null;
}

export interface Goal {
  relation: 'at least' | 'under';
  value: number;
}

/** A figure of this machine and this moment; it carries over to no other. */
export interface Reading {
  name: string;
  value: number;
  unit: string;
}

/** What one part of the benchmark found. */
export interface PartResult {
  part: string;
  comparisons: readonly Comparison[];
  readings: readonly Reading[];
  /** How it was measured, as far as a reader of the figures must know. */
  notes: readonly string[];
}

/** Whether the ratio is what it should be; null where it need not be anything. */
export function isMet({ ratio, goal }: Comparison): boolean | null {
  if (!goal) return null;
  return goal.relation === 'at least' ? ratio >= goal.value : ratio < goal.value;
}

/** The middle value, or the mean of the two in the middle. @throws RangeError without values */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = (sorted.length - 1) / 2;
  return (valueAt(sorted, Math.floor(middle)) + valueAt(sorted, Math.ceil(middle))) / 2;
}

/** The value that this share of the values does not exceed. @throws RangeError without values */
export function percentile(values: readonly number[], share: number): number {
  return valueAt(ascending(values), Math.max(0, Math.ceil(share * values.length) - 1));
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

function valueAt(values: readonly number[], position: number): number {
  const value = values[position];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

/** Three digits that count. */
export function formatFigure(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
