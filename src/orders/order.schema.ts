import { z } from 'zod';
import {
  businessDay,
  MAX_SAFE_FEN,
  fen,
  fenIn,
  fenOut,
  lineIn,
  pageOf,
  pageQuery,
  textIn,
  timeOut,
  timestamp,
  webAddressIn,
} from '../http/schema';
import { decisionNoText } from '../fines/fine.schema';
import { thawQuote } from '../fines/frozen-quote';
import { termsOf } from '../fines/quote';
import { isPayCode } from './pay-code';
import { phoneDigits } from './payer-phone';
import { ORDER_STATUSES, receivedFor } from './order';
import type { Order, OrderItem } from './order';

const quoteOut = z
  .strictObject({
    quoted_on: businessDay.meta({ description: 'The day on which this was to be paid.' }),
    principal: fen,
    surcharge: fen,
    received: fen.meta({ description: 'What had come for it before, and counts.' }),
    total: fen.meta({ description: 'What is to be paid: principal and surcharge less what was received.' }),
    served_on: businessDay,
    due_on: businessDay.meta({ description: 'The last day without surcharge, rolled over rest days.' }),
    counted_days: z.int().meta({ description: 'Days of surcharge.' }),
    excluded_days: z.int().meta({ description: 'Days of review or litigation, left out of them.' }),
    is_capped: z.boolean().meta({ description: 'The surcharge has reached the principal.' }),
    rules_version: z.string(),
    articles: z.array(z.string()),
    instalments: z
      .array(z.int())
      .meta({ description: 'Which parts of its plan this pays; none outside of one.' }),
    result_code: z
      .union([z.literal(1), z.literal(4), z.literal(7)])
      .nullable()
      .meta({
        description: 'Of the money that paid it: 1 whole, 4 short, 7 surcharge short; null until then.',
      }),
    outstanding: fen.meta({ description: 'What the money left open by the day on which it was paid.' }),
  })
  .meta({ id: 'Quote', description: 'What a known decision was quoted at when the order was made.' });

const pricedBy = z
  .union([
    z.strictObject({ accepted_on: businessDay }),
    z.strictObject({ basis_amount: z.int().min(0).max(MAX_SAFE_FEN), halved: z.boolean().default(false) }),
  ])
  .meta({
    id: 'PricedBy',
    description:
      'What the price depends on. `accepted_on`: the day on which the application was accepted, where the price ' +
      'has changed. `basis_amount`: the sum in dispute, in fen, for a court fee; `halved` in a summary procedure.',
  });

const itemIn = z.strictObject({
  affair: lineIn(64).meta({ description: 'A code from GET /v1/affairs.' }),
  quantity: z.int().min(1).max(1000).default(1),
  amount: fenIn.optional().meta({
    description:
      'Of one unit, in fen; where the price is open. Of a known decision it must be the whole quote.',
  }),
  priced_by: pricedBy.optional(),
  decision_no: decisionNoText
    .optional()
    .meta({ description: 'Number of the penalty decision; only on a fine.' }),
  instalments: z.int().min(1).max(120).optional().meta({
    description:
      'By an approved plan: how many of the open instalments, the earliest first. Left out: all that is owed.',
  }),
});

export const orderIn = z
  .strictObject({
    external_ref: lineIn(64).meta({ description: 'Your own number for this order.' }),
    items: z.array(itemIn).min(1).max(50),
    payer: z
      .strictObject({
        name: lineIn(64),
        phone: lineIn(24)
          .refine((text) => phoneDigits(text) !== null, 'must be the number of a telephone')
          .optional()
          .meta({
            description:
              'So that the hotline finds the order by it. Kept as a keyed digest with its last four digits, and given out ' +
              'nowhere; not kept at all where there is no console.',
          }),
      })
      .optional(),
    expires_in: z.int().min(1).max(2_592_000).default(7200).meta({ description: 'Seconds.' }),
    return_url: webAddressIn(512).optional().meta({
      description: 'Where the end pages lead back to; of an origin that was registered for your service.',
    }),
    metadata: z
      .record(lineIn(40), textIn(500))
      .refine((entries) => Object.keys(entries).length <= 20, 'at most 20 entries')
      .default({}),
  })
  .meta({ id: 'OrderRequest' });

