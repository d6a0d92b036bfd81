import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { rowsParameter } from '../db/rows';
import type { Fen } from '../kernel/money';
import { transactionKeyOf } from './transaction';
import type { ChannelTransaction, TransactionKey } from './transaction';

export interface TransactionStore {
  /** The amounts of those that are booked, by `transactionKeyOf`. */
  findAmounts(keys: readonly TransactionKey[]): Promise<Map<string, Fen>>;
  /** Makes everyone else who books a part of what went back on these payments wait until this transaction ends. */
  lockRefunds(outTradeNos: readonly string[]): Promise<void>;
  /** What has gone back so far on these payments, by `out_trade_no`. */
  sumRefunds(outTradeNos: readonly string[]): Promise<Map<string, Fen>>;
  /** Adds those that are not booked yet; the answer names them by `transactionKeyOf`. */
  insertTransactions(transactions: readonly ChannelTransaction[], at: Date): Promise<Set<string>>;
}

/** The channels' transactions on a client or a transaction. */
export function createTransactionStore(client: DbClient): TransactionStore {
  return {
    async findAmounts(keys) {
      if (keys.length === 0) return new Map();
      const rows = await client.$queryRaw<(TransactionKey & { amountFen: Fen })[]>`
        select t.channel, t.kind, t.transaction_id as "transactionId", t.amount_fen as "amountFen"
        from json_to_recordset(${rowsParameter(keys)}::json) as k(channel text, kind text, "transactionId" text)
        join channel_transaction t on t.channel = k.channel and t.kind = k.kind
          and t.transaction_id = k."transactionId"`;
      return new Map(rows.map((row) => [transactionKeyOf(row), row.amountFen]));
    },
    lockRefunds: (outTradeNos) =>
      lockNames(
        client,
        outTradeNos.map((outTradeNo) => `refunds ${outTradeNo}`),
      ),
    async sumRefunds(outTradeNos) {
      if (outTradeNos.length === 0) return new Map();
      const rows = await client.$queryRaw<{ outTradeNo: string; sumFen: bigint }[]>`
        select out_trade_no as "outTradeNo", sum(amount_fen)::bigint as "sumFen" from channel_transaction
        where kind = 'refund' and out_trade_no = any(${[...outTradeNos]}) group by out_trade_no`;
      return new Map(rows.map((row) => [row.outTradeNo, row.sumFen]));
    },
    async insertTransactions(transactions, at) {
      if (transactions.length === 0) return new Set();
      const rows = await client.$queryRaw<TransactionKey[]>`
        insert into channel_transaction (channel, kind, transaction_id, out_trade_no, out_refund_no, amount_fen,
          occurred_at, business_day, disposition, reason, created_at)
        select t.channel, t.kind, t."transactionId", t."outTradeNo", t."outRefundNo", t."amountFen",
          t."occurredAt", t."businessDay", t.disposition, t.reason, ${at}
        from json_to_recordset(${rowsParameter(transactions)}::json) as t(channel text, kind text,
          "transactionId" text, "outTradeNo" text, "outRefundNo" text, "amountFen" bigint,
          "occurredAt" timestamptz, "businessDay" date, disposition text, reason text)
        order by 1, 2, 3
        on conflict (channel, kind, transaction_id) do nothing
        returning channel, kind, transaction_id as "transactionId"`;
      return new Set(rows.map(transactionKeyOf));
    },
  };
}
