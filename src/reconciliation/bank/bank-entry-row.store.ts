import { Prisma } from '../../db/client';
import type { DbClient } from '../../db/client';
import {
  ENTRIES,
  entryConditions,
  EXPECTED,
  IS_EXPECTED,
  IS_UNEXPLAINED,
  OTHER_ACCOUNT,
} from './entry-use.store';
import type { Fen } from '../../kernel/money';
import type { BankEntryFilter, BankEntryRow } from './bank-entry-row';

/** What the bank told of the clearing account, row by row. */
export interface BankEntryStore {
  /** The newest file first, each in its own order. */
  listEntries(filter: BankEntryFilter): Promise<BankEntryRow[]>;
  findEntry(key: string): Promise<BankEntryRow | null>;
  /** The keys of what left the bank under a number, which it writes among other words. */
  listKeysOf(said: { number: string; amountFen: Fen }): Promise<string[]>;
  /** Of each file the rows that nothing explains; files without any are left out. */
  countUnexplained(fileIds: readonly string[]): Promise<Map<string, number>>;
  /** Of all files, and no further than to a limit. */
  countAllUnexplained(limit: number): Promise<number>;
  putNote(key: string, note: { note: string; notedBy: string; notedAt: Date }): Promise<void>;
}

/** Rows on a client or a transaction. */
export function createBankEntryStore(client: DbClient): BankEntryStore {
  // What a row was taken for is looked up of the rows of the page alone.
  const read = (which: Prisma.Sql, limit: number) => client.$queryRaw<BankEntryRow[]>`
    ${EXPECTED}
    select e.file_id || ' ' || e.line as id, e.key, e.file_id as "fileId", f.name as "fileName", e.line,
      e.booked_on::text as "bookedOn", e.direction, e.amount_fen as "amountFen",
      ${OTHER_ACCOUNT} as "counterAccount", e.reference, e.balance_fen as "balanceFen",
      case when e.channel is null then coalesce(e.booking, u.use) else 'settlement' end as use,
      coalesce(e.settles_day::text, e.booking_id, u.use_id) as "useId", coalesce(e.channel, u.channel) as channel,
      case when e.booking is not null then u.use end as "otherUse",
      case when e.booking is not null then u.use_id end as "otherUseId",
      n.note, n.noted_by as "notedBy", n.noted_at as "notedAt"
    from (select e.*, bk.id as booking_id, bk.kind as booking from ${ENTRIES} where ${which} order by e.file_id desc, e.line limit ${limit}) e
    join bank_file f on f.id = e.file_id
    left join bank_entry_note n on n.entry_key = e.key
    left join lateral (select * from expected x where ${IS_EXPECTED} limit 1) u on true
    order by e.file_id desc, e.line`;
  return {
    listEntries: (filter) => read(conditions(filter), filter.limit),
    findEntry: async (key) => (await read(Prisma.sql`e.key = ${key}`, 1))[0] ?? null,
    listKeysOf: (said) => listKeysOf(client, said),
    async countUnexplained(fileIds) {
      const rows = await client.$queryRaw<{ id: string; count: number }[]>`
        ${EXPECTED} select e.file_id as id, count(*)::int as count from ${ENTRIES}
        where e.file_id = any(${[...fileIds]}) and ${IS_UNEXPLAINED} group by 1`;
      return new Map(rows.map(({ id, count }) => [id, count]));
    },
    async countAllUnexplained(limit) {
      const [row] = await client.$queryRaw<{ count: number }[]>`
        ${EXPECTED} select count(*)::int as count from (
          select from ${ENTRIES} where ${IS_UNEXPLAINED} limit ${limit}) waiting`;
      return row?.count ?? 0;
    },
    async putNote(entryKey, note) {
      const create = { entryKey, ...note };
      await client.bankEntryNote.upsert({ where: { entryKey }, create, update: note });
    },
  };
}

async function listKeysOf(
  client: DbClient,
  { number, amountFen }: { number: string; amountFen: Fen },
): Promise<string[]> {
  const rows = await client.$queryRaw<{ key: string }[]>`
    select key from bank_entry where channel is null and direction = 'debit' and amount_fen = ${amountFen}
      and strpos(reference, ${number}) > 0`;
  return rows.map(({ key }) => key);
}

function conditions({ before, ...filter }: BankEntryFilter): Prisma.Sql {
  const [afterFile = '', afterLine = ''] = (before ?? '').split(' ');
  if (!/^\d{1,9}$/.test(afterLine)) return entryConditions(filter);
  return Prisma.sql`${entryConditions(filter)}
    and (e.file_id < ${afterFile} or (e.file_id = ${afterFile} and e.line > ${Number(afterLine)}))`;
}
