import fc from 'fast-check';
import { splitByParts } from '../../../src/settlement/split';

const thirds = ['central', 'province', 'city'].map((level) => ({ level, parts: 1 }));

test('R35: 100.00 in thirds is 33.34, 33.33, 33.33, in the order of configuration', () => {
  expect(splitByParts(10_000n, thirds)).toEqual([3_334n, 3_333n, 3_333n]);
  expect(splitByParts(10_001n, thirds)).toEqual([3_334n, 3_334n, 3_333n]);
});

test('the fen that are left go to the largest fractions, wherever they stand', () => {
  const rule = [
    { level: 'central', parts: 1 },
    { level: 'city', parts: 5 },
  ];
  // 0.1666… and 0.8333…
  expect(splitByParts(1n, rule)).toEqual([0n, 1n]);
  expect(splitByParts(100n, [{ level: 'city', parts: 1 }])).toEqual([100n]);
  expect(splitByParts(0n, thirds)).toEqual([0n, 0n, 0n]);
});

const rule = fc.array(fc.record({ level: fc.string(), parts: fc.integer({ min: 1, max: 999_999 }) }), {
  minLength: 1,
  maxLength: 12,
});

test('whatever is divided, the sum is exact and everybody is within a fen of his part', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), rule, (amount, parts) => {
      const total = parts.reduce((sum, part) => sum + BigInt(part.parts), 0n);
      const shares = splitByParts(amount, parts);
      expect(shares.reduce((sum, fen) => sum + fen, 0n)).toBe(amount);
      for (const [i, fen] of shares.entries()) {
        const exact = amount * BigInt(parts[i]!.parts);
        expect(fen * total > exact - total && fen * total < exact + total).toBe(true);
      }
    }),
  );
});
