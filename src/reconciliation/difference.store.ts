import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { dayFromDb, rowsParameter } from '../db/rows';
import { addDays } from '../kernel/business-day';
import { MAX_DAYS_BEFORE } from './difference';
import type { ComparedItem, Difference, DifferenceKind, DifferenceType, FoundDifference } from './difference';
import { readItems, SAME_MOVEMENT, stageItems } from './matching.store';
import type { MatchScope } from './matching.store';

/** A run, and the statement that it compares. */
export interface FindingRun {
  id: string;
  statementId: string;
}

/** Lines of one statement. */
export interface StatementLines {
  statementId: string;
  lines: number[];
}

export interface DifferenceStore {
  /** Makes everyone else who matches these channels wait until this transaction ends: days look at their neighbours. */
  lockChannels(channels: readonly string[]): Promise<void>;
  /** Compares a day; what is not plainly equal is laid aside for `readItems` until the end of the transaction. */
  stageItems(scope: MatchScope): Promise<void>;
  /** The items laid aside, each after its number, in portions. @param after the last number so far, 0 at first */
  readItems(after: bigint, limit: number): Promise<[bigint, ComparedItem][]>;
  /**
   * Records what a run found. One that is known keeps its first sighting, and is open again if a run closed it, or if
   * it says other things now than when it was resolved.
   */
  putDifferences(run: FindingRun, found: readonly FoundDifference[], at: Date): Promise<void>;
  /** Closes what a run no longer finds, also on the days around where its statement explains it. */
  closeDifferences(runId: string, scope: MatchScope, at: Date): Promise<void>;
  /**
   * Closes differences of earlier days about refunds that were under way when their file was made and are booked by
   * now, just as it said; the answer names their lines.
   */
  closeEndedRefunds(runId: string, scope: MatchScope, at: Date): Promise<StatementLines[]>;
  /** Closes differences about payments that a file has and that have been booked since, just as it says. */
  closeBooked(at: Date): Promise<void>;
  /** What a run found, by id. @param after the last id of the page before */
  listDifferences(runId: string, after: string | undefined, limit: number): Promise<Difference[]>;
  countTypes(runId: string): Promise<Map<DifferenceType, number>>;
}

/** Differences, and the comparison that finds them, on one client. */
export function createDifferenceStore(client: DbClient): DifferenceStore {
  return {
    lockChannels: (channels) =>
      lockNames(
        client,
        channels.map((channel) => `reconciliation ${channel}`),
      ),
    stageItems: (scope) => stageItems(client, scope),
    readItems: (after, limit) => readItems(client, after, limit),
    putDifferences: (run, found, at) => putDifferences(client, run, { found, at }),
    closeDifferences: (runId, scope, at) => closeDifferences(client, runId, { scope, at }),
    closeEndedRefunds: (runId, scope, at) => closeEndedRefunds(client, runId, { scope, at }),
    closeBooked: (at) => closeBooked(client, at),
    async listDifferences(runId, after, limit) {
      const rows = await client.$queryRaw<DifferenceRow[]>`
        select d.* from reconciliation_difference r join difference d on d.id = r.difference_id
        where r.reconciliation_id = ${runId} and r.difference_id > ${after ?? ''}
        order by r.difference_id limit ${limit}`;
      return rows.map(toDifference);
    },
    async countTypes(runId) {
      const rows = await client.$queryRaw<{ type: DifferenceType; count: bigint }[]>`
        select d.type, count(*) from reconciliation_difference r join difference d on d.id = r.difference_id
        where r.reconciliation_id = ${runId} group by d.type`;
      return new Map(rows.map(({ type, count }) => [type, Number(count)]));
    },
  };
}

