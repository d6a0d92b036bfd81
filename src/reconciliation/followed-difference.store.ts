import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { dayFromDb, rowsParameter } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
import type { DifferenceType } from './difference';
import { IS_OWNED } from './difference-owner.store';
import type { DifferenceState, FollowedDifference } from './followed-difference';

export interface DifferenceFilter {
  state?: DifferenceState | undefined;
  channel?: string | undefined;
  businessDay?: BusinessDay | undefined;
  /** Of days from … to, both included. */
  from?: BusinessDay | undefined;
  to?: BusinessDay | undefined;
  /** Found by this run. */
  runId?: string | undefined;
  /** Found in this version of a channel's file. */
  statementId?: string | undefined;
  type?: DifferenceType | undefined;
  /** '': those that nobody sees to. */
  ownerId?: string | undefined;
  /** The id of the last one of the page before. */
  after?: string | undefined;
  limit: number;
}

/** What a decision makes of a difference. */
export interface DifferenceChange {
  id: string;
  /** The resolution that stands from now on; null: none does, and the difference is open again. */
  resolutionId: string | null;
  isReversed: boolean;
}

export interface FollowedDifferenceStore {
  /** By id; those that are not there are left out. */
  findDifferences(ids: readonly string[]): Promise<FollowedDifference[]>;
  /** The same, locked in the order of ids until the transaction ends. */
  lockDifferences(ids: readonly string[]): Promise<FollowedDifference[]>;
  /** By id. */
  listFollowed(filter: DifferenceFilter): Promise<FollowedDifference[]>;
  /**
   * Closes those that have a resolution from now on, and opens those that lost theirs, but for what the file in force does
   * not have any more. Lock them first.
   */
  changeDifferences(changes: readonly DifferenceChange[], at: Date): Promise<void>;
  /** @param ownerId null: nobody sees to them any more */
  assignOwner(ids: readonly string[], ownerId: string | null): Promise<void>;
}

/** Differences with what they are made of, on a client or a transaction. */
export function createFollowedDifferenceStore(client: DbClient): FollowedDifferenceStore {
  const find = (ids: readonly string[]): Promise<FollowedDifference[]> =>
    read(client, Prisma.sql`where d.id = any(${[...ids]}) order by d.id`);
  return {
    findDifferences: find,
    async lockDifferences(ids) {
      await client.$queryRaw`select id from difference where id = any(${[...ids]}) order by id for update`;
      return find(ids);
    },
    listFollowed: (filter) => read(client, whereOf(filter)),
    async changeDifferences(changes, at) {
      await client.$executeRaw`
        update difference d set resolution_id = c."resolutionId", is_reversed = c."isReversed",
          closed_by_run = case when c."resolutionId" is null then d.closed_by_run end,
          closed_at = case when c."resolutionId" is not null then ${at}::timestamptz
            when d.closed_by_run is not null then d.closed_at end
        from json_to_recordset(${rowsParameter(changes)}::json) as c(id text, "resolutionId" text,
          "isReversed" boolean)
        where d.id = c.id`;
    },
    async assignOwner(ids, ownerId) {
      await client.difference.updateMany({ where: { id: { in: [...ids] } }, data: { ownerId } });
    },
  };
}

/** What was booked by hand and a later file contradicts, see `isOvertaken`; `standing` is the resolution that stands. */
export const IS_OVERTAKEN = Prisma.sql`(d.resolution_id is not null and standing.action in ('adjust', 'write_off')
  and (d.closed_by_run is not null or d.closed_at is null))`;

const IN_STATE: Readonly<Record<DifferenceState, Prisma.Sql>> = {
  open: Prisma.sql`d.closed_at is null`,
  closed: Prisma.sql`d.closed_at is not null`,
  overtaken: IS_OVERTAKEN,
};

function whereOf({ limit, ...filter }: DifferenceFilter): Prisma.Sql {
  return Prisma.sql`where ${differenceConditions(filter)} order by d.id limit ${limit}`;
}

/** Which differences `d` match; `standing` is the resolution that stands. */
export function differenceConditions(given: Omit<DifferenceFilter, 'limit'>): Prisma.Sql {
  const { state, channel, statementId, type, ownerId, after, ...filter } = given;
  const conditions = [
    Prisma.sql`d.id > ${after ?? ''}`,
    ...(state ? [IN_STATE[state]] : []),
    ...(channel ? [Prisma.sql`d.channel = ${channel}`] : []),
    ...(statementId ? [Prisma.sql`d.statement_id = ${statementId}`] : []),
    ...daysOf(filter),
    ...(type ? [Prisma.sql`d.type = ${type}`] : []),
    ...(ownerId === undefined
      ? []
      : [ownerId === '' ? Prisma.sql`not ${IS_OWNED}` : Prisma.sql`d.owner_id = ${ownerId}`]),
  ];
  return Prisma.join(conditions, ' and ');
}

