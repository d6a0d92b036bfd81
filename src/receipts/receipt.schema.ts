import { z } from 'zod';
import { fen, fenOut, timeOut, timestamp } from '../http/schema';
import { formatReceiptNo } from './receipt';
import type { Receipt } from './receipt';

const receiptOut = z
  .strictObject({
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
    paid_at: timestamp,
    transaction_id: z.string().meta({ description: 'The number of the payment at its channel.' }),
  })
  .meta({ id: 'Receipt', description: 'What was issued for one line of an order; it never changes.' });

export const receiptList = z.strictObject({
  data: z.array(receiptOut).meta({ description: 'By line of the order; empty before they are issued.' }),
});

/** @param publicBaseUrl where the citizen's pages are */
export function toReceiptOut(receipt: Receipt, publicBaseUrl: string): z.output<typeof receiptOut> {
  return {
    code: receipt.code,
    number: formatReceiptNo(receipt.no),
    check_code: receipt.checkCode,
    verify_url: `${publicBaseUrl}/verify/${receipt.verifyToken}`,
    issued_at: timeOut(receipt.issuedAt),
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
    paid_at: timeOut(receipt.paidAt),
    transaction_id: receipt.transactionId,
  };
}
