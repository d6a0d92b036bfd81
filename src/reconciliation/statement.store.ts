import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { dayFromDb, dayToDb } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
import type { Statement, TwinSample } from './statement';

export type StatementDay = Pick<Statement, 'channel' | 'businessDay'>;

export interface StatementStore {
  /** Makes everyone else who brings in a statement of that day wait until this transaction ends. */
  lockDay(day: StatementDay): Promise<void>;
  findStatement(id: string): Promise<Statement | null>;
  /** The versions in force from one day to another: of each day the one that was fetched last. */
  findInForce(channel: string, from: BusinessDay, to: BusinessDay): Promise<Statement[]>;
  /** Of these statements those that name payments of this one again, and where that is not known as a difference yet. */
  listRepeating(statement: Statement, others: readonly Statement[]): Promise<Statement[]>;
  findVersion(day: StatementDay, sha256: string): Promise<Statement | null>;
  /** The same content again: the version stays, and is in force. */
  setFetchedAt(id: string, at: Date): Promise<void>;
  /** Adds the day's next version; its lines are there already. The answer is its number. Lock the day first. */
  insertStatement(statement: Omit<Statement, 'version'>): Promise<number>;
  /** Takes away lines whose statement came to nothing. */
  deleteLines(statementId: string): Promise<void>;
  /** Takes away lines that belong to no statement and are older than one of this id would be. */
  deleteAbandonedLines(beforeId: string): Promise<void>;
  /** Tells the planner of many new lines; without it a join may be planned for one. Outside a transaction. */
  refreshStatistics(): Promise<void>;
  /** Looks for rows that stand there again, whatever the length of the file. */
  sampleTwins(statement: Pick<Statement, 'id' | 'lineCount'>): Promise<TwinSample>;
  /** How many movements we have booked on the day. */
  countBooked(day: StatementDay): Promise<number>;
}

/** Statements and their lines on one client. */
export function createStatementStore(client: DbClient): StatementStore {
  return {
    lockDay: ({ channel, businessDay }) => lockNames(client, [`statement ${channel} ${businessDay}`]),
    findStatement: async (id) => toStatement(await client.statement.findUnique({ where: { id } })),
    findInForce: (channel, from, to) => findInForce(client, channel, { from, to }),
    listRepeating: (statement, others) => listRepeating(client, statement, others),
    async findVersion({ channel, businessDay }, sha256) {
      return toStatement(
        await client.statement.findFirst({ where: { channel, businessDay: dayToDb(businessDay), sha256 } }),
      );
    },
    async setFetchedAt(id, at) {
      await client.statement.update({ where: { id }, data: { fetchedAt: at } });
    },
    insertStatement: (statement) => insertStatement(client, statement),
    async deleteLines(statementId) {
      await client.statementLine.deleteMany({ where: { statementId } });
    },
    deleteAbandonedLines: (beforeId) => deleteAbandonedLines(client, beforeId),
    async refreshStatistics() {
      await client.$executeRaw`analyze statement_line (statement_id, line, kind, transaction_id, out_trade_no, fee_fen, status)`;
    },
    sampleTwins: (statement) => sampleTwins(client, statement),
    countBooked: ({ channel, businessDay }) =>
      client.channelTransaction.count({ where: { channel, businessDay: dayToDb(businessDay) } }),
  };
}

async function findInForce(
  client: DbClient,
  channel: string,
  { from, to }: { from: BusinessDay; to: BusinessDay },
): Promise<Statement[]> {
  const rows = await client.statement.findMany({
    where: { channel, businessDay: { gte: dayToDb(from), lte: dayToDb(to) } },
    orderBy: [{ businessDay: 'asc' }, { fetchedAt: 'desc' }, { version: 'desc' }],
    distinct: ['businessDay'],
  });
  return rows.map((row) => toStatement(row));
}

async function listRepeating(
  client: DbClient,
  { id }: Statement,
  others: readonly Statement[],
): Promise<Statement[]> {
  if (others.length === 0) return [];
  const rows = await client.$queryRaw<{ id: string }[]>`
    select distinct m.statement_id as id from statement_line l
    join statement_line m on m.statement_id = any(${others.map((other) => other.id)}) and m.kind = 'payment'
      and m.transaction_id = l.transaction_id
    where l.statement_id = ${id} and l.kind = 'payment' and not exists (select from difference d
      where d.type = 'duplicate' and d.statement_id = m.statement_id and d.statement_line = m.line)`;
  const repeating = new Set(rows.map((row) => row.id));
  return others.filter((other) => repeating.has(other.id));
}

/** Steps from id to id through the index: there are few statements and many lines. */
async function deleteAbandonedLines(client: DbClient, beforeId: string): Promise<void> {
  await client.$executeRaw`
    with recursive ids as (
      (select statement_id from statement_line order by statement_id limit 1)
      union all
      select (select l.statement_id from statement_line l where l.statement_id > ids.statement_id
        order by l.statement_id limit 1)
      from ids where ids.statement_id is not null)
    delete from statement_line where statement_id in (
      select statement_id from ids
      where statement_id < ${beforeId} and not exists (select from statement s where s.id = ids.statement_id))`;
}

const SAMPLE_LINES = 1_000;

/**
 * Both the sample and what is like it are read by an index. The fence (`offset 0`) keeps it so while no statistics know of
 * the new rows: PostgreSQL would read all of the file for each of the sample, to combine two indexes.
 */
async function sampleTwins(
  client: DbClient,
  { id, lineCount }: Pick<Statement, 'id' | 'lineCount'>,
): Promise<TwinSample> {
  const step = Math.max(1, Math.ceil(lineCount / SAMPLE_LINES));
  const [found] = await client.$queryRaw<TwinSample[]>`
    select count(*)::int as looked, count(*) filter (where l.has_twin)::int as twins,
      count(distinct (l.kind, l.transaction_id))::int as movements
    from (select a.kind, a.transaction_id, exists (
        select from (select * from statement_line o where o.out_trade_no = a.out_trade_no offset 0) b
        where b.statement_id = a.statement_id and b.line <> a.line
          and (b.kind, b.transaction_id, b.amount_fen, b.fee_fen, b.status, b.occurred_at)
            = (a.kind, a.transaction_id, a.amount_fen, a.fee_fen, a.status, a.occurred_at)
          and b.out_refund_no is not distinct from a.out_refund_no) as has_twin
      from generate_series(1, ${lineCount}::int, ${step}::int) as n(line)
      join statement_line a on a.statement_id = ${id} and a.line = n.line) l`;
  return found ?? { looked: 0, twins: 0, movements: 0 };
}

async function insertStatement(
  client: DbClient,
  { channel, businessDay, ...statement }: Omit<Statement, 'version'>,
): Promise<number> {
  const day = { channel, businessDay: dayToDb(businessDay) };
  const { _max: last } = await client.statement.aggregate({ where: day, _max: { version: true } });
  const version = (last.version ?? 0) + 1;
  await client.statement.create({ data: { ...statement, ...day, version } });
  return version;
}

type StatementRow = Awaited<ReturnType<DbClient['statement']['findMany']>>[number];

function toStatement(row: StatementRow): Statement;
function toStatement(row: StatementRow | null): Statement | null;
function toStatement(row: StatementRow | null): Statement | null {
  return row && { ...row, businessDay: dayFromDb(row.businessDay) };
}
