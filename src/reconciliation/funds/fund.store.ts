import type { DbClient } from '../../db/client';
import { lockNames } from '../../db/locks';
import { dayFromDb, dayToDb } from '../../db/rows';
import { addDays } from '../../kernel/business-day';
import type { StatementDay } from '../statement.store';
import type { FundFile, FundGap } from '../fund-flow';

export interface FundStore {
  /** Makes everyone else who brings in a fund file of that day wait until this transaction ends. */
  lockDay(day: StatementDay): Promise<void>;
  findFile(id: string): Promise<FundFile | null>;
  /** Of the day the version that was fetched last. */
  findInForce(day: StatementDay): Promise<FundFile | null>;
  findVersion(day: StatementDay, sha256: string): Promise<FundFile | null>;
  setFetchedAt(id: string, at: Date): Promise<void>;
  /** Adds the day's next version; its lines are there already. The answer is its number. Lock the day first. */
  insertFile(file: Omit<FundFile, 'version'>): Promise<number>;
  /** Takes away lines whose file came to nothing. */
  deleteLines(fileId: string): Promise<void>;
  /**
   * Where the channel's trades and its account differ by more than the rounding of fees, movement by movement. What stands
   * in the other file of a day around is no gap: the account is written a moment after the trade.
   */
  findGaps(day: StatementDay, files: { statementId: string; fundFileId: string }): Promise<FundGap[]>;
}

/** Fund files on a client or a transaction. */
export function createFundStore(client: DbClient): FundStore {
  const toFile = <T extends { businessDay: Date }>(row: T | null) =>
    row && { ...row, businessDay: dayFromDb(row.businessDay) };
  const where = ({ channel, businessDay }: StatementDay) => ({ channel, businessDay: dayToDb(businessDay) });
  return {
    lockDay: ({ channel, businessDay }) => lockNames(client, [`fund file ${channel} ${businessDay}`]),
    findFile: async (id) => toFile(await client.fundFile.findUnique({ where: { id } })),
    findInForce: async (day) =>
      toFile(
        await client.fundFile.findFirst({
          where: where(day),
          orderBy: [{ fetchedAt: 'desc' }, { version: 'desc' }],
        }),
      ),
    findVersion: async (day, sha256) =>
      toFile(await client.fundFile.findFirst({ where: { ...where(day), sha256 } })),
    async setFetchedAt(id, at) {
      await client.fundFile.update({ where: { id }, data: { fetchedAt: at } });
    },
    async insertFile({ businessDay, ...file }) {
      const day = where({ channel: file.channel, businessDay });
      const { _max: last } = await client.fundFile.aggregate({ where: day, _max: { version: true } });
      const version = (last.version ?? 0) + 1;
      await client.fundFile.create({ data: { ...file, ...day, version } });
      return version;
    },
    async deleteLines(fileId) {
      await client.fundLine.deleteMany({ where: { fileId } });
    },
    findGaps: (day, files) => findGaps(client, day, files),
  };
}

type GapRow = Omit<FundGap, 'channel' | 'businessDay'>;

/**
 * The number before a colon is that of the account; a part of a fee that goes back may be a fen off. A movement whose
 * lines come to nothing has moved nothing.
 */
async function findGaps(
  client: DbClient,
  { channel, businessDay }: StatementDay,
  { statementId, fundFileId }: { statementId: string; fundFileId: string },
): Promise<FundGap[]> {
  const rows = await client.$queryRaw<GapRow[]>`
    with trade as (
      select split_part(transaction_id, ':', 1) as id, min(out_trade_no) as out_trade_no, min(line) as line,
        sum(case kind when 'payment' then amount_fen else -amount_fen end - fee_fen)::bigint as fen,
        count(*) filter (where kind = 'refund') as tolerance
      from (select distinct on (kind, transaction_id) * from statement_line
        where statement_id = ${statementId} and status <> 'failed' order by kind, transaction_id, line) l
      group by 1),
    fund as (
      select transaction_id as id, sum(amount_fen)::bigint as fen from fund_line
      where file_id = ${fundFileId} and kind in ('payment', 'refund', 'fee') and transaction_id <> ''
      group by 1 having sum(amount_fen) <> 0),
    lone as (select f.id from fund f left join trade t on t.id = f.id where t.id is null),
    traded_around as (
      select distinct lone.id from lone join statement_line n on n.transaction_id = lone.id
      join statement m on m.id = n.statement_id
      where m.channel = ${channel}
        and m.business_day in (${addDays(businessDay, -1)}::date, ${addDays(businessDay, 1)}::date))
    select coalesce(t.id, f.id) as "transactionId", t.out_trade_no as "outTradeNo", t.line as "statementLine",
      t.fen as "tradeFen", f.fen as "fundFen"
    from trade t full join fund f on f.id = t.id left join traded_around a on a.id = f.id
    where (t.id is not null and f.id is not null and abs(t.fen - f.fen) > t.tolerance)
      or (f.id is null and not exists (select from fund_line n join fund_file m on m.id = n.file_id
        where n.transaction_id = t.id and m.channel = ${channel}
          and m.business_day in (${addDays(businessDay, -1)}::date, ${addDays(businessDay, 1)}::date)))
      or (t.id is null and a.id is null)
    order by 1`;
  return rows.map((row) => ({ channel, businessDay, ...row }));
}
