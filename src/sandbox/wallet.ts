import type { Clock } from '../kernel/clock';
import { businessDayOf } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Behaviour } from './behaviour';
import {
  type Books,
  type Channel,
  feeOf,
  type PaymentCode,
  type Refund,
  type RefundStatus,
  returnedFee,
  type Trade,
} from './books';
import { randomDigits } from './keys';
import type { Notifier } from './notifier';
import type { Timers } from './timers';

/** Why the payer's wallet refused. */
export class WalletRefusal extends Error {
  override readonly name = 'WalletRefusal';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface PayOptions {
  /** When the payment succeeded; now, unless said. */
  at?: Date;
  /** Pays another amount than was asked for. */
  amountFen?: Fen;
  /** Pays although the trade has expired or was closed: the race that a real wallet can win. */
  force?: boolean;
}

export interface RefundRequest {
  trade: Trade;
  outRefundNo: string;
  amountFen: Fen;
  notifyUrl: string | null;
  /** What becomes of it; a WeChat refund takes a while, an Alipay one is settled at once. */
  outcome: Exclude<RefundStatus, 'processing'>;
}

interface WalletParts {
  clock: Clock;
  books: Books;
  notifier: Notifier;
  timers: Timers;
  behaviour: Behaviour;
}

const WECHAT_REFUND_TAKES_MS = 10_000;
const WECHAT_CLOSES_AFTER_MS = 7 * 86_400_000;

/** The payer's side of both channels, and what happens to trades by itself. */
export class Wallet {
  readonly #parts: WalletParts;

  constructor(parts: WalletParts) {
    this.#parts = parts;
  }

  /** Reads a QR code. At Alipay this is when the trade comes into being. */
  scan(content: string): Trade {
    const { books, clock } = this.#parts;
    const code = books.findCode(content.trim());
    const trade = code && books.findTrade(code.channel, code.outTradeNo);
    if (!code || !trade)
      throw new WalletRefusal(404, 'UNKNOWN_CODE', 'no such code: was it made by this sandbox?');
    const now = clock.now();
    if (trade.status === 'paid' || trade.status === 'closed') return trade;
    if (code.isVoid) throw new WalletRefusal(409, 'CODE_VOID', 'a newer code has replaced this one');
    if (code.validUntilAt < now) throw new WalletRefusal(409, 'CODE_EXPIRED', 'the code has expired');
    return trade.status === 'prepared' ? this.#begin(trade, now) : trade;
  }

