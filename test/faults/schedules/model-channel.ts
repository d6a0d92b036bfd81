import type { ChannelFact, ChannelRefund, Provider } from '../../../src/providers/provider';
import { OutcomeUnknown } from '../../../src/providers/provider.errors';
import type { Point } from './turns';

/** How the channel takes a refund: the answer may get lost on its way there or back, or say that a person must look. */
export type RefundAnswer = 'done' | 'pending' | 'lost before' | 'lost after' | 'refused by the bank';

interface Trade {
  status: 'waiting' | 'paid' | 'closed';
  amountFen: bigint;
}

interface Refund extends ChannelRefund {
  outTradeNo: string;
  amountFen: bigint;
}

/** The channels' own books in memory: what they did is true, whatever was heard of it. */
export class ModelChannel {
  readonly trades = new Map<string, Trade>();
  readonly refunds = new Map<string, Refund>();
  /** By amount, so that it does not matter which refund is sent first; each is used once. */
  readonly answers = new Map<bigint, RefundAnswer>();

  constructor(private readonly at: Date) {}

  /** The payer pays; one that is closed only where the channel was already at it. */
  pay(outTradeNo: string, isLate: boolean): void {
    const trade = this.trades.get(outTradeNo);
    if (trade?.status === 'waiting' || (trade?.status === 'closed' && isLate))
      this.trades.set(outTradeNo, { ...trade, status: 'paid' });
  }

  /** What a notification about this payment says now; none where nothing has happened. */
  factsOf(outTradeNo: string): ChannelFact[] {
    const trade = this.trades.get(outTradeNo);
    const common = { outTradeNo, currency: 'CNY', occurredAt: this.at };
    const { amountFen = 0n } = trade ?? {};
    const paid = {
      ...common,
      kind: 'payment_succeeded' as const,
      transactionId: `tx_${outTradeNo}`,
      amountFen,
    };
    const back = [...this.refunds].filter(
      ([, it]) => it.outTradeNo === outTradeNo && it.status === 'succeeded',
    );
    return [
      ...(trade?.status === 'paid' ? [paid] : []),
      ...back.map(([outRefundNo, it]) => ({
        ...{ ...common, kind: 'refund_succeeded' as const, transactionId: String(it.refundId), outRefundNo },
        amountFen: it.amountFen,
      })),
    ];
  }

  /** The port to it; each call has a moment before it arrives and one before it is answered. */
  asProvider(code: string, point: Point): Provider {
    const call = async <T>(act: () => T): Promise<T> => {
      await point();
      const answer = act();
      await point();
      return answer;
    };
    const profile = { code, orderExistsBeforeScan: true, refunds: RULES };
    const port: Partial<Provider> = {
      queryOrder: ({ outTradeNo }) =>
        call(() => {
          const status = this.trades.get(outTradeNo)?.status;
          if (status === 'closed') return { status };
          return status === 'paid'
            ? { status: 'succeeded', facts: this.factsOf(outTradeNo).slice(0, 1) }
            : { status: 'pending' };
        }),
      closeOrder: ({ outTradeNo }) =>
        call(() => {
          const trade = this.trades.get(outTradeNo);
          if (!trade) return 'not-found';
          if (trade.status === 'paid') return 'already-paid';
          this.trades.set(outTradeNo, { ...trade, status: 'closed' });
          return 'closed';
        }),
      refundOrder: ({ outTradeNo, outRefundNo, amountFen }) =>
        call(() => this.refund({ outTradeNo, outRefundNo, amountFen })),
      queryRefund: ({ outRefundNo }) =>
        call(() => {
          const refund = this.refunds.get(outRefundNo);
          if (refund?.status === 'pending') this.refunds.set(outRefundNo, { ...refund, status: 'succeeded' });
          return this.refunds.get(outRefundNo) ?? { status: 'not-found' };
        }),
      readNotification: async ({ body }) => ({ id: 'ntf', facts: this.factsOf(body.toString()) }),
    };
    return { profile, ...port } as unknown as Provider;
  }

  private refund({
    outTradeNo,
    outRefundNo,
    amountFen,
  }: Pick<Refund, 'outTradeNo' | 'amountFen'> & { outRefundNo: string }) {
    const known = this.refunds.get(outRefundNo);
    if (known) return known;
    const answer = this.answers.get(amountFen) ?? 'done';
    this.answers.delete(amountFen);
    if (answer === 'lost before') throw OutcomeUnknown();
    const done = { outTradeNo, amountFen, refundId: `back_${outRefundNo}`, occurredAt: this.at };
    const statuses = { pending: 'pending', 'refused by the bank': 'abnormal' } as const;
    const status = answer === 'pending' || answer === 'refused by the bank' ? statuses[answer] : 'succeeded';
    const refund: Refund = { ...done, status };
    this.refunds.set(outRefundNo, refund);
    if (answer === 'lost after') throw OutcomeUnknown();
    return refund;
  }
}

const RULES = { windowDays: 365, maxPerPayment: null, spacingSeconds: 0 };
