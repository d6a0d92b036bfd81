import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';

/** What moved the account: a payment, a refund, what was charged for either, money that went to the bank, or else. */
export const FUND_KINDS = ['payment', 'refund', 'fee', 'payout', 'other'] as const;

/** One movement on the account that a channel keeps for the merchant. */
export interface ChannelFundLine {
  kind: (typeof FUND_KINDS)[number];
  /** The channel's number of the payment or refund that moved it; empty where it names none. */
  transactionId: string;
  /** Our number of it, where the file has one. */
  reference: string | null;
  /** Money in is positive. */
  amountFen: Fen;
  balanceFen: Fen;
  occurredAt: Date;
}

/** A day's file of these movements, kept on disk until `dispose`. */
export interface ChannelFundFile {
  /** Of the content, in hex: the same file again is the same version. */
  sha256: string;
  /** @throws StatementRefused at any point up to the end: only a complete run proves that the totals agree */
  lines(): AsyncIterable<readonly ChannelFundLine[]>;
  dispose(): Promise<void>;
}

export type ReadFundFileResult =
  | { kind: 'ready'; file: ChannelFundFile }
  | { kind: 'not-ready' }
  | { kind: 'empty' };

/** The channel's account of the merchant (资金账单), fetched or brought by a person. */
export interface FundFiles {
  /** @throws ProviderUnavailable, ProviderRejected, StatementRefused */
  readFile(day: BusinessDay): Promise<ReadFundFileResult>;
  /** Whether a file that a person brought is one of these, by its head. */
  isFundFile(path: string): Promise<boolean>;
  /** @throws StatementRefused; then it is gone */
  openFile(path: string): Promise<ChannelFundFile>;
}
