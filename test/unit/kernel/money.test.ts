import fc from 'fast-check';
import { parseDecimal } from '../../../src/kernel/money';

describe('decimals', () => {
  test('are read exactly, however long and whatever their sign', () => {
    const decimal = fc.record({
      ...{
        isNegative: fc.boolean(),
        whole: fc.bigInt(0n, 10n ** 24n),
        digits: fc.integer({ min: 0, max: 5 }),
      },
      fraction: fc.integer({ min: 0, max: 99_999 }),
    });
    fc.assert(
      fc.property(
        decimal,
        fc.integer({ min: 5, max: 7 }),
        ({ isNegative, whole, digits, fraction }, scale) => {
          const decimals = digits === 0 ? '' : String(fraction % 10 ** digits).padStart(digits, '0');
          const text = `${isNegative ? '-' : ''}${whole}${decimals && `.${decimals}`}`;
          const size = whole * 10n ** BigInt(scale) + BigInt(decimals.padEnd(scale, '0'));
          expect(parseDecimal(text, scale)).toBe(isNegative ? -size : size);
        },
      ),
    );
  });

  test.each([
    ['200.00', 2, 20_000n],
    ['0.36000', 5, 36_000n],
    ['-30.5', 2, -3_050n],
    ['0', 2, 0n],
    ['0.00', 2, 0n],
    ['999999999999.99', 2, 99_999_999_999_999n],
    ['12345678901234567890.12', 2, 1_234_567_890_123_456_789_012n],
  ])('%s with %i decimals', (text, scale, expected) => expect(parseDecimal(text, scale)).toBe(expected));

  test.each([
    '',
    '.',
    '1.',
    '.5',
    '01',
    '00',
    '00.5',
    '+1',
    ' 1',
    '1 ',
    '1e2',
    '1,000',
    '1.2.3',
    '１',
    '--1',
    '0x1',
    'NaN',
  ])('%j is none', (text) => expect(() => parseDecimal(text, 2)).toThrow(RangeError));

  test('of more decimals than there is room for are refused, not rounded', () => {
    expect(() => parseDecimal('1.001', 2)).toThrow('more than 2 decimals');
    expect(() => parseDecimal('1.000', 2)).toThrow('more than 2 decimals');
  });
});
