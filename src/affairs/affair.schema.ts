import { z } from 'zod';
import { fen, fenOut } from '../http/schema';
import type { Affair } from './affair';

const price = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fixed'), unit_amount: fen }),
    z.strictObject({ kind: z.literal('open'), min_amount: fen, max_amount: fen }),
  ])
  .meta({ id: 'Price', description: '`fixed`: do not send an amount. `open`: send one within the range.' });

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
    price:
      priceRule.kind === 'fixed'
        ? { kind: 'fixed', unit_amount: fenOut(priceRule.unitFen) }
        : { kind: 'open', min_amount: fenOut(priceRule.minFen), max_amount: fenOut(priceRule.maxFen) },
  };
}
