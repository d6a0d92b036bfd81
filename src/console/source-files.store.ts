import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { dayFromDb } from '../db/rows';
import { FOUND_DIFFERENCES, IS_IN_FORCE, OPEN_DIFFERENCES } from '../reconciliation/source-figures.store';
import { PAGE_SIZE } from './listing';
import type { DayRange } from './listing';
import type {
  RunListFilter,
  RunRow,
  StatementLineRow,
  StatementListFilter,
  StatementRow,
} from './source-files';

/** Files of the channels, what is in them, and the runs that compared them; each reads one row more than a page has. */
export interface SourceFileStore {
  listStatements(filter: StatementListFilter): Promise<StatementRow[]>;
  findStatement(id: string): Promise<StatementRow | null>;
  /** In the order of the file. */
  listLines(statementId: string, afterLine: number): Promise<StatementLineRow[]>;
  listRuns(filter: RunListFilter): Promise<RunRow[]>;
}

const TAKE = PAGE_SIZE + 1;

/** Lists on a client or a transaction. There are a few files and runs a day. */
export function createSourceFileStore(client: DbClient): SourceFileStore {
  const read = async (which: Prisma.Sql): Promise<StatementRow[]> => {
    const rows = await client.$queryRaw<RawDay<StatementRow>[]>`
      select s.id, s.channel, s.business_day as "businessDay", s.version, s.sha256, s.line_count as "lineCount",
        s.paid_fen as "paidFen", s.refunded_fen as "refundedFen", s.fetched_at as "fetchedAt",
        ${IS_IN_FORCE} as "isInForce", ${OPEN_DIFFERENCES} as "openDifferences"
      from statement s ${which}`;
    return rows.map(withDay);
  };
  return {
    listStatements: ({ before, ...filter }) =>
      read(Prisma.sql`where ${conditions('s', { ...filter, before: null })} ${beyond(before)}
        order by ${Prisma.raw(ARRIVAL.map((key) => `${key} desc`).join(', '))} limit ${TAKE}`),
    async findStatement(id) {
      const [found] = await read(Prisma.sql`where s.id = ${id}`);
      return found ?? null;
    },
    async listLines(statementId, afterLine) {
      const rows = await client.statementLine.findMany({
        where: { statementId, line: { gt: afterLine } },
        orderBy: { line: 'asc' },
        take: TAKE,
      });
      return rows.map((row) => ({ ...row, id: String(row.line) }));
    },
    listRuns: (filter) => listRuns(client, filter),
  };
}

/** As they came; of one second, in which files of many days may come, by day and channel. */
const ARRIVAL = ["date_trunc('second', s.fetched_at)", 's.business_day', 's.channel', 's.id'];

/** Those that stand after one in the list. */
function beyond(id: string | null): Prisma.Sql {
  if (id === null) return Prisma.empty;
  const place = Prisma.raw(ARRIVAL.join(', '));
  return Prisma.sql`and (${place}) < (select ${place} from statement s where s.id = ${id})`;
}

async function listRuns(client: DbClient, { status, ...filter }: RunListFilter): Promise<RunRow[]> {
  const standing = status === null ? Prisma.empty : Prisma.sql`and r.status = ${status}`;
  const rows = await client.$queryRaw<RawDay<RunRow>[]>`
    select r.id, r.channel, r.business_day as "businessDay", r.trigger, r.status, r.statement_id as "statementId",
      s.version, r.matched_count as "matchedCount", r.reason, r.created_at as "createdAt",
      r.updated_at as "updatedAt", ${FOUND_DIFFERENCES} as differences
    from reconciliation r left join statement s on s.id = r.statement_id
    where ${conditions('r', filter)} ${standing} order by r.id desc limit ${TAKE}`;
  return rows.map(withDay);
}

function conditions(
  table: 's' | 'r',
  { channel, before, from, to }: DayRange & { channel: string | null; before: string | null },
): Prisma.Sql {
  const column = (name: string): Prisma.Sql => Prisma.raw(`${table}.${name}`);
  const given = [
    Prisma.sql`${column('id')} < ${before ?? '~'}`,
    ...(channel === null ? [] : [Prisma.sql`${column('channel')} = ${channel}`]),
    ...(from === null ? [] : [Prisma.sql`${column('business_day')} >= ${from}::date`]),
    ...(to === null ? [] : [Prisma.sql`${column('business_day')} <= ${to}::date`]),
  ];
  return Prisma.join(given, ' and ');
}

type RawDay<Row> = Omit<Row, 'businessDay'> & { businessDay: Date };

const withDay = <Row>(row: RawDay<Row>): Row =>
  ({ ...row, businessDay: dayFromDb(row.businessDay) }) as unknown as Row;