  pay(trade: Trade, options: PayOptions = {}): Trade {
    const { books, behaviour, notifier } = this.#parts;
    const paidAt = options.at ?? this.#parts.clock.now();
    const begun = trade.status === 'prepared' ? this.scan(this.#latestCode(trade).content) : trade;
    if (begun.status === 'paid') throw new WalletRefusal(409, 'ALREADY_PAID', 'the trade has been paid');
    if (!options.force) refuseUnlessPayable(begun, paidAt);
    const amountFen = options.amountFen ?? begun.orderedFen;
    const paid = books.saveTrade({
      ...begun,
      status: 'paid',
      transactionId: begun.transactionId ?? newTransactionId('wechat', paidAt),
      amountFen,
      feeFen: feeOf(amountFen, behaviour.feeRatePermyriad),
      createdAt: paidAt < begun.createdAt ? paidAt : begun.createdAt,
      paidAt,
      closedAt: null,
    });
    notifier.announce({ ...eventOf(paid, 'payment'), url: paid.notifyUrl });
    return paid;
  }

  /** The amount must have been checked against what is left of the trade. */
  refund(request: RefundRequest): Refund {
    const { trade, outRefundNo, amountFen, notifyUrl } = request;
    const acceptedAt = this.#parts.clock.now();
    const beforeFen = this.#parts.books.refundedFen(trade);
    const refund = this.#parts.books.saveRefund({
      channel: trade.channel,
      outTradeNo: trade.outTradeNo,
      outRefundNo,
      refundId: `5030${randomDigits(6)}${businessDayOf(acceptedAt).replaceAll('-', '')}${randomDigits(11)}`,
      amountFen,
      feeFen: returnedFee(trade, { beforeFen, amountFen }),
      cumulativeFen: beforeFen + amountFen,
      status: 'processing',
      notifyUrl,
      acceptedAt,
      succeededAt: null,
    });
    if (trade.channel === 'alipay') return this.#settleRefund(refund, request.outcome);
    this.#parts.timers.afterScaled(
      WECHAT_REFUND_TAKES_MS,
      () => void this.#settleRefund(refund, request.outcome),
    );
    return refund;
  }

  close(trade: Trade): Trade {
    const { books, clock, notifier, behaviour } = this.#parts;
    if (trade.status === 'closed') return trade;
    const closed = books.saveTrade({ ...trade, status: 'closed', closedAt: clock.now() });
    if (trade.channel === 'alipay' && behaviour.alipayNotifiesOfClosing) {
      notifier.announce({ ...eventOf(closed, 'closed'), url: closed.notifyUrl });
    }
    return closed;
  }

  /** Finds a trade as it is at this moment: one whose time has run out is closed first. */
  find(channel: Channel, outTradeNo: string): Trade | null {
    const trade = this.#parts.books.findTrade(channel, outTradeNo);
    return trade && this.#isOver(trade) ? this.close(trade) : trade;
  }

  /** Closes what has run out of time. Called every second, so that notifications of it go out by themselves. */
  closeOverdue(): void {
    for (const trade of this.#parts.books.waiting()) if (this.#isOver(trade)) this.close(trade);
  }

  /** Goes on with refunds that a restart interrupted. */
  resume(): void {
    for (const refund of this.#parts.books.refunds('wechat')) {
      if (refund.status === 'processing') {
        this.#parts.timers.afterScaled(
          WECHAT_REFUND_TAKES_MS,
          () => void this.#settleRefund(refund, 'success'),
        );
      }
    }
  }

  #begin(trade: Trade, now: Date): Trade {
    const timeoutAt =
      trade.timeoutSeconds === null ? null : new Date(now.getTime() + trade.timeoutSeconds * 1_000);
    return this.#parts.books.saveTrade({
      ...trade,
      status: 'waiting',
      transactionId: newTransactionId('alipay', now),
      createdAt: now,
      expiresAt: trade.expiresAt ?? timeoutAt,
    });
  }

  #settleRefund(refund: Refund, status: RefundStatus): Refund {
    const { books, clock, notifier } = this.#parts;
    const succeededAt = status === 'success' ? clock.now() : null;
    const settled = books.saveRefund({ ...refund, status, succeededAt });
    const { channel, outTradeNo, outRefundNo, notifyUrl: url } = settled;
    notifier.announce({ channel, event: 'refund', outTradeNo, outRefundNo, url });
    return settled;
  }

  #isOver(trade: Trade): boolean {
    if (trade.status !== 'waiting') return false;
    const now = this.#parts.clock.now().getTime();
    // WeChat leaves an expired order unpaid and closes it after a week; Alipay closes it at once.
    if (trade.channel === 'wechat') return now > trade.createdAt.getTime() + WECHAT_CLOSES_AFTER_MS;
    return trade.expiresAt !== null && now > trade.expiresAt.getTime();
  }

  #latestCode(trade: Trade): PaymentCode {
    const code = this.#parts.books.codesOf(trade).at(-1);
    if (!code) throw new WalletRefusal(404, 'UNKNOWN_CODE', 'the trade has no code');
    return code;
  }
}

function refuseUnlessPayable(trade: Trade, at: Date): void {
  if (trade.status === 'closed')
    throw new WalletRefusal(409, 'TRADE_CLOSED', 'the merchant has closed the trade');
  if (trade.expiresAt && at > trade.expiresAt) {
    throw new WalletRefusal(409, 'TRADE_EXPIRED', 'the time to pay is over');
  }
}

function eventOf(trade: Trade, event: 'payment' | 'closed') {
  return { channel: trade.channel, event, outTradeNo: trade.outTradeNo, outRefundNo: null };
}

/** 28 digits, as both channels make them. */
function newTransactionId(channel: Channel, at: Date): string {
  const day = businessDayOf(at).replaceAll('-', '');
  return channel === 'wechat' ? `420000${day}${randomDigits(14)}` : `${day}22001400${randomDigits(12)}`;
}
