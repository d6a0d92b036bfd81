/** Everything that receipts and their verification say, in one language. */
export interface ReceiptTexts {
  title: string;
  /** Of what reverses a receipt. */
  redTitle: string;
  /** Over several receipts of one order. */
  several(count: number, total: string): string;
  code: string;
  number: string;
  checkCode: string;
  issuedAt: string;
  payer: string;
  paidBy: string;
  agency: string;
  item: string;
  incomeItem: string;
  times(quantity: number, unit: string): string;
  quantity: string;
  decisionNo: string;
  principal: string;
  surcharge: string;
  /** How many days of surcharge, and whether it is at its limit. */
  surchargeDays(days: number, isCapped: boolean): string;
  dueOn: string;
  /** The articles and rules that the amount rests on. */
  basis: string;
  /** Which parts of a plan, of how many. */
  instalments: string;
  /** What had been paid of it before. */
  received: string;
  amount: string;
  /** The receipt that a red one reverses. */
  original: string;
  refundedAt: string;
  refundNo: string;
  /** By which red receipts, and how far. */
  reversedBy: string;
  /** How far a receipt still stands; none where it does as it says. */
  reversed: { partial: string; full: string };
  inWords: string;
  paidAt: string;
  paidWith: string;
  transactionNo: string;
  orderNo: string;
  beijingTime: string;
  download: string;
  verifyThis: string;
  /** What the QR code is, for those who do not see it. */
  qrLabel(number: string): string;
  /** What this paper is and is not. */
  nature: string;
  redNature: string;
  verifyTitle: string;
  verifyLead: string;
  verify: string;
  codeHint: string;
  numberHint: string;
  checkCodeHint: string;
  genuine: string;
  genuineNext: string;
  /** Over a receipt that is genuine and was reversed. */
  genuineReversed: { partial: string; full: string };
  genuineRed: string;
  notGenuine: string;
  notGenuineNext: string;
  verifyAnother: string;
  /** After several tries that were wrong. */
  tooOften: string;
}
