/** An amount of money in fen (1/100 yuan). Always an integer; never a float. */
export type Fen = bigint;

const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

/**
 * Reads a decimal text as an integer scaled by 10^scale, exactly.
 * `parseDecimal('0.36000', 5)` is `36000n`. Fewer decimals than the scale are padded; more are refused.
 * @throws RangeError when the text is not a plain decimal ("1e2", "+1", "01", " 1", "1.") or has too many decimals
 */
export function parseDecimal(text: string, scale: number): bigint {
  return parseShortDecimal(text, scale) ?? parseAnyDecimal(text, scale);
}

/** So many digits are exact in a number of the language. */
const EXACT_DIGITS = 15;
const [ZERO, POINT] = [0x30, 0x2e];

/** The usual amount, digit by digit: a statement has millions, and a pattern takes three times as long. null: look closer. */
function parseShortDecimal(text: string, scale: number): bigint | null {
  const isPadded = text.charCodeAt(0) === ZERO && text.length > 1 && text.charCodeAt(1) !== POINT;
  if (isPadded || text.length === 0 || text.length + scale > EXACT_DIGITS) return null;
  let [value, missing] = [0, scale];
  let isFraction = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      if (isFraction) missing--;
    } else if (code === POINT && !isFraction && i > 0 && i < text.length - 1) isFraction = true;
    else return null;
  }
  return missing < 0 ? null : BigInt(value * 10 ** missing);
}

function parseAnyDecimal(text: string, scale: number): bigint {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`not a decimal number: ${JSON.stringify(text.slice(0, 40))}`);
  const [, sign = '', whole = '0', fraction = ''] = match;
  if (fraction.length > scale) throw new RangeError(`more than ${scale} decimals: ${JSON.stringify(text)}`);
  const scaled = BigInt(whole + fraction.padEnd(scale, '0'));
  return sign === '-' ? -scaled : scaled;
}

/** Ten billion yuan: more than a movement of a city is, and a million of them still fit where their sum is kept. */
const MOST_FEN: Fen = 1_000_000_000_000n;

/** An amount that can be kept, and added up with others. @throws RangeError where nobody means such an amount */
export function requirePlausible(fen: Fen): Fen {
  if (fen > MOST_FEN || fen < -MOST_FEN) throw new RangeError('an amount above ten billion yuan');
  return fen;
}

/**
 * Reads a yuan text with exactly two decimals ("200.00", "-30.00") as fen.
 * @throws RangeError on anything else: "100", "100.0" and "1e2" are how a wrong amount looks
 */
export function parseYuan(text: string): Fen {
  if (!/\.\d\d$/.test(text))
    throw new RangeError(`not an amount in yuan: ${JSON.stringify(text.slice(0, 40))}`);
  return parseDecimal(text, 2);
}

/** Prints fen as a yuan text with two decimals: `20000n` is "200.00". */
export function formatYuan(fen: Fen): string {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Integer division, halves away from zero: the usual commercial rounding. The divisor must be positive. */
export function divideRoundHalfUp(dividend: bigint, divisor: bigint): bigint {
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -rounded : rounded;
}
