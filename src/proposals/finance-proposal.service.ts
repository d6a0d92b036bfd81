import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import type { Actor, Permission } from '../staff/actor';
import { requireAny, requireOther, requirePermission } from '../staff/authority';
import { detailsOf, newFinanceProposal, requireMove } from './finance-proposal';
import type {
  FinanceProposal,
  ProposalDraft,
  ProposalEvent,
  ProposalKind,
  ProposalRequest,
} from './finance-proposal';
import { ProposalNotFound, ProposalNotYours, ProposalWaits } from './finance-proposal.errors';
import type { ProposalFilter } from './finance-proposal.store';

/** How a kind of proposal is made and carried out; each feature has those of its own. */
export interface ProposalHandler {
  proposedWith: Permission;
  decidedWith: Permission;
  /** Checks that it can be done as things stand, and says what would come of it. Nothing is written. */
  draft(stores: Stores, request: ProposalRequest): Promise<ProposalDraft>;
  /** Does it, as things stand by now; gives the ids of the journals that were booked. */
  carryOut(stores: Stores, proposal: FinanceProposal, by: { actor: Actor; at: Date }): Promise<string[]>;
}

export type ProposalHandlers = Readonly<Record<ProposalKind, ProposalHandler>>;

export interface FinanceProposalService {
  /** @throws StaffForbidden, ProposalWaits, and what says why it cannot be done */
  propose(actor: Actor, request: ProposalRequest): Promise<FinanceProposal>;
  /** What would come of it, without proposing it. @throws as `propose` */
  preview(actor: Actor, request: ProposalRequest): Promise<ProposalDraft>;
  /** Does what another proposed. @throws StaffForbidden, OwnProposal (R29), ProposalNotInState, and as `propose` */
  approve(actor: Actor, id: string): Promise<FinanceProposal>;
  /** @throws StaffForbidden, OwnProposal, ProposalNotFound, ProposalNotInState */
  refuse(actor: Actor, id: string, note: string): Promise<FinanceProposal>;
  /** By who proposed it. @throws StaffForbidden, ProposalNotYours, ProposalNotFound, ProposalNotInState */
  withdraw(actor: Actor, id: string): Promise<FinanceProposal>;
  /** Newest first. @throws StaffForbidden */
  listProposals(actor: Actor, filter: ProposalFilter): Promise<FinanceProposal[]>;
  /** Who may decide about it, for the pages. */
  mayDecide(actor: Actor, proposal: FinanceProposal): boolean;
}

interface Deps {
  database: Database;
  clock: Clock;
  handlers: ProposalHandlers;
}

/** A file that is taken back may have many journals. */
const BULK_LIMITS = { timeoutMs: 300_000 };

/** Maker and checker of what is no difference: nothing is booked before another has approved it. */
export function createFinanceProposalService(deps: Deps): FinanceProposalService {
  const { database, handlers } = deps;
  const deciding = Object.values(handlers).map(({ decidedWith }) => decidedWith);
  const proposing = Object.values(handlers).map(({ proposedWith }) => proposedWith);
  const ofKind = ({ kind }: FinanceProposal): Permission => handlers[kind].decidedWith;
  const decision = (actor: Actor) => (proposal: FinanceProposal) => {
    requirePermission(actor, ofKind(proposal));
    requireOther(actor, proposal.proposedBy);
  };
  return {
    propose: (actor, request) => propose(deps, actor, request),
    preview(actor, request) {
      requirePermission(actor, handlers[request.kind].proposedWith);
      return database.transact((stores) => handlers[request.kind].draft(stores, request));
    },
    async approve(actor, id) {
      requireAny(actor, deciding);
      return decide(deps, actor, { id, event: 'approved', note: null, check: decision(actor) });
    },
    async refuse(actor, id, note) {
      requireAny(actor, deciding);
      return decide(deps, actor, { id, event: 'refused', note, check: decision(actor) });
    },
    async withdraw(actor, id) {
      requireAny(actor, proposing);
      const check = ({ proposedBy }: FinanceProposal): void => {
        if (proposedBy !== actor.id) throw ProposalNotYours();
      };
      return decide(deps, actor, { id, event: 'withdrawn', note: null, check });
    },
    async listProposals(actor, filter) {
      requirePermission(actor, 'books.read');
      return database.stores.financeProposals.listProposals(filter);
    },
    mayDecide: ({ id, permissions }, proposal) =>
      proposal.status === 'proposed' && proposal.proposedBy !== id && permissions.has(ofKind(proposal)),
  };
}

async function propose(
  { database, clock, handlers }: Deps,
  actor: Actor,
  request: ProposalRequest,
): Promise<FinanceProposal> {
  const { proposedWith, draft } = handlers[request.kind];
  requirePermission(actor, proposedWith);
  return database.transact(async (stores) => {
    const at = clock.now();
    const found = await draft(stores, request);
    const proposal = newFinanceProposal({ ...request, ...found, proposedBy: actor.id }, at);
    if (!(await stores.financeProposals.insertProposal(proposal)))
      throw ProposalWaits({ details: { subject: proposal.subject } });
    await audit(stores, actor, { proposal, event: 'proposed', at });
    return proposal;
  });
}

interface Decision {
  id: string;
  event: Exclude<ProposalEvent, 'reversal approved'>;
  note: string | null;
  /** Throws where this actor may not. */
  check(proposal: FinanceProposal): void;
}

/** Of two at the same second one waits for the row, and finds it decided. */
async function decide(
  { database, clock, handlers }: Deps,
  actor: Actor,
  { id, event, note, check }: Decision,
): Promise<FinanceProposal> {
  return database.transact(async (stores) => {
    const at = clock.now();
    const proposal = await stores.financeProposals.lockProposal(id);
    if (!proposal) throw ProposalNotFound();
    check(proposal);
    const to = requireMove(proposal, event);
    const decided = { decidedBy: actor.id, decidedAt: at, note };
    if (event === 'approved') {
      const journalIds = await handlers[proposal.kind].carryOut(stores, proposal, { actor, at });
      await stores.financeProposals.insertJournals(id, journalIds);
    }
    await stores.financeProposals.moveProposal({ id, to, decided }, at);
    await audit(stores, actor, { proposal, event, at });
    return { ...proposal, ...decided, status: to };
  }, BULK_LIMITS);
}

async function audit(
  stores: Stores,
  actor: Actor,
  { proposal, event, at }: { proposal: FinanceProposal; event: string; at: Date },
): Promise<void> {
  const { subject } = proposal;
  await stores.audit.append(
    auditEntryOf(actor, `proposal.${event}`, { subject, at, details: detailsOf(proposal) }),
  );
}
