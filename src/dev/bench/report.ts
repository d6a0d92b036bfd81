import { availableParallelism, cpus } from 'node:os';
import { formatFigure, isMet } from './figures';
import type { Comparison, PartResult } from './figures';

export interface BenchOutput {
  machine: string;
  isQuick: boolean;
  parts: readonly PartResult[];
}

/** What the figures were measured on. */
export function machineNote(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  return `${availableParallelism()} × ${model}, Node ${process.version}, embedded PostgreSQL with durable commits`;
}

/** The whole result for a person: ratios first, since only they carry over to another machine. */
export function describeResults({ machine, isQuick, parts }: BenchOutput): string {
  const lines = parts.flatMap(({ part, comparisons, readings, notes }) => [
    '',
    part,
    ...table(comparisons.map((it) => [it.name, formatFigure(it.ratio), describeGoal(it)])),
    '  measured on this machine, in this run only:',
    ...table(readings.map(({ name, value, unit }) => [name, formatFigure(value), unit])),
    ...notes.map((note) => `  (${note})`),
  ]);
  const caution = isQuick ? 'A quick look; for figures run it without --quick on a quiet machine.' : '';
  return `${[...lines, '', machine, caution].join('\n').trimEnd()}\n`;
}

function describeGoal(comparison: Comparison): string {
  const { goal } = comparison;
  if (!goal) return '';
  return `goal: ${goal.relation} ${goal.value}, ${isMet(comparison) ? 'met' : 'not met'}`;
}

function table(rows: readonly (readonly [string, string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, figure, rest]) =>
    `    ${name.padEnd(width)}  ${figure.padStart(8)} ${rest}`.trimEnd(),
  );
}
