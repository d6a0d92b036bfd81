import type { DbClient } from '../db/client';
import { dayFromDb, rowsParameter } from '../db/rows';
import type { AccountBalance, BalanceMismatch } from './balance';
import { insertFees, insertRefundFees } from './fee.store';
import type { FeeRefunds, FeeStatement } from './fee.store';
import { compareBalances, listAccounts, rebuildBalances, rollUpBalances } from './balance.store';
import { accountOf } from './journal';
import { firstOpenDay } from './open-day.store';
import type { Journal, JournalKind } from './journal';

export interface LedgerStore {
  /**
   * Books journals whose source is not booked yet; the answer names the ids that were. What belongs to a day that is
   * closed is booked on the next open one, with the time at which it happened.
   */
  insertJournals(journals: readonly Journal[], at: Date): Promise<Set<string>>;
  /** Books the fees that a statement states, less what is booked of them already. Lock the channel first. */
  insertFees(statement: FeeStatement, at: Date): Promise<void>;
  /** Books what a channel gave back of its fees, refund by refund; what is booked already is left alone. */
  insertRefundFees(refunds: FeeRefunds, at: Date): Promise<void>;
  /** Oldest first. */
  listJournals(orderId: string): Promise<Journal[]>;
  /** Up to this moment: what was rolled up, and the postings since. */
  listAccounts(): Promise<AccountBalance[]>;
  /** Of every account that was posted to, by code. */
  listAccountCodes(): Promise<string[]>;
  /** Adds to the balances what was posted since the last roll-up; the answer is how many rows changed. */
  rollUpBalances(): Promise<number>;
  /** The balances per account and day, recomputed from the postings: where they differ from the stored ones. */
  compareBalances(): Promise<BalanceMismatch[]>;
  /** Throws the balances away and makes them anew. Run it alone. */
  rebuildBalances(): Promise<void>;
}

/** Journals, postings and balances on a client or a transaction. */
export function createLedgerStore(client: DbClient): LedgerStore {
  return {
    insertJournals: (journals, at) => insertJournals(client, journals, at),
    insertFees: (statement, at) => insertFees(client, statement, at),
    insertRefundFees: (refunds, at) => insertRefundFees(client, refunds, at),
    listJournals: (orderId) => listJournals(client, orderId),
    listAccounts: () => listAccounts(client),
    async listAccountCodes() {
      const accounts = await client.account.findMany({ select: { code: true }, orderBy: { code: 'asc' } });
      return accounts.map(({ code }) => code);
    },
    rollUpBalances: () => rollUpBalances(client),
    compareBalances: () => compareBalances(client),
    rebuildBalances: () => rebuildBalances(client),
  };
}

/**
 * Journals, the accounts they need and their postings in one statement. The chart of accounts grows by itself: what
 * is posted to exists.
 */
async function insertJournals(
  client: DbClient,
  journals: readonly Journal[],
  at: Date,
): Promise<Set<string>> {
  if (journals.length === 0) return new Set();
  const heads = journals.map(({ postings: _, ...journal }) => journal);
  const postings = journals.flatMap(({ id, postings }) =>
    postings.map((posting, i) => ({ ...posting, journalId: id, line: i + 1 })),
  );
  const codes = new Set(postings.flatMap((posting) => [posting.debit, posting.credit]));
  const accounts = [...codes].sort().map(accountOf);
  const rows = await client.$queryRaw<{ journal_id: string }[]>`
    with booked as (
      insert into journal (id, kind, business_day, occurred_at, source, order_id, created_at)
      select j.id, j.kind, greatest(j."businessDay", ${firstOpenDay}), j."occurredAt", j.source, j."orderId", ${at}
      from json_to_recordset(${rowsParameter(heads)}::json) as j(id text, kind text, "businessDay" date,
        "occurredAt" timestamptz, source text, "orderId" text)
      on conflict (source) do nothing
      returning id, business_day),
    known as (
      insert into account (code, kind, name_zh, name_en, channel, agency_code, income_item_code)
      select a.code, a.kind, a."nameZh", a."nameEn", a.channel, a."agencyCode", a."incomeItemCode"
      from json_to_recordset(${rowsParameter(accounts)}::json) as a(code text, kind text, "nameZh" text,
        "nameEn" text, channel text, "agencyCode" text, "incomeItemCode" text)
      on conflict (code) do nothing)
    insert into posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
    select p."journalId", p.line, p.debit, p.credit, p."amountFen", booked.business_day
    from json_to_recordset(${rowsParameter(postings)}::json) as p("journalId" text, line int, debit text,
      credit text, "amountFen" bigint)
    join booked on booked.id = p."journalId"
    returning journal_id`;
  return new Set(rows.map((row) => row.journal_id));
}

async function listJournals(client: DbClient, orderId: string): Promise<Journal[]> {
  const rows = await client.journal.findMany({
    where: { orderId },
    orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
    include: { postings: { orderBy: { line: 'asc' } } },
  });
  return rows.map(({ createdAt: _, postings, ...row }) => ({
    ...row,
    kind: row.kind as JournalKind,
    businessDay: dayFromDb(row.businessDay),
    postings: postings.map((posting) => ({
      debit: posting.debitAccount,
      credit: posting.creditAccount,
      amountFen: posting.amountFen,
    })),
  }));
}
