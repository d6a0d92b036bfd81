import { type Fen, divideRoundHalfUp } from '../kernel/money';
import { businessDayOf, type BusinessDay } from '../kernel/business-day';
import type { Journal } from './journal';

export type Channel = 'wechat' | 'alipay';

/** 'prepared' is an Alipay QR code that nobody scanned: the channel has no trade yet. */
export type TradeStatus = 'prepared' | 'waiting' | 'paid' | 'closed';

export interface Trade {
  channel: Channel;
  outTradeNo: string;
  status: TradeStatus;
  /** The channel's own number: WeChat gives it at payment, Alipay at the scan. */
  transactionId: string | null;
  tradeType: string;
  /** What the merchant asked for; differs from `amountFen` only where a wrong amount was paid on request. */
  orderedFen: Fen;
  amountFen: Fen;
  feeFen: Fen;
  subject: string;
  attach: string | null;
  notifyUrl: string | null;
  /** The request in canonical form: tells an identical repeat from a collision of numbers. */
  requestKey: string;
  payer: string;
  /** Alipay's timeout_express, which only begins to run at the scan. */
  timeoutSeconds: number | null;
  createdAt: Date;
  expiresAt: Date | null;
  paidAt: Date | null;
  closedAt: Date | null;
}

export type RefundStatus = 'processing' | 'success' | 'closed' | 'abnormal';

export interface Refund {
  channel: Channel;
  outTradeNo: string;
  outRefundNo: string;
  refundId: string;
  amountFen: Fen;
  /** The part of the fee that the channel gives back. */
  feeFen: Fen;
  /** Refunded of this trade so far, this refund included. */
  cumulativeFen: Fen;
  status: RefundStatus;
  notifyUrl: string | null;
  acceptedAt: Date;
  succeededAt: Date | null;
}

export interface PaymentCode {
  content: string;
  channel: Channel;
  outTradeNo: string;
  validUntilAt: Date;
  isVoid: boolean;
}