function daysOf({
  businessDay,
  from,
  to,
  runId,
}: Pick<DifferenceFilter, 'businessDay' | 'from' | 'to' | 'runId'>): Prisma.Sql[] {
  return [
    ...(businessDay ? [Prisma.sql`d.business_day = ${businessDay}::date`] : []),
    ...(from ? [Prisma.sql`d.business_day >= ${from}::date`] : []),
    ...(to ? [Prisma.sql`d.business_day <= ${to}::date`] : []),
    ...(runId
      ? [
          Prisma.sql`exists (select from reconciliation_difference f
            where f.reconciliation_id = ${runId} and f.difference_id = d.id)`,
        ]
      : []),
  ];
}

async function read(client: DbClient, which: Prisma.Sql): Promise<FollowedDifference[]> {
  const rows = await client.$queryRaw<Row[]>`
    select d.*, s.version, s.sha256, l.fee_fen, l.fee_due_fen, l.out_refund_no, l.occurred_at,
      p.status as payment_status, p.order_id, o.status as order_status,
      named.line as repeats_line, named.amount_fen as repeats_fen, named.status as repeats_status,
      standing.action as resolution_action, waiting.id as proposal_id,
      exists (select from refund r where r.payment_id = p.id
        and r.status in ('approved', 'unknown', 'submitted', 'manual')) as is_refund_under_way,
      d.type in ('channel_only', 'ours_only') and exists (select from difference twin
        where twin.channel = d.channel and twin.business_day = d.business_day and twin.kind = d.kind
          and twin.transaction_id = d.transaction_id and twin.closed_by_run is null
          and twin.type = case d.type when 'ours_only' then 'channel_only' else 'ours_only' end) as has_twin
    from difference d
    left join statement s on s.id = d.statement_id
    left join statement_line l on l.statement_id = d.statement_id and l.line = d.statement_line
    left join lateral (select o.line, o.amount_fen, o.status from statement_line o
      where d.type = 'duplicate' and o.statement_id = d.statement_id and o.out_trade_no = d.out_trade_no
        and o.kind = d.kind and o.transaction_id = d.transaction_id and o.line <> d.statement_line
      order by o.line limit 1) named on true
    left join payment p on p.id = d.out_trade_no and p.channel = d.channel
    left join orders o on o.id = p.order_id
    left join difference_resolution standing on standing.id = d.resolution_id
    left join difference_resolution waiting on waiting.difference_id = d.id and waiting.status = 'proposed'
    ${which}`;
  return rows.map(toFollowed);
}

interface Row {
  id: string;
  channel: string;
  business_day: Date;
  type: DifferenceType;
  kind: FollowedDifference['kind'];
  transaction_id: string | null;
  out_trade_no: string | null;
  ours_fen: bigint | null;
  theirs_fen: bigint | null;
  ours_status: string | null;
  theirs_status: string | null;
  statement_id: string | null;
  statement_line: number | null;
  owner_id: string | null;
  resolution_id: string | null;
  is_reversed: boolean;
  first_seen_at: Date;
  closed_at: Date | null;
  closed_by_run: string | null;
  version: number | null;
  sha256: string | null;
  fee_fen: bigint | null;
  fee_due_fen: bigint | null;
  out_refund_no: string | null;
  repeats_line: number | null;
  repeats_fen: bigint | null;
  repeats_status: string | null;
  occurred_at: Date | null;
  payment_status: string | null;
  order_id: string | null;
  order_status: FollowedDifference['orderStatus'];
  resolution_action: FollowedDifference['resolutionAction'];
  proposal_id: string | null;
  is_refund_under_way: boolean;
  has_twin: boolean;
}

function toFollowed(row: Row): FollowedDifference {
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
    feeFen: row.fee_fen,
    isReversed: row.is_reversed,
    paymentStatus: row.payment_status,
    isRefundUnderWay: row.is_refund_under_way,
    hasTwin: row.has_twin,
    repeats: repeatedRowOf(row),
    row: statementRowOf(row),
    orderId: row.order_id,
    orderStatus: row.order_status,
    ownerId: row.owner_id,
    resolutionId: row.resolution_id,
    resolutionAction: row.resolution_action,
    proposalId: row.proposal_id,
    isGone: row.closed_by_run !== null,
  };
}

function sideOf(amountFen: bigint | null, status: string | null): FollowedDifference['ours'] {
  return amountFen === null || status === null ? null : { amountFen, status };
}

function repeatedRowOf(row: Row): FollowedDifference['repeats'] {
  const { repeats_line: line, repeats_fen: amountFen, repeats_status: status } = row;
  return line === null || amountFen === null || status === null ? null : { line, amountFen, status };
}

function statementRowOf(row: Row): FollowedDifference['row'] {
  const { statement_id: statementId, version, sha256, statement_line: line, occurred_at: occurredAt } = row;
  if (statementId === null || version === null || sha256 === null) return null;
  if (line === null || occurredAt === null) return null;
  return {
    ...{ statementId, version, sha256, line, occurredAt },
    feeFen: row.fee_fen ?? 0n,
    feeDueFen: row.fee_due_fen,
    outRefundNo: row.out_refund_no,
  };
}
