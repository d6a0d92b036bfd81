import { thawQuote } from '../../fines/frozen-quote';
import { formatBeijingLocal } from '../../kernel/business-day';
import { formatReceiptNo } from '../../receipts/receipt';
import type { Receipt } from '../../receipts/receipt';
import { formatAmount } from '../shared/formats';
import { nameIn } from '../shared/language';
import type { Language } from '../shared/language';
import { amountInWords } from './amount-words';
import { receiptTextsIn } from './texts-in-language';

/** One line of a receipt. Where the value is a number or a code, its digits stand in columns. */
export interface ReceiptFact {
  name: string;
  value: string;
  isNumber?: boolean;
  /** Of the value, where it is not the language of the page. */
  language?: Language;
}

/** Everything that a receipt says, in the order of the page and of the PDF. @param channelName in that language */
export function factsOf(receipt: Receipt, language: Language, channelName: string): ReceiptFact[] {
  const texts = receiptTextsIn(language);
  const time = (at: Date): string => formatBeijingLocal(at) + texts.beijingTime;
  const optional = (name: string, value: string | null): ReceiptFact[] =>
    value === null ? [] : [{ name, value }];
  return [
    { name: texts.code, value: receipt.code, isNumber: true },
    { name: texts.number, value: formatReceiptNo(receipt.no), isNumber: true },
    { name: texts.checkCode, value: receipt.checkCode, isNumber: true },
    { name: texts.issuedAt, value: time(receipt.issuedAt) },
    ...optional(texts.payer, receipt.payerName),
    ...optional(texts.paidBy, receipt.paidByName),
    { name: texts.agency, value: agencyName(receipt, language) },
    { name: texts.item, value: itemName(receipt, language) },
    { name: texts.incomeItem, value: receipt.incomeItemCode, isNumber: true },
    ...priceFacts(receipt, language),
    { name: texts.amount, value: formatAmount(receipt.amountFen), isNumber: true },
    { name: texts.inWords, value: amountInWords(receipt.amountFen), language: 'zh-CN' },
    { name: texts.paidAt, value: time(receipt.paidAt) },
    { name: texts.paidWith, value: channelName },
    { name: texts.transactionNo, value: receipt.transactionId, isNumber: true },
    { name: texts.orderNo, value: receipt.orderId, isNumber: true },
  ];
}

/** What the amount consists of, where that is more than one price. */
function priceFacts(receipt: Receipt, language: Language): ReceiptFact[] {
  const texts = receiptTextsIn(language);
  const quote = receipt.quote && thawQuote(receipt.quote);
  const facts: (ReceiptFact | false)[] = [
    receipt.decisionNo !== null && { name: texts.decisionNo, value: receipt.decisionNo, isNumber: true },
    receipt.quantity > 1 && {
      name: texts.quantity,
      value: texts.times(receipt.quantity, formatAmount(receipt.unitFen)),
      isNumber: true,
    },
    quote !== null &&
      quote.input.decision.plan !== null && {
        name: texts.instalments,
        value: `${quote.paidParts.join(', ')} / ${quote.input.decision.plan.parts.length}`,
        isNumber: true,
      },
    quote !== null &&
      quote.surchargeFen > 0n && {
        name: texts.principal,
        value: formatAmount(quote.principalFen),
        isNumber: true,
      },
    quote !== null &&
      quote.surchargeFen > 0n && {
        name: texts.surcharge,
        value: formatAmount(quote.surchargeFen),
        isNumber: true,
      },
    quote !== null &&
      quote.receivedFen > 0n && {
        name: texts.received,
        value: formatAmount(quote.receivedFen),
        isNumber: true,
      },
  ];
  return facts.filter((fact) => fact !== false);
}

/** For whom the money is. */
export function agencyName(receipt: Receipt, language: Language): string {
  return nameIn(language, { nameZh: receipt.agencyNameZh, nameEn: receipt.agencyNameEn });
}

/** What was paid for. */
export function itemName(receipt: Receipt, language: Language): string {
  return nameIn(language, { nameZh: receipt.affairNameZh, nameEn: receipt.affairNameEn });
}
