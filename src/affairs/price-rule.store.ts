import { z } from 'zod';
import type { Prisma } from '../db/client';
import type { PriceRule } from './price-rule';

const storedFen = z.codec(z.string(), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (fen) => String(fen),
});

/** How a price rule stands in the database: amounts as text, since JSON has no bigint. */
const storedPriceRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed'),
    unit_fen: storedFen,
    earlier: z.array(z.strictObject({ before: z.iso.date(), unit_fen: storedFen })).optional(),
  }),
  z.strictObject({
    kind: z.literal('open'),
    min_fen: storedFen,
    max_fen: storedFen,
    scale: z
      .strictObject({
        base_fen: storedFen,
        brackets: z.array(z.strictObject({ above_fen: storedFen, per_ten_thousand: storedFen })),
      })
      .optional(),
  }),
]);

/** The rule that a row holds. */
export function readPriceRule(json: unknown): PriceRule {
  const rule = storedPriceRule.parse(json);
  if (rule.kind === 'fixed') {
    const earlier = rule.earlier?.map(({ before, unit_fen: unitFen }) => ({ before, unitFen }));
    return { kind: 'fixed', unitFen: rule.unit_fen, ...(earlier && { earlier }) };
  }
  const brackets = rule.scale?.brackets.map(({ above_fen: aboveFen, per_ten_thousand: perTenThousand }) => ({
    aboveFen,
    perTenThousand,
  }));
  return {
    kind: 'open',
    minFen: rule.min_fen,
    maxFen: rule.max_fen,
    ...(rule.scale && brackets && { scale: { baseFen: rule.scale.base_fen, brackets } }),
  };
}

/** What a row holds of a rule. */
export function writePriceRule(rule: PriceRule): Prisma.InputJsonObject {
  if (rule.kind === 'fixed') {
    const earlier = rule.earlier?.map(({ before, unitFen }) => ({ before, unit_fen: unitFen }));
    return storedPriceRule.encode({ kind: 'fixed', unit_fen: rule.unitFen, ...(earlier && { earlier }) });
  }
  const { minFen, maxFen, scale } = rule;
  const brackets = scale?.brackets.map(({ aboveFen, perTenThousand }) => ({
    above_fen: aboveFen,
    per_ten_thousand: perTenThousand,
  }));
  return storedPriceRule.encode({
    kind: 'open',
    min_fen: minFen,
    max_fen: maxFen,
    ...(scale && brackets && { scale: { base_fen: scale.baseFen, brackets } }),
  });
}
