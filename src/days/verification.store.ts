import { createHash } from 'node:crypto';
import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { dayToDb } from '../db/rows';
import { isBusinessDay } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { CountedDay } from './verification';

export interface VerificationStore {
  /** Counts a day anew from its rows, a portion at a time. Run it in a transaction. */
  countDay(day: BusinessDay): Promise<Omit<CountedDay, 'foreignPostings'>>;
  /** How many postings stand on days up to this one whose journals came after it, by day. */
  countForeign(upTo: BusinessDay): Promise<Map<BusinessDay, number>>;
}

const ROWS_AT_ONCE = 5_000;

interface Row {
  id: string;
  kind: string;
  day: string;
  occurred: Date;
  source: string;
  order_id: string | null;
  created: Date;
  line: number | null;
  debit: string | null;
  credit: string | null;
  fen: bigint | null;
  posted: string | null;
}

/** Closed days counted anew; shares nothing with what sealed them, so that one mistake cannot hide the other. */
export function createVerificationStore(client: DbClient): VerificationStore {
  return {
    countDay: (day) => countDay(client, day),
    async countForeign(upTo) {
      const rows = await client.$queryRaw<{ day: string; count: bigint }[]>`
        select p.business_day::text as day, count(*) from journal j join posting p on p.journal_id = j.id
        where j.business_day > ${upTo}::date and p.business_day <= ${upTo}::date group by 1`;
      return new Map(rows.map(({ day, count }) => [day, Number(count)]));
    },
  };
}

async function countDay(client: DbClient, day: BusinessDay): Promise<Omit<CountedDay, 'foreignPostings'>> {
  const hash = createHash('sha256');
  const sides = new Map<string, { debit: bigint; credit: bigint }>();
  let [journals, postings, last] = [0, 0, ''];
  for await (const row of rowsOf(client, day)) {
    hash.update(`${lineOf(row)}\n`);
    if (row.id !== last) journals++;
    last = row.id;
    if (row.line !== null) postings++;
    add(sides, row.debit, { debit: row.fen ?? 0n, credit: 0n });
    add(sides, row.credit, { debit: 0n, credit: row.fen ?? 0n });
  }
  const found = await client.statement.findMany({ where: { businessDay: dayToDb(day) } });
  const statements = new Set(found.map(({ channel, version, sha256 }) => `${channel} ${version} ${sha256}`));
  return { journals, postings, journalsHash: hash.digest('hex'), sides, statements };
}

function add(
  sides: Map<string, { debit: bigint; credit: bigint }>,
  account: string | null,
  { debit, credit }: { debit: bigint; credit: bigint },
): void {
  if (account === null) return;
  const side = sides.get(account) ?? { debit: 0n, credit: 0n };
  sides.set(account, { debit: side.debit + debit, credit: side.credit + credit });
}

async function* rowsOf(client: DbClient, day: BusinessDay): AsyncIterable<Row> {
  if (!isBusinessDay(day)) throw new RangeError(`not a day: ${day}`);
  // A cursor takes no parameters.
  await client.$executeRaw`
    declare sealed_rows no scroll cursor for
    select j.id, j.kind, j.business_day::text as day, j.occurred_at as occurred, j.source, j.order_id,
      j.created_at as created, p.line, p.debit_account as debit, p.credit_account as credit, p.amount_fen as fen,
      p.business_day::text as posted
    from journal j left join posting p on p.journal_id = j.id
    where j.business_day = ${Prisma.raw(`'${day}'`)} order by j.id collate "C", p.line`;
  for (;;) {
    const rows = await client.$queryRaw<Row[]>`fetch ${Prisma.raw(String(ROWS_AT_ONCE))} from sealed_rows`;
    yield* rows;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await client.$executeRaw`close sealed_rows`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function lineOf(row: Row): string {
  const { id, line, kind, day, occurred, source, order_id, created, debit, credit, fen, posted } = row;
  return [
    id,
    line,
    kind,
    day,
    occurred.getTime(),
    source,
    order_id,
    created.getTime(),
    debit,
    credit,
    fen,
    posted,
  ]
    .map((value) =>
      value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (one) => ESCAPES[one] ?? one),
    )
    .join('\t');
}