async function putDifferences(
  client: DbClient,
  { id: runId, statementId }: FindingRun,
  { found, at }: { found: readonly FoundDifference[]; at: Date },
): Promise<void> {
  if (found.length === 0) return;
  const rows = found.map(({ ours, theirs, ...difference }) => ({
    ...difference,
    oursFen: ours?.amountFen,
    theirsFen: theirs?.amountFen,
    oursStatus: ours?.status,
    theirsStatus: theirs?.status,
  }));
  await client.$executeRaw`
    with found as (
      select * from json_to_recordset(${rowsParameter(rows)}::json) as d(id text, channel text, "businessDay" date,
        type text, kind text, "transactionId" text, "outTradeNo" text, "oursFen" bigint, "theirsFen" bigint,
        "oursStatus" text, "theirsStatus" text, "statementLine" int)),
    written as (
      insert into difference as d (id, channel, business_day, type, kind, transaction_id, out_trade_no, ours_fen,
        theirs_fen, ours_status, theirs_status, statement_id, statement_line, first_seen_at)
      select id, channel, "businessDay", type, kind, "transactionId", "outTradeNo", "oursFen", "theirsFen",
        "oursStatus", "theirsStatus", ${statementId}, "statementLine", ${at} from found
      on conflict (id) do update set ours_fen = excluded.ours_fen, theirs_fen = excluded.theirs_fen,
        ours_status = excluded.ours_status, theirs_status = excluded.theirs_status,
        statement_id = excluded.statement_id, statement_line = excluded.statement_line, closed_by_run = null,
        closed_at = case when d.resolution_id is not null and (d.ours_fen, d.theirs_fen, d.ours_status,
          d.theirs_status) is not distinct from (excluded.ours_fen, excluded.theirs_fen, excluded.ours_status,
          excluded.theirs_status) then d.closed_at end
      where (d.ours_fen, d.theirs_fen, d.ours_status, d.theirs_status, d.statement_id, d.statement_line)
          is distinct from (excluded.ours_fen, excluded.theirs_fen, excluded.ours_status, excluded.theirs_status,
            excluded.statement_id, excluded.statement_line)
        or d.closed_by_run is not null)
    insert into reconciliation_difference (reconciliation_id, difference_id)
    select ${runId}, id from found on conflict do nothing`;
}

async function closeDifferences(
  client: DbClient,
  id: string,
  { scope: { channel, businessDay, statementId, carriedOver }, at }: { scope: MatchScope; at: Date },
): Promise<void> {
  // Both sides were written just now, so the planner takes each for a row or two; they may be a whole day.
  await client.$executeRaw`set local enable_nestloop = off`;
  await client.$executeRaw`
    update difference d set closed_at = coalesce(d.closed_at, ${at}), closed_by_run = ${id}
    where d.channel = ${channel} and d.business_day = ${businessDay}::date and d.closed_by_run is null
      and d.kind in ('payment', 'refund') and not (d.is_reversed and ${inStatement(statementId)})
      and not exists (select from reconciliation_difference r
        where r.reconciliation_id = ${id} and r.difference_id = d.id)`;
  await client.$executeRaw`set local enable_nestloop to default`;
  // Its booking was taken back, so that the books look as the file does: it is open while the file has the movement.
  await client.$executeRaw`
    update difference d set closed_at = null, closed_by_run = null
    where d.channel = ${channel} and d.business_day = ${businessDay}::date and d.is_reversed
      and d.resolution_id is null and d.closed_by_run is not null and ${inStatement(statementId)}`;
  // An item of a day around that stands in this statement is no longer missing.
  await client.$executeRaw`
    update difference d set closed_at = ${at}, closed_by_run = ${id}
    from channel_transaction t join statement_line l on l.statement_id = ${statementId} and ${SAME_MOVEMENT}
    where d.channel = ${channel} and d.closed_at is null and d.type in ('ours_only', 'cutoff_pending')
      and d.business_day between ${addDays(businessDay, -1)}::date and ${addDays(businessDay, MAX_DAYS_BEFORE)}::date
      and t.channel = d.channel and t.kind = d.kind and t.transaction_id = d.transaction_id`;
  if (carriedOver === null) return;
  // One that was expected here has been found, or is missing for good and has been recorded as such.
  await client.$executeRaw`
    update difference d set closed_at = ${at}, closed_by_run = ${id}
    from channel_transaction t
    where d.channel = ${channel} and d.closed_at is null and d.type = 'cutoff_pending'
      and d.business_day = ${carriedOver.businessDay}::date
      and t.channel = d.channel and t.kind = d.kind and t.transaction_id = d.transaction_id
      and t.occurred_at >= ${carriedOver.cutoffAt}`;
}

