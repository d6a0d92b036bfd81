import { type Fen, parseDecimal, requirePlausible } from '../kernel/money';

/**
 * Yuan in a file that states its sums as well: with two decimals or fewer, since some tools that files pass through drop
 * zeros at the end. @throws RangeError on all else, and on more than anybody pays
 */
export function readYuan(text: string | undefined): Fen {
  return requirePlausible(parseDecimal(text ?? '', 2));
}

/** The same of a column that may be empty, and mostly says "0.00". */
export function readYuanOrNone(text: string | undefined): Fen {
  return text === undefined || text === '' || text === '0.00' ? 0n : readYuan(text);
}
