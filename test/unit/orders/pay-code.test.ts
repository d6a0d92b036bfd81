import fc from 'fast-check';
import { isPayCode, payCodeOf } from '../../../src/orders/pay-code';

const at = new Date('2026-11-24T10:00:00+08:00');
const code = fc.bigInt(0n, 99_999_999_999n).map((serial) => payCodeOf({ region: '310000', serial, at }));

describe('a pay code (R34)', () => {
  test('names region, year and serial, and its last digit checks the others', () => {
    expect(payCodeOf({ region: '310000', serial: 12_345n, at })).toBe('31000026000000123458');
    expect(isPayCode('31000026000000123458')).toBe(true);
  });

  test.each([
    ['another last digit', '31000026000000123459'],
    ['two digits exchanged', '31000026000000123548'],
    ['a digit less', '3100002600000012345'],
    ['a letter', '3100002600000012345X'],
    ['full-width digits', '３１００００２６００００００１２３４５８'],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(isPayCode(text)).toBe(false);
  });

  test('has the year of Beijing', () => {
    const newYear = new Date('2026-12-31T16:00:00Z');
    expect(payCodeOf({ region: '310000', serial: 1n, at: newYear }).slice(6, 8)).toBe('27');
  });

  test('begins again when eleven digits are used up', () => {
    const [first, again] = [0n, 100_000_000_000n].map((serial) =>
      payCodeOf({ region: '310000', serial, at }),
    );
    expect(again).toBe(first);
  });

  test('one digit that is wrong never passes', () => {
    fc.assert(
      fc.property(code, fc.nat(19), fc.integer({ min: 1, max: 9 }), (digits, place, shift) => {
        const changed = [...digits];
        changed[place] = String((Number(changed[place]) + shift) % 10);
        return isPayCode(digits) && !isPayCode(changed.join(''));
      }),
    );
  });

  test('two neighbours exchanged hardly ever pass', () => {
    const codes = Array.from({ length: 500 }, (_, i) =>
      payCodeOf({ region: '310000', serial: BigInt(i) * 7_919_003n, at }),
    );
    const exchanged = codes.flatMap((digits) =>
      Array.from(
        { length: 19 },
        (_, i) => digits.slice(0, i) + digits[i + 1] + digits[i] + digits.slice(i + 2),
      ),
    );
    const right = new Set(codes);
    const wrong = exchanged.filter((text) => !right.has(text));
    expect(wrong.filter(isPayCode).length / wrong.length).toBeLessThan(0.03);
  });
});
