import { timingSafeEqual } from 'node:crypto';
import type { FrozenQuote } from '../fines/frozen-quote';
import { businessDayOf } from '../kernel/business-day';
import type { Fen } from '../kernel/money';

/** What every receipt, red or not, is known and verified by. */
interface ReceiptNumbers {
  /** 8 digits: region, class, kind and year, two of each. */
  code: string;
  /** Counts within the code, from 1 and without a gap; printed with 10 digits. */
  no: bigint;
  /** What the holder types to have it verified, so that a number alone finds nothing. */
  checkCode: string;
  /** What the QR code carries instead of the numbers. */
  verifyToken: string;
  issuedAt: Date;
}

/** What was issued for one line of an order: a copy of what was true then, which nothing changes later. */
export interface Receipt extends ReceiptNumbers {
  orderId: string;
  line: number;
  /** The obligor of a known decision, else whom the order names (domain R16). */
  payerName: string | null;
  /** Whom the order names, where that is not the obligor (domain R16). */
  paidByName: string | null;
  agencyCode: string;
  agencyNameZh: string;
  agencyNameEn: string;
  incomeItemCode: string;
  affairCode: string;
  affairNameZh: string;
  affairNameEn: string;
  quantity: number;
  unitFen: Fen;
  amountFen: Fen;
  decisionNo: string | null;
  /** What the decision was quoted at, with all that it was made from. */
  quote: FrozenQuote | null;
  paidAt: Date;
  channel: string;
  /** The channel's number of the payment. */
  transactionId: string;
  /** What has reversed it since, the oldest first. */
  redReceipts: readonly RedReceipt[];
}

/** 红字收据: what reverses a receipt after money of its line went back, as far as that did (domain R33). */
export interface RedReceipt extends ReceiptNumbers {
  refundId: string;
  originalCode: string;
  originalNo: bigint;
  /** Negative. */
  amountFen: Fen;
  refundedAt: Date;
}

/** How much of a receipt has been reversed. */
export type Reversal = 'none' | 'partial' | 'full';

/** What red receipts have taken of it, as a positive amount. */
function reversedFen({ redReceipts }: Pick<Receipt, 'redReceipts'>): Fen {
  return redReceipts.reduce((sum, red) => sum - red.amountFen, 0n);
}

/** Whether a receipt stands for its money as it says. */
export function reversalOf(receipt: Pick<Receipt, 'amountFen' | 'redReceipts'>): Reversal {
  const reversed = reversedFen(receipt);
  if (reversed === 0n) return 'none';
  return reversed < receipt.amountFen ? 'partial' : 'full';
}

/** A genuine receipt; where the red one was asked about, that with what it reverses. */
export interface VerifiedReceipt {
  receipt: Receipt;
  red: RedReceipt | null;
}

/** All receipts of an order, and the link that shows them. */
export interface ReceiptSet {
  orderId: string;
  /** What the citizen holds; never the id. */
  token: string;
  issuedAt: Date;
  /** By line. */
  receipts: readonly Receipt[];
}

/** 非税收入通用票据（电子）: class 01, kind 01 (domain 2.3). */
const CLASS_AND_KIND = '0101';
const NO_DIGITS = 10;
const CODE = /^\d{8}$/;
const NO = /^\d{1,10}$/;
const CHECK_CODE = /^[0-9a-z]{6}$/;

/** How many characters a check code has. */
export const CHECK_CODE_LENGTH = 6;

/** The code of the series in which receipts are numbered at that time: `31010126` in 2026 for region 31 (domain R33). */
export function receiptCodeOf(region: string, issuedAt: Date): string {
  return region + CLASS_AND_KIND + businessDayOf(issuedAt).slice(2, 4);
}

/** `1n` is "0000000001". */
export function formatReceiptNo(no: bigint): string {
  return no.toString().padStart(NO_DIGITS, '0');
}

/** What somebody says a receipt has on it. */
export interface ReceiptClaim {
  code: string;
  no: bigint;
  checkCode: string;
}

/**
 * Reads what somebody copied from a receipt: blanks and capitals do not matter, nor letters that no check code has
 * because they look like a digit. Null where no receipt can have this.
 */
export function readClaim(typed: { code: string; no: string; checkCode: string }): ReceiptClaim | null {
  const code = withoutBlanks(typed.code);
  const no = withoutBlanks(typed.no);
  const checkCode = withoutBlanks(typed.checkCode).toLowerCase().replace(/o/g, '0').replace(/[il]/g, '1');
  if (!CODE.test(code) || !NO.test(no) || !CHECK_CODE.test(checkCode)) return null;
  return { code, no: BigInt(no), checkCode };
}

function withoutBlanks(text: string): string {
  return text.replace(/[\s\u3000]/g, '');
}

/** Takes the same time wherever two check codes differ. Both have their six characters. */
export function isSameCheckCode(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
