import { z } from 'zod';
import { businessDay, fen, fenOut } from '../http/schema';
import type { Affair } from './affair';
import type { PriceRule } from './price-rule';

const price = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('fixed'),
      unit_amount: fen,
      earlier: z.array(z.strictObject({ before: businessDay, unit_amount: fen })).optional(),
    }),
    z.strictObject({
      kind: z.literal('open'),
      min_amount: fen,
      max_amount: fen,
      scale: z
        .strictObject({
          base_amount: fen,
          brackets: z.array(z.strictObject({ above: fen, per_ten_thousand: z.int() })),
        })
        .optional(),
    }),
  ])
  .meta({
    id: 'Price',
    description:
      '`fixed`: do not send an amount; where there are `earlier` prices, that of `priced_by.accepted_on` counts. ' +
      '`open`: send an amount within the range; where there is a `scale`, send `priced_by.basis_amount` instead ' +
      'and pay the base and, of what lies above each bracket, so many ten-thousandths.',
  });

export const affairOut = z
  .strictObject({
    code: z.string(),
    kind: z.enum(['fee', 'fine']),
    name: z.strictObject({ zh: z.string(), en: z.string() }),
    agency: z.strictObject({ code: z.string(), zh: z.string(), en: z.string() }),
    income_item: z.strictObject({ code: z.string(), name: z.string() }),
    unit: z.string(),
    price,
  })
  .meta({ id: 'Affair' });

export const affairListOut = z.strictObject({ data: z.array(affairOut), next_cursor: z.string().nullable() });

/** An affair as the API shows it. */
export function toAffairOut(affair: Affair): z.output<typeof affairOut> {
  const { agency, priceRule } = affair;
  return {
    code: affair.code,
    kind: affair.kind,
    name: { zh: affair.nameZh, en: affair.nameEn },
    agency: { code: agency.code, zh: agency.nameZh, en: agency.nameEn },
    income_item: affair.incomeItem,
    unit: affair.unitName,
    price: toPriceOut(priceRule),
  };
}

function toPriceOut(rule: PriceRule): z.output<typeof price> {
  if (rule.kind === 'fixed') {
    const earlier = rule.earlier?.map(({ before, unitFen }) => ({ before, unit_amount: fenOut(unitFen) }));
    return { kind: 'fixed', unit_amount: fenOut(rule.unitFen), ...(earlier && { earlier }) };
  }
  const { minFen, maxFen, scale } = rule;
  const brackets = scale?.brackets.map(({ aboveFen, perTenThousand }) => ({
    above: fenOut(aboveFen),
    per_ten_thousand: Number(perTenThousand),
  }));
  return {
    kind: 'open',
    min_amount: fenOut(minFen),
    max_amount: fenOut(maxFen),
    ...(scale && brackets && { scale: { base_amount: fenOut(scale.baseFen), brackets } }),
  };
}
