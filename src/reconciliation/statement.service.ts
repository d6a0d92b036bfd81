import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { BusinessDay } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { newId } from '../kernel/ids';
import type { ChannelStatement, Provider } from '../providers/provider';
import { StatementRefused } from '../providers/provider.errors';
import { REFUSAL_TEXTS } from '../providers/statement-refusals';
import {
  StatementEmptyButHadLines,
  StatementEmptyButWeHaveMoney,
  StatementWrongDay,
} from './reconciliation.errors';
import { rowsOfDay } from './rows-of-day';
import { EMPTY_SHA256, isDoubled } from './statement';
import type { Statement } from './statement';
import type { StatementDay } from './statement.store';

export interface StatementService {
  /**
   * Fetches a channel's file and keeps it as a new version, or finds the version that has the same content.
   * @returns null while the file is not ready
   * @throws CHANNEL_UNAVAILABLE; and, leaving what was there before, STATEMENT_REFUSED, CHANNEL_REJECTED,
   *   StatementWrongDay where its rows are of another day, StatementEmptyButWeHaveMoney, StatementEmptyButHadLines
   */
  fetchStatement(provider: Provider, day: BusinessDay): Promise<Statement | null>;
  /**
   * Keeps a file that a person brought, which is gone when it has been read.
   * @throws as `fetchStatement`
   */
  keepUploaded(provider: Provider, day: BusinessDay, path: string): Promise<Statement>;
}

/** Lines of a process that was killed between bringing them in and inserting their statement. */
const ABANDONED_AFTER_MS = 86_400_000;

/** What a file says, before it is kept. */
interface Content extends Pick<ChannelStatement, 'digest' | 'lines'> {
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
      return keepFile(database, { channel, businessDay, statement: answer.statement }, clock.now());
    },
    async keepUploaded(provider, businessDay, path) {
      const statement = await provider.openStatement(path);
      const channel = provider.profile.code;
      return keepFile(database, { channel, businessDay, statement }, clock.now());
    },
  };
}

/** The file is gone when this has ended. */
async function keepFile(
  database: Database,
  file: { channel: string; businessDay: BusinessDay; statement: ChannelStatement },
  at: Date,
): Promise<Statement> {
  const { channel, businessDay, statement } = file;
  const { day } = statement;
  try {
    if (day !== null && day !== businessDay) throw StatementWrongDay({ details: { found: day } });
    const lines = () => rowsOfDay(statement.lines(), businessDay);
    return await keep(database, { channel, businessDay, digest: () => statement.digest(), lines }, at);
  } finally {
    await statement.dispose();
  }
}

function noContent(channel: string, businessDay: BusinessDay): Content {
  return { channel, businessDay, digest: async () => EMPTY_SHA256, lines: async function* () {} };
}

/** A file that is refused at its last line leaves nothing behind, and one that is known adds nothing. */
async function keep(database: Database, content: Content, at: Date): Promise<Statement> {
  const digest = content.digest();
  // Waited for where it is needed; until then nobody listens to what it throws.
  digest.catch(() => undefined);
  const known = await findKnown(database.stores, content, digest);
  if (known) return database.transact((stores) => putInForce(stores, known, at));
  const brought = await bringIn(database, { ...content, digest }, at);
  try {
    await refuseDoubled(database.stores, brought);
    return await database.transact(async (stores) => {
      await stores.statements.lockDay(content);
      const first = await stores.statements.findVersion(content, brought.sha256);
      // Somebody else was faster with the same file.
      if (first) await stores.statements.deleteLines(brought.id);
      const version = first ?? { ...brought, version: await stores.statements.insertStatement(brought) };
      return putInForce(stores, version, at);
    });
  } catch (error) {
    await database.stores.statements.deleteLines(brought.id);
    throw error;
  }
}

async function putInForce(stores: Stores, statement: Statement, at: Date): Promise<Statement> {
  if (statement.lineCount === 0) await refuseEmptiness(stores, statement);
  await stores.statements.setFetchedAt(statement.id, at);
  return { ...statement, fetchedAt: at };
}

/** Mostly it is the first file of its day, which needs no digest to be told from others. */
async function findKnown(
  { statements }: Stores,
  day: StatementDay,
  digest: Promise<string>,
): Promise<Statement | null> {
  const [any] = await statements.findInForce(day.channel, day.businessDay, day.businessDay);
  return any ? statements.findVersion(day, await digest) : null;
}

/** Streams the lines in while the digest is made; until their statement is inserted, nobody sees them. */
async function bringIn(
  database: Database,
  content: StatementDay & Pick<Content, 'lines'> & { digest: Promise<string> },
  at: Date,
): Promise<Omit<Statement, 'version'>> {
  const { channel, businessDay, digest } = content;
  const { statements } = database.stores;
  await statements.deleteAbandonedLines(newId('stm', new Date(at.getTime() - ABANDONED_AFTER_MS)));
  const id = newId('stm', at);
  const totals = await database.bulk.statementLines.copyLines(id, proven(content.lines(), digest));
  await statements.refreshStatistics();
  return { id, channel, businessDay, sha256: await digest, fetchedAt: new Date(0), ...totals };
}

/** Ends only with a file that is whole: what is wrong with its rows matters less than that it is not the file. */
async function* proven<T>(rows: AsyncIterable<T>, digest: Promise<string>): AsyncIterable<T> {
  try {
    yield* rows;
  } finally {
    await digest;
  }
}

async function refuseDoubled({ statements }: Stores, statement: Omit<Statement, 'version'>): Promise<void> {
  if (!isDoubled(await statements.sampleTwins(statement))) return;
  const [reason, what] = ['doubled', REFUSAL_TEXTS.doubled];
  throw StatementRefused({ details: { reason, row_count: statement.lineCount, what } });
}

async function refuseEmptiness(
  stores: Stores,
  content: Pick<Statement, 'channel' | 'businessDay'>,
): Promise<void> {
  if ((await stores.statements.countBooked(content)) > 0) throw StatementEmptyButWeHaveMoney();
  const { channel, businessDay } = content;
  const [before] = await stores.statements.findInForce(channel, businessDay, businessDay);
  if (before && before.lineCount > 0) throw StatementEmptyButHadLines();
}
