import type { DbClient } from '../db/client';
import { rowsParameter } from '../db/rows';
import type { Posting } from '../ledger/journal';
import type { FinanceProposal, ProposalKind, ProposalStatus } from './finance-proposal';

export interface ProposalFilter {
  status?: ProposalStatus | undefined;
  kind?: ProposalKind | undefined;
  /** How what it is about begins: an id whole, or a channel and a day. */
  about?: string | undefined;
  /** The id of the last one of the page before. */
  before?: string | undefined;
  limit: number;
}

export interface ProposalMove extends Pick<FinanceProposal, 'id'> {
  to: ProposalStatus;
  /** Undefined: it was decided before. */
  decided?: Pick<FinanceProposal, 'decidedBy' | 'decidedAt' | 'note'>;
}

export interface ProposalsAbout {
  subjects: readonly string[];
  kinds: readonly ProposalKind[];
  status: ProposalStatus;
}

export interface FinanceProposalStore {
  /** False where something is proposed about the same thing already. */
  insertProposal(proposal: FinanceProposal): Promise<boolean>;
  /** Locked until the transaction ends. */
  lockProposal(id: string): Promise<FinanceProposal | null>;
  /** Those of these kinds about these things that stand so, locked in the order of their ids. */
  lockAbout(about: ProposalsAbout): Promise<FinanceProposal[]>;
  /** Newest first. */
  listProposals(filter: ProposalFilter): Promise<FinanceProposal[]>;
  /** Lock it first. */
  moveProposal(move: ProposalMove, at: Date): Promise<void>;
  /** The ids of what its approval booked. */
  listJournals(proposalId: string): Promise<string[]>;
  /** Says of journals which proposal booked them. */
  insertJournals(proposalId: string, journalIds: readonly string[]): Promise<void>;
}

/** Proposals of the finance department on a client or a transaction. */
export function createFinanceProposalStore(client: DbClient): FinanceProposalStore {
  return {
    insertProposal: (proposal) => insertProposal(client, proposal),
    async lockProposal(id) {
      await client.$queryRaw`select 1 from finance_proposal where id = ${id} for update`;
      const row = await client.financeProposal.findUnique({ where: { id } });
      return row && toProposal(row);
    },
    async lockAbout({ subjects, kinds, status }) {
      const locked = await client.$queryRaw<{ id: string }[]>`
        select id from finance_proposal where subject = any(${[...subjects]}::text[]) and status = ${status}
          and kind = any(${[...kinds]}::text[]) order by id for update`;
      const where = { id: { in: locked.map(({ id }) => id) } };
      return (await client.financeProposal.findMany({ where, orderBy: { id: 'asc' } })).map(toProposal);
    },
    async listProposals({ status, kind, about, before, limit }) {
      const where = {
        ...(status && { status }),
        ...(kind && { kind }),
        ...(about && { subject: { startsWith: about } }),
        ...(before && { id: { lt: before } }),
      };
      const rows = await client.financeProposal.findMany({ where, orderBy: { id: 'desc' }, take: limit });
      return rows.map(toProposal);
    },
    async moveProposal({ id, to, decided }, at) {
      await client.financeProposal.update({ where: { id }, data: { ...decided, status: to, updatedAt: at } });
    },
    async listJournals(proposalId) {
      const rows = await client.financeProposalJournal.findMany({ where: { proposalId } });
      return rows.map(({ journalId }) => journalId);
    },
    async insertJournals(proposalId, journalIds) {
      const data = journalIds.map((journalId) => ({ journalId, proposalId }));
      await client.financeProposalJournal.createMany({ data });
    },
  };
}

async function insertProposal(client: DbClient, proposal: FinanceProposal): Promise<boolean> {
  const count = await client.$executeRaw`
    insert into finance_proposal (id, kind, subject, status, reason, facts, postings, reverses, proposed_by, proposed_at,
      updated_at)
    select p.id, p.kind, p.subject, p.status, p.reason, p.facts, p.postings, p.reverses, p."proposedBy", p."proposedAt",
      p."proposedAt"
    from json_to_recordset(${rowsParameter([proposal])}::json) as p(id text, kind text, subject text, status text,
      reason text, facts jsonb, postings jsonb, reverses text, "proposedBy" text, "proposedAt" timestamptz)
    on conflict do nothing`;
  return count === 1;
}

type Row = NonNullable<Awaited<ReturnType<DbClient['financeProposal']['findUnique']>>>;

function toProposal({ updatedAt: _, ...row }: Row): FinanceProposal {
  const postings = row.postings as { debit: string; credit: string; amountFen: string }[];
  return {
    ...row,
    kind: row.kind as ProposalKind,
    status: row.status as ProposalStatus,
    facts: row.facts as Record<string, string>,
    postings: postings.map((posting): Posting => ({ ...posting, amountFen: BigInt(posting.amountFen) })),
  };
}
