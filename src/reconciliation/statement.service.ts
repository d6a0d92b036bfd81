import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { BusinessDay } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { newId } from '../kernel/ids';
import { feeJournal } from '../ledger/journal';
import type { ChannelStatement, Provider } from '../providers/provider';
import { StatementEmptyButHadLines, StatementEmptyButWeHaveMoney } from './reconciliation.errors';
import { addLines, EMPTY_SHA256, NO_LINES } from './statement';
import type { Statement } from './statement';

export interface StatementService {
  /**
   * Fetches a channel's file and keeps it as a new version, or finds the version that has the same content.
   * @returns null while the file is not ready
   * @throws CHANNEL_UNAVAILABLE; and, leaving what was there before, STATEMENT_REFUSED, CHANNEL_REJECTED,
   *   StatementEmptyButWeHaveMoney, StatementEmptyButHadLines
   */
  fetchStatement(provider: Provider, day: BusinessDay): Promise<Statement | null>;
  /** Books the fees that a statement names, each once however often this runs. */
  bookFees(statement: Statement): Promise<void>;
}

/** The database client keeps its last hundred parameters in memory, so a million lines must not be large ones. */
const LINES_AT_ONCE = 500;
const FEES_AT_ONCE = 500;

/** A million lines take minutes, and nothing else waits for them. */
const BULK_LIMITS = { timeoutMs: 900_000 };

/** What a file says, before it is kept. */
interface Content extends Pick<ChannelStatement, 'sha256' | 'lines'> {
  channel: string;
  businessDay: BusinessDay;
}

/** Brings in what the channels say about a day. */
export function createStatementService(database: Database, clock: Clock): StatementService {
  return {
    async fetchStatement(provider, businessDay) {
      const channel = provider.profile.code;
      const answer = await provider.readStatement(businessDay);
      if (answer.kind === 'not-ready') return null;
      if (answer.kind === 'empty') return keep(database, noContent(channel, businessDay), clock.now());
      const { statement } = answer;
      try {
        const { sha256 } = statement;
        return await keep(
          database,
          { channel, businessDay, sha256, lines: () => statement.lines() },
          clock.now(),
        );
      } finally {
        await statement.dispose();
      }
    },
    bookFees: (statement) => bookFees(database, statement, clock),
  };
}

function noContent(channel: string, businessDay: BusinessDay): Content {
  return { channel, businessDay, sha256: EMPTY_SHA256, lines: async function* () {} };
}

/** One transaction: a file that is refused at its last line leaves nothing behind. */
async function keep(database: Database, content: Content, at: Date): Promise<Statement> {
  const { statement, isNew } = await database.transact(async (stores) => {
    await stores.statements.lockDay(content);
    const known = await stores.statements.findVersion(content, content.sha256);
    const kept = known ?? (await insertContent(stores, content, at));
    if (kept.lineCount === 0) await refuseEmptiness(stores, content);
    await stores.statements.setFetchedAt(kept.id, at);
    return { statement: { ...kept, fetchedAt: at }, isNew: known === null };
  }, BULK_LIMITS);
  if (isNew) await database.stores.statements.refreshStatistics();
  return statement;
}

async function insertContent(stores: Stores, content: Content, at: Date): Promise<Statement> {
  const { channel, businessDay, sha256 } = content;
  const head = { id: newId('stm', at), channel, businessDay, sha256, fetchedAt: new Date(0) };
  const version = await stores.statements.insertStatement(head);
  let totals = NO_LINES;
  for await (const lines of content.lines()) {
    for (let i = 0; i < lines.length; i += LINES_AT_ONCE) {
      const portion = lines.slice(i, i + LINES_AT_ONCE);
      await stores.statements.insertLines(head.id, totals.lineCount + 1, portion);
      totals = addLines(totals, portion);
    }
  }
  await stores.statements.setTotals(head.id, totals);
  return { ...head, ...totals, version };
}

async function refuseEmptiness(stores: Stores, content: Content): Promise<void> {
  if ((await stores.statements.countBooked(content)) > 0) throw StatementEmptyButWeHaveMoney();
  const { channel, businessDay } = content;
  const [before] = await stores.statements.findInForce(channel, businessDay, businessDay);
  if (before && before.lineCount > 0) throw StatementEmptyButHadLines();
}

/** In portions, each a transaction of its own: the source of a journal is unique, so a second pass adds nothing. */
async function bookFees(database: Database, statement: Statement, clock: Clock): Promise<void> {
  const { channel } = statement;
  for (let after = 0; ; ) {
    const fees = await database.stores.statements.listFees(statement, after, FEES_AT_ONCE);
    const last = fees.at(-1);
    if (!last) return;
    const journals = fees.map(({ kind, feeFen, ...movement }) =>
      feeJournal({ ...movement, channel, amountFen: feeFen }, kind),
    );
    await database.transact((stores) => stores.ledger.insertJournals(journals, clock.now()));
    after = last.line;
  }
}