/** What the channel believes. Every change is one line of the journal; the last line of a record wins. */
export class Books {
  readonly #trades = new Map<string, Trade>();
  readonly #refunds = new Map<string, Refund>();
  readonly #refundsOfTrade = new Map<string, string[]>();
  readonly #codes = new Map<string, PaymentCode>();
  readonly #codesOfTrade = new Map<string, string[]>();
  readonly #byTransactionId = new Map<string, string>();
  readonly #waiting = new Map<string, Trade>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.replay('trade', (record) => this.#keepTrade(record as unknown as Trade));
    journal.replay('refund', (record) => this.#keepRefund(record as unknown as Refund));
    journal.replay('code', (record) => this.#keepCode(record as unknown as PaymentCode));
  }

  saveTrade(trade: Trade): Trade {
    this.#keepTrade(trade);
    this.#journal.append('trade', { ...trade });
    return trade;
  }

  saveRefund(refund: Refund): Refund {
    this.#keepRefund(refund);
    this.#journal.append('refund', { ...refund });
    return refund;
  }

  saveCode(code: PaymentCode): PaymentCode {
    this.#keepCode(code);
    this.#journal.append('code', { ...code });
    return code;
  }

  findTrade(channel: Channel, outTradeNo: string): Trade | null {
    return this.#trades.get(tradeKey(channel, outTradeNo)) ?? null;
  }

  findTradeByTransactionId(channel: Channel, transactionId: string): Trade | null {
    const key = this.#byTransactionId.get(tradeKey(channel, transactionId));
    return (key && this.#trades.get(key)) || null;
  }

  findCode(content: string): PaymentCode | null {
    return this.#codes.get(content) ?? null;
  }

  /** The codes of a trade, oldest first. */
  codesOf(trade: Trade): PaymentCode[] {
    const contents = this.#codesOfTrade.get(tradeKey(trade.channel, trade.outTradeNo)) ?? [];
    return contents.flatMap((content) => this.#codes.get(content) ?? []);
  }

  voidCodes(trade: Trade): void {
    for (const code of this.codesOf(trade)) if (!code.isVoid) this.saveCode({ ...code, isVoid: true });
  }

  /** An Alipay request number is unique within its trade, a WeChat refund number within the merchant. */
  findRefund(channel: Channel, outRefundNo: string, outTradeNo: string | null): Refund | null {
    return this.#refunds.get(refundKey({ channel, outRefundNo, outTradeNo: outTradeNo ?? '' })) ?? null;
  }

  refundsOf(trade: Trade): Refund[] {
    const keys = this.#refundsOfTrade.get(tradeKey(trade.channel, trade.outTradeNo)) ?? [];
    return keys.flatMap((key) => this.#refunds.get(key) ?? []);
  }

  /** Given back or on its way; a refund that was closed counts no more. */
  refundedFen(trade: Trade): Fen {
    return this.refundsOf(trade)
      .filter((refund) => refund.status !== 'closed')
      .reduce((sum, refund) => sum + refund.amountFen, 0n);
  }

  trades(channel?: Channel): Trade[] {
    return [...this.#trades.values()].filter((trade) => !channel || trade.channel === channel);
  }

  waiting(): Trade[] {
    return [...this.#waiting.values()];
  }

  refunds(channel?: Channel): Refund[] {
    return [...this.#refunds.values()].filter((refund) => !channel || refund.channel === channel);
  }

  /** What a statement of that day must hold: payments by success time, refunds by the time they were accepted. */
  day(channel: Channel, day: BusinessDay): { payments: Trade[]; refunds: Refund[] } {
    const payments = this.trades(channel).filter(
      (trade) => trade.paidAt && businessDayOf(trade.paidAt) === day,
    );
    const refunds = this.refunds(channel).filter(
      (refund) => refund.status !== 'closed' && businessDayOf(refund.acceptedAt) === day,
    );
    return {
      payments: payments.sort((a, b) => timeOf(a.paidAt) - timeOf(b.paidAt)),
      refunds: refunds.sort((a, b) => timeOf(a.acceptedAt) - timeOf(b.acceptedAt)),
    };
  }

  clear(): void {
    this.#trades.clear();
    this.#refunds.clear();
    this.#refundsOfTrade.clear();
    this.#codes.clear();
    this.#codesOfTrade.clear();
    this.#byTransactionId.clear();
    this.#waiting.clear();
    this.#journal.clear();
  }

  #keepTrade(trade: Trade): void {
    const key = tradeKey(trade.channel, trade.outTradeNo);
    this.#trades.set(key, trade);
    if (trade.status === 'waiting') this.#waiting.set(key, trade);
    else this.#waiting.delete(key);
    if (trade.transactionId) this.#byTransactionId.set(tradeKey(trade.channel, trade.transactionId), key);
  }

  #keepRefund(refund: Refund): void {
    const key = refundKey(refund);
    const owner = tradeKey(refund.channel, refund.outTradeNo);
    if (!this.#refunds.has(key)) {
      this.#refundsOfTrade.set(owner, [...(this.#refundsOfTrade.get(owner) ?? []), key]);
    }
    this.#refunds.set(key, refund);
  }

  #keepCode(code: PaymentCode): void {
    const owner = tradeKey(code.channel, code.outTradeNo);
    if (!this.#codes.has(code.content)) {
      this.#codesOfTrade.set(owner, [...(this.#codesOfTrade.get(owner) ?? []), code.content]);
    }
    this.#codes.set(code.content, code);
  }
}

/** The channel's fee in whole fen, as both statements show it. `ratePermyriad` 60 is 0.60 %. */
export function feeOf(amountFen: Fen, ratePermyriad: number): Fen {
  return divideRoundHalfUp(amountFen * BigInt(ratePermyriad), 10_000n);
}

/** The fee that comes back with a refund, pro rata; all parts together never exceed the fee. */
export function returnedFee(trade: Trade, refund: { beforeFen: Fen; amountFen: Fen }): Fen {
  if (trade.amountFen === 0n) return 0n;
  const upTo = (fen: Fen): Fen => divideRoundHalfUp(trade.feeFen * fen, trade.amountFen);
  return upTo(refund.beforeFen + refund.amountFen) - upTo(refund.beforeFen);
}

const tradeKey = (channel: Channel, id: string): string => `${channel}/${id}`;
const timeOf = (at: Date | null): number => at?.getTime() ?? 0;

function refundKey(refund: { channel: Channel; outTradeNo: string; outRefundNo: string }): string {
  return refund.channel === 'wechat'
    ? `wechat/${refund.outRefundNo}`
    : `alipay/${refund.outTradeNo}/${refund.outRefundNo}`;
}
