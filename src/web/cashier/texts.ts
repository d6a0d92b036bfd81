import type { CashierState, HeldMoney } from './cashier';

/** What the last action of the payer led to, where the page alone would not tell. */
export type CashierNote =
  | 'refused'
  | 'channel-away'
  | 'no-answer'
  | 'not-received'
  | 'not-asked'
  | 'asked-often';

/** Why money could not pay the order; codes that have no words of their own are told as `other`. */
export type HeldReason =
  | 'amount_mismatch'
  | 'order_paid_already'
  | 'fine_paid_already'
  | 'order_closed'
  | 'order_expired'
  | 'other';

/** How an order has ended: what, whether money was taken, and what to do now. */
export interface EndTexts {
  title: string;
  /** @param back what of it has gone back */
  money(amount: string, back: string): string;
  next: string;
}

export type EndState = Exclude<CashierState, 'choose' | 'scan' | 'held'>;

/** Everything that the cashier says, in one language. */
export interface CashierTexts {
  chooseTitle: string;
  scanTitle(channel: string): string;
  heldTitle: string;
  /** How the payment stands, for the line that is read aloud when it changes. */
  standing: Readonly<Record<CashierState, string>>;
  payBefore(time: string): string;
  /** Where the page does not update by itself. */
  waiting: string;
  otherWays: string;
  howToScan(channel: string): string;
  onThisPhone: string;
  /** A link that leaves the page for the channel. */
  openHere(channel: string): string;
  comeBack: string;
  /** On a desktop, when the payment was opened on a phone. */
  openElsewhere: string;
  showCode: string;
  /** On the button that calls the app in which the page is open. */
  payInApp(channel: string): string;
  appAbsent(channel: string): string;
  askingPayer(channel: string): string;
  whyAskingPayer: string;
  goOn: string;
  qrLabel(channel: string, amount: string): string;
  /** Inside the app of one channel, of the others. */
  othersInBrowser: string;
  /** On the code that opens this page on a phone, where the app that scans it decides the channel. */
  onPhone: string;
  onPhoneHow: string;
  onPhoneLabel: string;
  haveIPaid: string;
  checkNow: string;
  refresh: string;
  offline: string;
  checkBeforePaying: string;
  ends: Readonly<Record<EndState, EndTexts>>;
  heldMoney(amount: string, reason: string): string;
  heldMoneyUnknown(reason: string): string;
  heldReasons: Readonly<Record<HeldReason, string>>;
  /** Where a person looks into it. */
  /** What becomes of it, and what to do. */
  heldNext: Readonly<Record<HeldMoney['standing'], string>>;
  /** Where it goes back by itself. */
  heldBesides: string;
  notes: Readonly<Record<CashierNote, string>>;
  /** In the place of the button of a channel that cannot be reached. */
  channelAway(channel: string): string;
  details: string;
  payee: string;
  payTo(agencies: readonly string[]): string;
  orderAmount: string;
  payer: string;
  payCode: string;
  orderNo: string;
  externalRef: string;
  decisionNo: string;
  /** Which parts of a plan are paid, and how many it has. */
  instalments(parts: readonly number[], total: number): string;
  dueOn(day: string): string;
  principal: string;
  /** Days of surcharge, and whether it has reached its limit. */
  surcharge(days: number, isCapped: boolean): string;
  /** How the amount of a fine came about. */
  proof: {
    title: string;
    served(day: string): string;
    rolled(days: number): string;
    excluded(days: number): string;
    quotedOn(day: string): string;
    articles: string;
    rules: string;
  };
  /** What had been paid of a fine before the order. */
  received: string;
  /** On a fine that was paid after the day of its quote, when more was owed already. */
  outstanding(amount: string): string;
  /** The rest has been paid since. */
  restPaid: string;
  payRest: string;
  /** Of an order that was closed because a decision was changed, suspended or revoked. */
  fineChanged: string;
  /** Of a refund that the channel has not finished. */
  refundGoing(amount: string): string;
  lookUpAgain: string;
  /** Where fines cannot be found here. */
  askPayee: string;
  times(quantity: number, unit: string): string;
  total: string;
  paidWith: string;
  paidAt: string;
  transactionNo: string;
  beijingTime: string;
  receipt: string;
  /** Until it is issued. */
  receiptSoon: string;
  backTo(host: string): string;
}

/** The heading of a page, and the title of its window. */
export function titleOf(texts: CashierTexts, state: CashierState, channel: string): string {
  switch (state) {
    case 'choose':
      return texts.chooseTitle;
    case 'scan':
      return texts.scanTitle(channel);
    case 'held':
      return texts.heldTitle;
    default:
      return texts.ends[state].title;
  }
}
