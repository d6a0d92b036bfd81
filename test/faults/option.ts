import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that counts or names something. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('a whole number');
}

/** Progress, for people; what is printed as a result is apart from it. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
