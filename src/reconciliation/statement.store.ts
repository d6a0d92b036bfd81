import type { DbClient } from '../db/client';
import { dayFromDb, dayToDb, rowsParameter } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { ChannelStatementLine } from '../providers/provider';
import type { Statement, StatementTotals } from './statement';

export type StatementDay = Pick<Statement, 'channel' | 'businessDay'>;

/** A fee that a line names, as far as it is to be booked. */
export interface StatementFee {
  line: number;
  kind: ChannelStatementLine['kind'];
  transactionId: string;
  feeFen: Fen;
  occurredAt: Date;
  orderId: string | null;
}

export interface StatementStore {
  /** Makes everyone else who brings in a statement of that day wait until this transaction ends. */
  lockDay(day: StatementDay): Promise<void>;
  findStatement(id: string): Promise<Statement | null>;
  /** The versions in force from one day to another: of each day the one that was fetched last. */
  findInForce(channel: string, from: BusinessDay, to: BusinessDay): Promise<Statement[]>;
  findVersion(day: StatementDay, sha256: string): Promise<Statement | null>;
  /** The same content again: the version stays, and is in force. */
  setFetchedAt(id: string, at: Date): Promise<void>;
  /** Adds the day's next version, still without lines; the answer is its number. Lock the day first. */
  insertStatement(statement: Omit<Statement, 'version' | keyof StatementTotals>): Promise<number>;
  /** @param firstLine the number of the first of these lines in the file */
  insertLines(statementId: string, firstLine: number, lines: readonly ChannelStatementLine[]): Promise<void>;
  setTotals(id: string, totals: StatementTotals): Promise<void>;
  /** Tells the planner of many new lines; without it a join may be planned for one. Outside a transaction. */
  refreshStatistics(): Promise<void>;
  /** Fees of lines that succeeded, in file order; one that is in dispute is a difference and not booked yet. */
  listFees(statement: Statement, afterLine: number, limit: number): Promise<StatementFee[]>;
  /** How many movements we have booked on the day. */
  countBooked(day: StatementDay): Promise<number>;
}

/** Statements and their lines on one client. */
export function createStatementStore(client: DbClient): StatementStore {
  return {
    async lockDay({ channel, businessDay }) {
      const lock = `statement ${channel} ${businessDay}`;
      await client.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`;
    },
    findStatement: async (id) => toStatement(await client.statement.findUnique({ where: { id } })),
    findInForce: (channel, from, to) => findInForce(client, channel, { from, to }),
    async findVersion({ channel, businessDay }, sha256) {
      return toStatement(
        await client.statement.findFirst({ where: { channel, businessDay: dayToDb(businessDay), sha256 } }),
      );
    },
    async setFetchedAt(id, at) {
      await client.statement.update({ where: { id }, data: { fetchedAt: at } });
    },
    insertStatement: (statement) => insertStatement(client, statement),
    insertLines: (statementId, firstLine, lines) => insertLines(client, { statementId, firstLine, lines }),
    async setTotals(id, totals) {
      await client.statement.update({ where: { id }, data: totals });
    },
    async refreshStatistics() {
      await client.$executeRaw`analyze statement_line`;
    },
    listFees: (statement, afterLine, limit) => client.$queryRaw<StatementFee[]>`
      select l.line, l.kind, l.transaction_id as "transactionId", l.fee_fen as "feeFen",
        l.occurred_at as "occurredAt", p.order_id as "orderId"
      from statement_line l left join payment p on p.id = l.out_trade_no and p.channel = ${statement.channel}
      where l.statement_id = ${statement.id} and l.line > ${afterLine} and l.fee_fen <> 0 and l.status = 'succeeded'
        and l.fee_fen = coalesce(l.fee_due_fen, l.fee_fen)
      order by l.line limit ${limit}`,
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

async function insertStatement(
  client: DbClient,
  { channel, businessDay, ...statement }: Omit<Statement, 'version' | keyof StatementTotals>,
): Promise<number> {
  const day = { channel, businessDay: dayToDb(businessDay) };
  const { _max: last } = await client.statement.aggregate({ where: day, _max: { version: true } });
  const version = (last.version ?? 0) + 1;
  const totals = { lineCount: 0, paidFen: 0n, refundedFen: 0n };
  await client.statement.create({ data: { ...statement, ...day, ...totals, version } });
  return version;
}

async function insertLines(
  client: DbClient,
  {
    statementId,
    firstLine,
    lines,
  }: { statementId: string; firstLine: number; lines: readonly ChannelStatementLine[] },
): Promise<void> {
  await client.$executeRaw`
    insert into statement_line (statement_id, line, kind, transaction_id, out_trade_no, out_refund_no, amount_fen,
      fee_fen, fee_due_fen, status, occurred_at)
    select ${statementId}, l.line, l.kind, l."transactionId", l."outTradeNo", l."outRefundNo", l."amountFen",
      l."feeFen", l."feeDueFen", l.status, l."occurredAt"
    from json_to_recordset(${rowsParameter(lines.map((line, i) => ({ ...line, line: firstLine + i })))}::json)
      as l(line int, kind text, "transactionId" text, "outTradeNo" text, "outRefundNo" text, "amountFen" bigint,
        "feeFen" bigint, "feeDueFen" bigint, status text, "occurredAt" timestamptz)`;
}

type StatementRow = Awaited<ReturnType<DbClient['statement']['findMany']>>[number];

function toStatement(row: StatementRow): Statement;
function toStatement(row: StatementRow | null): Statement | null;
function toStatement(row: StatementRow | null): Statement | null {
  return row && { ...row, businessDay: dayFromDb(row.businessDay) };
}
