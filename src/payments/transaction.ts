import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Disposition } from './payment';

/** Money that a channel moved, proven by the channel. */
export interface ChannelTransaction {
  channel: string;
  kind: 'payment' | 'refund';
  transactionId: string;
  outTradeNo: string;
  outRefundNo: string | null;
  amountFen: Fen;
  occurredAt: Date;
  businessDay: BusinessDay;
  disposition: Disposition;
  reason: string | null;
}

export type TransactionKey = Pick<ChannelTransaction, 'channel' | 'kind' | 'transactionId'>;

/** The key as one text, for maps and sets. */
export function transactionKeyOf({ channel, kind, transactionId }: TransactionKey): string {
  return `${channel}:${kind}:${transactionId}`;
}