/** Whether a statement has the movement of the difference `d`. */
const inStatement = (statementId: string): Prisma.Sql => Prisma.sql`exists (
  select from statement_line l where l.statement_id = ${statementId} and l.out_trade_no = d.out_trade_no
    and l.kind = d.kind and l.transaction_id = d.transaction_id)`;

/** After this many days a refund has ended one way or the other. */
const MAX_REFUND_DAYS = 60;

function closeEndedRefunds(
  client: DbClient,
  id: string,
  { scope: { channel, businessDay }, at }: { scope: MatchScope; at: Date },
): Promise<StatementLines[]> {
  return client.$queryRaw<StatementLines[]>`
    with closed as (
      update difference d set closed_at = ${at}, closed_by_run = ${id}
      from statement_line l join channel_transaction t on ${SAME_MOVEMENT} and t.amount_fen = l.amount_fen
      where d.channel = ${channel} and d.closed_at is null and d.kind = 'refund' and d.theirs_status = 'pending'
        and d.type = 'channel_only' and d.business_day between ${addDays(businessDay, -MAX_REFUND_DAYS)}::date and ${businessDay}::date - 1
        and l.statement_id = d.statement_id and l.line = d.statement_line
        and t.channel = d.channel and t.business_day > d.business_day
      returning d.statement_id, d.statement_line)
    select statement_id as "statementId", array_agg(statement_line) as lines from closed group by 1`;
}

/**
 * Of a payment no fee is left to be booked then: those of a day are booked as its file has them. Whatever a run or a
 * decision holds meanwhile is left to them, or to the next round.
 */
async function closeBooked(client: DbClient, at: Date): Promise<void> {
  await client.$executeRaw`
    with booked as (
      select d.id from difference d
      join statement_line l on l.statement_id = d.statement_id and l.line = d.statement_line
      join channel_transaction t on t.channel = d.channel and ${SAME_MOVEMENT} and t.amount_fen = l.amount_fen
      where d.closed_at is null and d.type in ('status_mismatch', 'channel_only') and d.kind = 'payment'
        and l.status = 'succeeded' and not d.is_reversed and (l.fee_due_fen is null or l.fee_due_fen = l.fee_fen)
      order by d.id for update of d skip locked)
    update difference d set closed_at = ${at}, closed_by_run = 'books' from booked b where d.id = b.id`;
}

interface DifferenceRow {
  id: string;
  channel: string;
  business_day: Date;
  type: DifferenceType;
  kind: DifferenceKind;
  transaction_id: string | null;
  out_trade_no: string | null;
  ours_fen: bigint | null;
  theirs_fen: bigint | null;
  ours_status: string | null;
  theirs_status: string | null;
  statement_line: number | null;
  first_seen_at: Date;
  closed_at: Date | null;
}

function toDifference(row: DifferenceRow): Difference {
  const sideOf = (amountFen: bigint | null, status: string | null) =>
    amountFen === null || status === null ? null : { amountFen, status };
  return {
    id: row.id,
    channel: row.channel,
    businessDay: dayFromDb(row.business_day),
    type: row.type,
    kind: row.kind,
    transactionId: row.transaction_id,
    outTradeNo: row.out_trade_no,
    ours: sideOf(row.ours_fen, row.ours_status),
    theirs: sideOf(row.theirs_fen, row.theirs_status),
    statementLine: row.statement_line,
    firstSeenAt: row.first_seen_at,
    closedAt: row.closed_at,
  };
}