export type OrderIn = z.output<typeof orderIn>;

export const orderOut = z
  .strictObject({
    id: z.string(),
    status: z.enum(ORDER_STATUSES),
    reason: z.string().nullable().meta({
      description:
        '`fine_changed`: closed by itself, since a fine of it is not owed any more as it was quoted. Order it again.',
    }),
    external_ref: z.string(),
    pay_code: z.string().nullable().meta({
      description: 'How people name the order, 20 digits with a check digit. It gives no access.',
      example: '31000026000000123458',
    }),
    amount: fen,
    items: z.array(
      z.strictObject({
        affair: z.string(),
        name: z.string(),
        quantity: z.int(),
        unit_amount: fen,
        amount: fen,
        decision_no: z.string().nullable(),
        priced_by: pricedBy.nullable(),
        quote: quoteOut.nullable(),
      }),
    ),
    payer: z.strictObject({ name: z.string() }).nullable(),
    cashier_url: z.string().meta({ description: 'The page on which the citizen pays.' }),
    receipt_url: z
      .string()
      .nullable()
      .meta({ description: 'The page with the receipts; null until they are issued.' }),
    return_url: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    created_at: timestamp,
    expires_at: timestamp,
    paid_at: timestamp.nullable(),
  })
  .meta({ id: 'Order' });

export const orderPage = pageOf(orderOut);

export const orderQuery = z.strictObject({
  external_ref: lineIn(64).optional(),
  pay_code: z
    .string()
    .refine(isPayCode, 'must be 20 digits of which the last one checks the others')
    .optional(),
  status: z.enum(ORDER_STATUSES).optional(),
  ...pageQuery,
});

export type OrderOut = z.output<typeof orderOut>;

export interface OrderLinks {
  /** Where the citizen's pages are. */
  publicBaseUrl: string;
  /** Of the order's receipts; none before they are issued. */
  receiptToken?: string | undefined;
}

/** An order as the API gives it. */
export function toOrderOut(order: Order, { publicBaseUrl, receiptToken }: OrderLinks): OrderOut {
  return {
    id: order.id,
    status: order.status,
    reason: order.reason,
    external_ref: order.externalRef,
    pay_code: order.payCode,
    amount: fenOut(order.amountFen),
    items: order.items.map((item) => ({
      affair: item.affairCode,
      name: item.affairName,
      quantity: item.quantity,
      unit_amount: fenOut(item.unitFen),
      amount: fenOut(item.amountFen),
      decision_no: item.decisionNo,
      priced_by: item.pricedBy,
      quote: toQuoteOut(item, order),
    })),
    payer: order.payerName === null ? null : { name: order.payerName },
    cashier_url: `${publicBaseUrl}/pay/${order.cashierToken}`,
    receipt_url: receiptToken === undefined ? null : `${publicBaseUrl}/receipts/${receiptToken}`,
    return_url: order.returnUrl,
    metadata: { ...order.metadata },
    created_at: timeOut(order.createdAt),
    expires_at: timeOut(order.expiresAt),
    paid_at: timeOut(order.paidAt),
  };
}

function toQuoteOut(item: OrderItem, order: Order): z.output<typeof quoteOut> | null {
  if (item.quote === null) return null;
  const quote = thawQuote(item.quote);
  const terms = termsOf(quote);
  const received = receivedFor(item, order);
  return {
    quoted_on: quote.onDay,
    principal: fenOut(quote.principalFen),
    surcharge: fenOut(quote.surchargeFen),
    received: fenOut(quote.receivedFen),
    total: fenOut(quote.totalFen),
    served_on: quote.servedOn,
    due_on: terms.dueOn,
    counted_days: terms.countedDays,
    excluded_days: terms.excludedDays,
    is_capped: terms.isCapped,
    rules_version: quote.rulesVersion,
    articles: [...quote.articles],
    instalments: quote.input.decision.plan ? [...quote.paidParts] : [],
    result_code: received?.code ?? null,
    outstanding: fenOut(received?.outstandingFen ?? 0n),
  };
}
