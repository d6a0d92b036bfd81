import type { DbClient } from '../db/client';
import { rowsParameter } from '../db/rows';
import type { Posting } from '../ledger/journal';
import type { Attachment } from './attachment';
import type { Resolution, ResolutionAction, ResolutionStatus } from './resolution';

/** From where a resolution stands to where it goes. */
export interface ResolutionMove extends Pick<Resolution, 'id' | 'decidedBy'> {
  to: ResolutionStatus;
  note?: string | null;
  journalId?: string | null;
  claimId?: string | null;
  refundId?: string | null;
}

export interface ResolutionFilter {
  status?: ResolutionStatus | undefined;
  differenceId?: string | undefined;
  /** The id of the last one of the page before. */
  before?: string | undefined;
  limit: number;
}

export interface ResolutionStore {
  /** Adds proposals; the answer names those that are in, the others' differences have one already. */
  insertProposals(resolutions: readonly Resolution[]): Promise<Set<string>>;
  findResolutions(ids: readonly string[]): Promise<Resolution[]>;
  /** Locked in the order of ids until the transaction ends; lock their differences first. */
  lockResolutions(ids: readonly string[]): Promise<Resolution[]>;
  /**
   * Proposals about differences that are closed by now, locked like that; one to take back what stands is not among them.
   */
  lockMoot(): Promise<Resolution[]>;
  /** Newest first. */
  listResolutions(filter: ResolutionFilter): Promise<Resolution[]>;
  /** Lock them first; what a move does not say stays as it is. */
  moveResolutions(moves: readonly ResolutionMove[], at: Date): Promise<void>;
  insertAttachment(attachment: Attachment): Promise<void>;
  findAttachment(id: string): Promise<Attachment | null>;
}

/** Resolutions and their attachments on a client or a transaction. */
export function createResolutionStore(client: DbClient): ResolutionStore {
  const find = async (ids: readonly string[]): Promise<Resolution[]> =>
    (
      await client.differenceResolution.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } })
    ).map(toResolution);
  return {
    insertProposals: (resolutions) => insertProposals(client, resolutions),
    findResolutions: find,
    async lockResolutions(ids) {
      await client.$queryRaw`
        select id from difference_resolution where id = any(${[...ids]}) order by id for update`;
      return find(ids);
    },
    async lockMoot() {
      const ids = await lockMoot(client);
      return ids.length === 0 ? [] : find(ids);
    },
    async listResolutions({ status, differenceId, before, limit }) {
      const where = {
        ...(status && { status }),
        ...(differenceId && { differenceId }),
        ...(before && { id: { lt: before } }),
      };
      const rows = await client.differenceResolution.findMany({
        where,
        orderBy: { id: 'desc' },
        take: limit,
      });
      return rows.map(toResolution);
    },
    moveResolutions: (moves, at) => moveResolutions(client, moves, at),
    async insertAttachment({ content, ...attachment }) {
      await client.resolutionAttachment.create({ data: { ...attachment, content: new Uint8Array(content) } });
    },
    async findAttachment(id) {
      const row = await client.resolutionAttachment.findUnique({ where: { id } });
      return row && { ...row, content: Buffer.from(row.content) };
    },
  };
}

async function lockMoot(client: DbClient): Promise<string[]> {
  const moot = await client.$queryRaw<{ id: string }[]>`
    select r.id from difference_resolution r join difference d on d.id = r.difference_id
    where r.status = 'proposed' and r.action <> 'reverse' and d.closed_at is not null
    order by r.id for update of r`;
  return moot.map(({ id }) => id);
}

async function insertProposals(client: DbClient, resolutions: readonly Resolution[]): Promise<Set<string>> {
  const rows = await client.$queryRaw<{ id: string }[]>`
    insert into difference_resolution (id, difference_id, action, status, reason, postings, basis, order_id,
      attachment_id, reverses, proposed_by, proposed_at, updated_at)
    select r.id, r."differenceId", r.action, r.status, r.reason, r.postings, r.basis, r."orderId", r."attachmentId",
      r.reverses, r."proposedBy", r."proposedAt", r."proposedAt"
    from json_to_recordset(${rowsParameter(resolutions)}::json) as r(id text, "differenceId" text, action text,
      status text, reason text, postings jsonb, basis text, "orderId" text, "attachmentId" text, reverses text, "proposedBy" text,
      "proposedAt" timestamptz)
    order by r."differenceId"
    on conflict do nothing
    returning id`;
  return new Set(rows.map(({ id }) => id));
}

async function moveResolutions(client: DbClient, moves: readonly ResolutionMove[], at: Date): Promise<void> {
  await client.$executeRaw`
    update difference_resolution r set status = m.to, updated_at = ${at},
      decided_by = case when r.status = 'proposed' then m."decidedBy" else r.decided_by end,
      decided_at = case when r.status = 'proposed' then ${at}::timestamptz else r.decided_at end,
      note = coalesce(m.note, r.note), journal_id = coalesce(m."journalId", r.journal_id),
      claim_id = coalesce(m."claimId", r.claim_id), refund_id = coalesce(m."refundId", r.refund_id)
    from json_to_recordset(${rowsParameter(moves)}::json) as m(id text, "to" text, "decidedBy" text, note text,
      "journalId" text, "claimId" text, "refundId" text)
    where r.id = m.id`;
}

type Row = NonNullable<Awaited<ReturnType<DbClient['differenceResolution']['findUnique']>>>;

function toResolution({ updatedAt: _, ...row }: Row): Resolution {
  const postings = row.postings as { debit: string; credit: string; amountFen: string }[];
  return {
    ...row,
    action: row.action as ResolutionAction,
    status: row.status as ResolutionStatus,
    postings: postings.map((posting): Posting => ({ ...posting, amountFen: BigInt(posting.amountFen) })),
  };
}
