import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import type { Fen } from '../kernel/money';
import type { Claim, ClaimStatus, SuspendedMoney } from './claim';
import { GIVEN_BACK, IS_TAKEN_BACK } from './suspense.store';

/** From where a claim stands to where it goes. */
export interface ClaimMove {
  id: string;
  to: ClaimStatus;
  at: Date;
  decidedBy: string;
  note?: string;
  paymentId?: string;
  refundId?: string;
}

export interface ClaimFilter {
  status?: ClaimStatus | undefined;
  /** The id of the last claim of the page before. */
  before?: string | undefined;
  limit: number;
}

/** The channel's number of money that arrived. */
export interface MoneyKey {
  channel: string;
  transactionId: string;
}

export interface SuspenseFilter {
  /** The last one of the page before. */
  after: MoneyKey | null;
  limit: number;
}

export interface ClaimStore {
  /** False where the same money is claimed already. */
  insertClaim(claim: Claim): Promise<boolean>;
  findClaim(id: string): Promise<Claim | null>;
  lockClaim(id: string): Promise<Claim | null>;
  /** Newest first. */
  listClaims(filter: ClaimFilter): Promise<Claim[]>;
  /** Moves one that waits for a decision; lock it first. */
  moveClaim(move: ClaimMove): Promise<void>;
  /** Whatever has become of it; null where no such money came to suspense. */
  findSuspended(key: MoneyKey): Promise<SuspendedMoney | null>;
  /** What pays nothing and does not go back by itself either, in the order in which it came. */
  listWaiting(filter: SuspenseFilter): Promise<SuspendedMoney[]>;
  /** How much of it there is; counted no further than that many, or null for all of it. */
  sumWaiting(most: number | null): Promise<{ count: number; amountFen: Fen }>;
}

/** Claims, and the money in suspense that they are about, on a client or a transaction. */
export function createClaimStore(client: DbClient): ClaimStore {
  return {
    insertClaim: async (claim) =>
      (await client.claim.createMany({ data: [claim], skipDuplicates: true })).count === 1,
    async findClaim(id) {
      return toClaim(await client.claim.findUnique({ where: { id } }));
    },
    async lockClaim(id) {
      await client.$queryRaw`select id from claim where id = ${id} for update`;
      return toClaim(await client.claim.findUnique({ where: { id } }));
    },
    async listClaims({ status, before, limit }) {
      const where = { ...(status && { status }), ...(before && { id: { lt: before } }) };
      const rows = await client.claim.findMany({ where, orderBy: { id: 'desc' }, take: limit });
      return rows.flatMap((row) => toClaim(row) ?? []);
    },
    async moveClaim({ id, to, at, ...known }) {
      await client.claim.update({ where: { id }, data: { status: to, updatedAt: at, ...known } });
    },
    async findSuspended({ channel, transactionId }) {
      const [row] = await readSuspended(
        client,
        Prisma.sql`and t.channel = ${channel} and t.transaction_id = ${transactionId}`,
      );
      return row ?? null;
    },
    listWaiting: (filter) => listWaiting(client, filter),
    async sumWaiting(most) {
      const [sum] = await client.$queryRaw<{ count: number; amountFen: Fen }[]>`
        select count(*)::int as count, coalesce(sum("amountFen"), 0)::bigint as "amountFen"
        from (${suspended(Prisma.sql`${WAITING} limit ${most}`)}) waiting`;
      return sum ?? { count: 0, amountFen: 0n };
    },
  };
}

const WAITING = Prisma.sql`
    and (c.id is null or c.status = 'requested') and (r.status is null or r.status in ('rejected', 'failed'))
    and coalesce(back.fen, 0) < t.amount_fen`;

function listWaiting(client: DbClient, { after, limit }: SuspenseFilter): Promise<SuspendedMoney[]> {
  const beyond = after
    ? Prisma.sql`and (t.created_at, t.channel, t.transaction_id) > (
        select a.created_at, a.channel, a.transaction_id from channel_transaction a where a.kind = 'payment'
          and a.channel = ${after.channel} and a.transaction_id = ${after.transactionId})`
    : Prisma.empty;
  return readSuspended(
    client,
    Prisma.sql`${WAITING} ${beyond}
    order by t.created_at, t.channel, t.transaction_id limit ${limit}`,
  );
}

/** A payment of ours has brought it only where that knows its number: then the channel gives it back by that payment. */
function readSuspended(client: DbClient, which: Prisma.Sql): Promise<SuspendedMoney[]> {
  return client.$queryRaw<SuspendedMoney[]>`${suspended(which)}`;
}

/** What waits for a person, of which this is so as well. @param which conditions on the channel's transaction `t` */
export const suspendedWaiting = (which: Prisma.Sql): Prisma.Sql => suspended(Prisma.sql`${WAITING} ${which}`);

function suspended(which: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select t.channel, t.transaction_id as "transactionId", t.out_trade_no as "outTradeNo",
      t.amount_fen as "amountFen", t.occurred_at as "occurredAt", t.reason, p.id as "paymentId",
      p.order_id as "orderId", c.id as "claimId", coalesce(c.status = 'approved', false) as "isBound",
      r.id as "refundId", r.status as "refundStatus", coalesce(back.fen, 0)::bigint as "returnedFen"
    from channel_transaction t
    left join payment p on p.id = t.out_trade_no and p.channel = t.channel and p.transaction_id = t.transaction_id
      and p.disposition = 'suspense'
    left join claim c on c.channel = t.channel and c.transaction_id = t.transaction_id
      and (c.status = 'requested' or c.status = 'approved' and c.order_id is not null)
    left join lateral (select x.id, x.status from refund x
      where x.payment_id = p.id and x.origin = 'suspense' order by x.id desc limit 1) r on true
    ${GIVEN_BACK}
    where t.kind = 'payment' and t.disposition = 'suspense' and not ${IS_TAKEN_BACK} ${which}`;
}

function toClaim(row: Awaited<ReturnType<DbClient['claim']['findUnique']>>): Claim | null {
  return row && { ...row, status: row.status as ClaimStatus };
}
