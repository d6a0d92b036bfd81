import { thawQuote } from '../../fines/frozen-quote';
import { termsOf } from '../../fines/quote';
import type { Quote } from '../../fines/quote';
import { formatBeijingLocal } from '../../kernel/business-day';
import { nameIn } from '../../kernel/language';
import type { Fen } from '../../kernel/money';
import { formatReceiptNo, reversalOf } from '../../receipts/receipt';
import type { Receipt, RedReceipt } from '../../receipts/receipt';
import { formatAmount, formatDay } from '../shared/formats';
import type { Language } from '../shared/language';
import { amountInWords } from './amount-words';
import { receiptTextsIn } from './texts-in-language';

/** One line of a receipt. Where the value is a number or a code, its digits stand in columns. */
export interface ReceiptFact {
  name: string;
  value: string;
  isNumber?: boolean;
  /** The sum of a red receipt, in red as on paper. */
  isRed?: boolean;
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
    { name: texts.amount, value: formatNegative(red.amountFen), isNumber: true, isRed: true },
    { name: texts.inWords, value: amountInWords(red.amountFen), language: 'zh-CN', isRed: true },
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
  isRed: boolean;
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
      isRed: false,
    },
    ...receipt.redReceipts.map((red) => ({
      ...numbersOf(red),
      title: texts.redTitle,
      facts: redFactsOf(receipt, red, language),
      warning: null,
      nature: texts.redNature,
      isRed: true,
    })),
  ];
}

/** What the amount consists of, where that is more than one price. */
function priceFacts(receipt: Receipt, language: Language): ReceiptFact[] {
  const texts = receiptTextsIn(language);
  const facts: (ReceiptFact | false)[] = [
    receipt.decisionNo !== null && { name: texts.decisionNo, value: receipt.decisionNo, isNumber: true },
    receipt.quantity > 1 && {
      name: texts.quantity,
      value: texts.times(receipt.quantity, formatAmount(receipt.unitFen)),
      isNumber: true,
    },
  ];
  const known = facts.filter((fact) => fact !== false);
  return receipt.quote === null ? known : [...known, ...quoteFacts(thawQuote(receipt.quote), language)];
}

/** What was paid of a fine, and the proof of it. */
function quoteFacts(quote: Quote, language: Language): ReceiptFact[] {
  const texts = receiptTextsIn(language);
  const { dueOn, countedDays, isCapped } = termsOf(quote);
  const { plan } = quote.input.decision;
  const isLate = quote.surchargeFen > 0n;
  const sum = (name: string, fen: Fen, more = ''): ReceiptFact => ({
    ...{ name, value: formatAmount(fen) + more, isNumber: true },
  });
  const facts: (ReceiptFact | false)[] = [
    plan !== null && {
      ...{ name: texts.instalments, value: `${quote.paidParts.join(', ')} / ${plan.parts.length}` },
      isNumber: true,
    },
    { name: texts.dueOn, value: formatDay(dueOn, language) },
    isLate && sum(texts.principal, quote.principalFen),
    isLate && sum(texts.surcharge, quote.surchargeFen, texts.surchargeDays(countedDays, isCapped)),
    quote.receivedFen > 0n && sum(texts.received, quote.receivedFen),
    { name: texts.basis, value: `${quote.articles.join('、')} · ${quote.rulesVersion}`, language: 'zh-CN' },
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
