import { z } from 'zod';
import { fen, fenOut, timeOut, timestamp } from '../http/schema';
import { formatReceiptNo, reversalOf } from './receipt';
import type { Receipt, RedReceipt } from './receipt';

const numbersOut = {
  code: z
    .string()
    .regex(/^\d{8}$/)
    .meta({ description: 'Region, class, kind and year.', example: '31010126' }),
  number: z
    .string()
    .regex(/^\d{10}$/)
    .meta({ description: 'Within the code.', example: '0000000001' }),
  check_code: z.string().regex(/^[0-9a-z]{6}$/),
  verify_url: z.string().meta({ description: 'The page on which anyone sees that it is genuine.' }),
  issued_at: timestamp,
};

const redReceiptOut = z
  .strictObject({
    ...numbersOut,
    amount: z.int().max(-1).meta({ description: 'In fen, negative.', example: -20000 }),
    refund_id: z.string(),
    refunded_at: timestamp,
  })
  .meta({ id: 'RedReceipt', description: 'What reverses a receipt, wholly or in part.' });

const receiptOut = z
  .strictObject({
    ...numbersOut,
    payer: z
      .string()
      .nullable()
      .meta({ description: 'The obligor of a known decision, else whom the order names.' }),
    paid_by: z.string().nullable().meta({ description: 'Whom the order names, where that is another.' }),
    agency: z.strictObject({ code: z.string(), name: z.string() }),
    income_item: z.string(),
    affair: z.string(),
    name: z.string(),
    quantity: z.int(),
    unit_amount: fen,
    amount: fen,
    decision_no: z.string().nullable(),
    reversal: z.enum(['none', 'partial', 'full']).meta({
      description: 'How much of it red receipts have reversed since, after its money went back.',
    }),
    red_receipts: z.array(redReceiptOut),
    paid_at: timestamp,
    transaction_id: z.string().meta({ description: 'The number of the payment at its channel.' }),
  })
  .meta({
    id: 'Receipt',
    description:
      'What was issued for one line of an order. What it says never changes; red receipts may reverse it.',
  });

export const receiptList = z.strictObject({
  data: z.array(receiptOut).meta({ description: 'By line of the order; empty before they are issued.' }),
});

/** @param publicBaseUrl where the citizen's pages are */
export function toReceiptOut(receipt: Receipt, publicBaseUrl: string): z.output<typeof receiptOut> {
  return {
    ...toNumbersOut(receipt, publicBaseUrl),
    payer: receipt.payerName,
    paid_by: receipt.paidByName,
    agency: { code: receipt.agencyCode, name: receipt.agencyNameZh },
    income_item: receipt.incomeItemCode,
    affair: receipt.affairCode,
    name: receipt.affairNameZh,
    quantity: receipt.quantity,
    unit_amount: fenOut(receipt.unitFen),
    amount: fenOut(receipt.amountFen),
    decision_no: receipt.decisionNo,
    reversal: reversalOf(receipt),
    red_receipts: receipt.redReceipts.map((red) => ({
      ...toNumbersOut(red, publicBaseUrl),
      amount: fenOut(red.amountFen),
      refund_id: red.refundId,
      refunded_at: timeOut(red.refundedAt),
    })),
    paid_at: timeOut(receipt.paidAt),
    transaction_id: receipt.transactionId,
  };
}

function toNumbersOut({ code, no, checkCode, verifyToken, issuedAt }: Receipt | RedReceipt, baseUrl: string) {
  return {
    code,
    number: formatReceiptNo(no),
    check_code: checkCode,
    verify_url: `${baseUrl}/verify/${verifyToken}`,
    issued_at: timeOut(issuedAt),
  };
}
