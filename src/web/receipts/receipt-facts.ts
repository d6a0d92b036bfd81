import { thawQuote } from '../../fines/frozen-quote';
import { formatBeijingLocal } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import { formatReceiptNo, reversalOf } from '../../receipts/receipt';
import type { Receipt, RedReceipt } from '../../receipts/receipt';
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
function factsOf(receipt: Receipt, language: Language, channelName: string): ReceiptFact[] {
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
    ...reversalFacts(receipt, language),
  ];
}

/** Everything that a red receipt says, in the order of the page and of the PDF. */
function redFactsOf(receipt: Receipt, red: RedReceipt, language: Language): ReceiptFact[] {
  const texts = receiptTextsIn(language);
  const time = (at: Date): string => formatBeijingLocal(at) + texts.beijingTime;
  return [
    { name: texts.code, value: red.code, isNumber: true },
    { name: texts.number, value: formatReceiptNo(red.no), isNumber: true },
    { name: texts.checkCode, value: red.checkCode, isNumber: true },
    { name: texts.issuedAt, value: time(red.issuedAt) },
    { name: texts.original, value: originalOf(red), isNumber: true },
    ...(receipt.payerName === null ? [] : [{ name: texts.payer, value: receipt.payerName }]),
    { name: texts.agency, value: agencyName(receipt, language) },
    { name: texts.item, value: itemName(receipt, language) },
    ...(receipt.decisionNo === null
      ? []
      : [{ name: texts.decisionNo, value: receipt.decisionNo, isNumber: true }]),
    { name: texts.amount, value: formatNegative(red.amountFen), isNumber: true },
    { name: texts.inWords, value: amountInWords(red.amountFen), language: 'zh-CN' },
    { name: texts.refundedAt, value: time(red.refundedAt) },
    { name: texts.refundNo, value: red.refundId, isNumber: true },
    { name: texts.orderNo, value: receipt.orderId, isNumber: true },
  ];
}

/** The number of the receipt that a red one reverses. */
export function originalOf({ originalCode, originalNo }: RedReceipt): string {
  return `${originalCode} ${formatReceiptNo(originalNo)}`;
}

/** What has reversed a receipt; none where nothing has. */
export function reversalFacts({ redReceipts }: Receipt, language: Language): ReceiptFact[] {
  if (redReceipts.length === 0) return [];
  const value = redReceipts
    .map(({ code, no, amountFen }) => `${code} ${formatReceiptNo(no)} (${formatNegative(amountFen)})`)
    .join(', ');
  return [{ name: receiptTextsIn(language).reversedBy, value, isNumber: true }];
}

/** `-20000n` is "-¥200.00". */
export function formatNegative(amountFen: Fen): string {
  return `-${formatAmount(-amountFen)}`;
}

/** One paper: a receipt, or a red one. */
export interface ReceiptSheet {
  title: string;
  facts: readonly ReceiptFact[];
  code: string;
  no: string;
  verifyToken: string;
  /** What of it does not stand any more. */
  warning: string | null;
  nature: string;
}

/** A receipt, and each red one that reverses it. @param channelName in that language */
export function sheetsOf(receipt: Receipt, language: Language, channelName: string): ReceiptSheet[] {
  const texts = receiptTextsIn(language);
  const reversal = reversalOf(receipt);
  const numbersOf = ({ code, no, verifyToken }: Receipt | RedReceipt) => ({
    code,
    no: formatReceiptNo(no),
    verifyToken,
  });
  return [
    {
      ...numbersOf(receipt),
      title: texts.title,
      facts: factsOf(receipt, language, channelName),
      warning: reversal === 'none' ? null : texts.reversed[reversal],
      nature: texts.nature,
    },
    ...receipt.redReceipts.map((red) => ({
      ...numbersOf(red),
      title: texts.redTitle,
      facts: redFactsOf(receipt, red, language),
      warning: null,
      nature: texts.redNature,
    })),
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
