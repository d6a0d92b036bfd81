import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { rowsParameter } from '../db/rows';
import type { FactOutcome, InboxEntry, InboxFact } from './inbox';

export interface InboxRow extends InboxFact {
  /** The message as it came; null for an answer to a question of ours. */
  body: Buffer | null;
  receivedAt: Date;
}

export interface InboxResult {
  id: bigint;
  outcome: FactOutcome;
  reason: string | null;
}

/** A verified fact that could not be booked as it came. */
export interface SetAsideFact {
  id: bigint;
  channel: string;
  kind: string;
  outTradeNo: string;
  reason: string | null;
  processedAt: Date;
}

export interface InboxStore {
  /** Keeps facts; one that is kept already changes nothing. When this returns, they are safe. */
  insertFacts(rows: readonly InboxRow[]): Promise<void>;
  /** Keeps facts that were acted on before they are kept: nobody takes them. */
  insertActedOn(rows: readonly InboxRow[], outcome: FactOutcome, at: Date): Promise<void>;
  /** Takes the oldest that nobody else is working on; they stay locked until the transaction ends. */
  lockUnprocessed(limit: number): Promise<InboxEntry[]>;
  /** Takes one, unless it has been acted on or somebody else is working on it. */
  lockEntry(id: bigint): Promise<InboxEntry[]>;
  markProcessed(results: readonly InboxResult[], at: Date): Promise<void>;
  countUnprocessed(): Promise<number>;
  /** Facts that were set aside, oldest first. */
  listSetAside(): Promise<SetAsideFact[]>;
  /** Has facts acted on again that were set aside, all of them or those about these payments. @returns how many */
  retrySetAside(outTradeNos: readonly string[] | null): Promise<number>;
  /** Whether a fact about this payment waits, or is being acted on at the moment. */
  hasUnprocessed(outTradeNo: string): Promise<boolean>;
}

/** The inbox on a client or a transaction; taking facts needs a transaction. */
export function createInboxStore(client: DbClient): InboxStore {
  return {
    insertFacts: (rows) => insertFacts(client, rows, null),
    insertActedOn: (rows, outcome, at) => insertFacts(client, rows, { outcome, at }),
    lockUnprocessed: (limit) => lockEntries(client, Prisma.sql`order by id limit ${limit}`),
    lockEntry: (id) => lockEntries(client, Prisma.sql`and id = ${id}`),
    async markProcessed(results, at) {
      await client.$executeRaw`
        update inbox i set processed_at = ${at}, outcome = r.outcome, reason = r.reason
        from json_to_recordset(${rowsParameter(results)}::json) as r(id bigint, outcome text, reason text)
        where i.id = r.id and i.processed_at is null`;
    },
    async countUnprocessed() {
      const rows = await client.$queryRaw<{ count: bigint }[]>`
        select count(*) from (select from inbox where processed_at is null limit 10000) waiting`;
      return Number(rows[0]?.count ?? 0n);
    },
    listSetAside: () => listSetAside(client),
    retrySetAside: (outTradeNos) => retrySetAside(client, outTradeNos),
    async hasUnprocessed(outTradeNo) {
      const where = { outTradeNo, processedAt: null };
      return (await client.inbox.findFirst({ where, select: { id: true } })) !== null;
    },
  };
}

async function insertFacts(
  client: DbClient,
  rows: readonly InboxRow[],
  acted: { outcome: FactOutcome; at: Date } | null,
): Promise<void> {
  if (rows.length === 0) return;
  const parameter = rowsParameter(
    rows.map((row) => ({ ...row, body: row.body?.toString('base64') ?? null })),
  );
  await client.$executeRaw`
    insert into inbox (channel, kind, transaction_id, out_trade_no, out_refund_no, amount_fen, is_cumulative,
      currency, occurred_at, origin, notification_id, body, received_at, processed_at, outcome)
    select f.channel, f.kind, f."transactionId", f."outTradeNo", f."outRefundNo", f."amountFen",
      coalesce(f."isCumulative", false), f.currency, f."occurredAt", f.origin, f."notificationId",
      decode(f.body, 'base64'), f."receivedAt", ${acted?.at ?? null}::timestamptz, ${acted?.outcome ?? null}
    from json_to_recordset(${parameter}::json) as f(channel text, kind text, "transactionId" text,
      "outTradeNo" text, "outRefundNo" text, "amountFen" bigint, "isCumulative" boolean, currency text,
      "occurredAt" timestamptz, origin text, "notificationId" text, body text, "receivedAt" timestamptz)
    order by f.channel, f."transactionId", f.kind, f.origin, f."amountFen"
    on conflict (channel, kind, transaction_id, amount_fen, origin) do nothing`;
}

function lockEntries(client: DbClient, which: Prisma.Sql): Promise<InboxEntry[]> {
  return client.$queryRaw<InboxEntry[]>`
    select id, channel, kind, transaction_id as "transactionId", out_trade_no as "outTradeNo",
      out_refund_no as "outRefundNo", amount_fen as "amountFen", is_cumulative as "isCumulative", currency,
      occurred_at as "occurredAt", origin, notification_id as "notificationId"
    from inbox where processed_at is null ${which} for update skip locked`;
}

async function listSetAside(client: DbClient): Promise<SetAsideFact[]> {
  const rows = await client.inbox.findMany({ where: { outcome: 'set_aside' }, orderBy: { id: 'asc' } });
  return rows.flatMap(({ id, channel, kind, outTradeNo, reason, processedAt }) =>
    processedAt ? [{ id, channel, kind, outTradeNo, reason, processedAt }] : [],
  );
}

async function retrySetAside(client: DbClient, outTradeNos: readonly string[] | null): Promise<number> {
  const which = outTradeNos === null ? {} : { outTradeNo: { in: [...outTradeNos] } };
  const { count } = await client.inbox.updateMany({
    where: { outcome: 'set_aside', ...which },
    data: { processedAt: null, outcome: null, reason: null },
  });
  return count;
}
