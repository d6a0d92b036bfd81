import { auditEntryOf } from '../audit/audit';
import type { Stores } from '../db/stores';
import type { Actor } from '../staff/actor';
import { requireOther, requirePermission } from '../staff/authority';
import { attachmentProblem, ATTACHMENT_TYPES, newAttachment } from './attachment';
import type { AttachedFile, Attachment } from './attachment';
import { approveResolutions, endResolutions } from './decision.service';
import type { DecisionDeps } from './decision.service';
import { refuseObstacles } from './obstacles';
import { draftProposals, draftReversals } from './proposal.service';
import type { Proposal, ProposalRules, ReversalProposal } from './proposal.service';
import type { Resolution } from './resolution';
import { withBookings } from './resolution-booked.service';
import type { BookedResolution } from './resolution-booked.service';
import { entryOf } from './resolution-audit';
import {
  AttachmentNotFound,
  AttachmentRefused,
  DifferenceProposed,
  ResolutionNotYours,
} from './resolution.errors';
import type { ResolutionFilter } from './resolution.store';

/**
 * What persons decide about differences: one proposes, another approves, and only then it is booked. Many at once are
 * done all or none; then the error lists what prevents each.
 */
export interface ResolutionService {
  /** @throws StaffForbidden, AttachmentRefused */
  attach(actor: Actor, file: AttachedFile): Promise<Attachment>;
  /** @throws StaffForbidden, AttachmentNotFound */
  getAttachment(actor: Actor, id: string): Promise<Attachment>;
  /**
   * @throws StaffForbidden, ActionNotAllowed, WriteOffAboveLimit, JournalRefused, and what says why a difference cannot
   * be resolved like that
   */
  propose(actor: Actor, proposal: Proposal): Promise<Resolution[]>;
  /** Proposes to take back, by a red entry, what stands. @throws ResolutionNotReversible, ResolutionNotInState */
  proposeReversals(actor: Actor, proposal: ReversalProposal): Promise<Resolution[]>;
  /** @throws StaffForbidden, OwnProposal (R29), ResolutionNotInState, DifferenceChanged, and as `propose` */
  approve(actor: Actor, ids: readonly string[]): Promise<Resolution[]>;
  /** @throws StaffForbidden, OwnProposal, ResolutionNotInState */
  refuse(actor: Actor, ids: readonly string[], note: string): Promise<Resolution[]>;
  /** By who proposed them. @throws ResolutionNotYours, ResolutionNotInState */
  withdraw(actor: Actor, ids: readonly string[]): Promise<Resolution[]>;
  /** Newest first. @throws StaffForbidden */
  listResolutions(actor: Actor, filter: ResolutionFilter): Promise<Resolution[]>;
  /** These, each with the journal that its approval books, in the same order. @throws StaffForbidden */
  readBookings(actor: Actor, resolutions: readonly Resolution[]): Promise<BookedResolution[]>;
}

export interface ResolutionDeps extends DecisionDeps {
  rules: ProposalRules;
}

/** Maker and checker about differences. */
export function createResolutionService(deps: ResolutionDeps): ResolutionService {
  const { resolutions } = deps.database.stores;
  return {
    ...makerPart(deps),
    ...checkerPart(deps),
    async attach(actor, file) {
      requirePermission(actor, 'differences.propose');
      const problem = attachmentProblem(file);
      if (problem) throw AttachmentRefused({ details: { problem, types: ATTACHMENT_TYPES } });
      const attachment = newAttachment(file, deps.clock.now());
      await resolutions.insertAttachment(attachment);
      return attachment;
    },
    async getAttachment(actor, id) {
      requirePermission(actor, 'books.read');
      const found = await resolutions.findAttachment(id);
      if (!found) throw AttachmentNotFound();
      // Such a document may be about a person.
      const what = { subject: id, at: deps.clock.now(), details: { name: found.name } };
      await deps.database.transact(({ audit }) =>
        audit.append(auditEntryOf(actor, 'attachment.viewed', what)),
      );
      return found;
    },
    async listResolutions(actor, filter) {
      requirePermission(actor, 'books.read');
      return resolutions.listResolutions(filter);
    },
    async readBookings(actor, given) {
      requirePermission(actor, 'books.read');
      return withBookings(deps.database.stores, given);
    },
  };
}

function makerPart(
  deps: ResolutionDeps,
): Pick<ResolutionService, 'propose' | 'proposeReversals' | 'withdraw'> {
  const { database, clock, rules } = deps;
  const draft = (actor: Actor, write: (stores: Stores, at: Date) => Promise<Resolution[]>) =>
    database.transact(async (stores) => {
      const at = clock.now();
      return insertDrafts(stores, actor, { drafts: await write(stores, at), at });
    });
  return {
    async propose(actor, proposal) {
      requirePermission(actor, 'differences.propose');
      if (proposal.action === 'refund') requirePermission(actor, 'refunds.propose');
      const proposedBy = actor.id;
      return draft(actor, (stores, at) => draftProposals(stores, { ...proposal, proposedBy }, { rules, at }));
    },
    async proposeReversals(actor, proposal) {
      requirePermission(actor, 'differences.propose');
      const proposedBy = actor.id;
      return draft(actor, (stores, at) => draftReversals(stores, { ...proposal, proposedBy }, at));
    },
    async withdraw(actor, ids) {
      requirePermission(actor, 'differences.propose');
      const check = ({ proposedBy }: Resolution): void => {
        if (proposedBy !== actor.id) throw ResolutionNotYours();
      };
      return endResolutions(deps, { actor, ids }, { event: 'withdrawn', note: null, check });
    },
  };
}

function checkerPart(deps: ResolutionDeps): Pick<ResolutionService, 'approve' | 'refuse'> {
  return {
    async approve(actor, ids) {
      requirePermission(actor, 'differences.approve');
      return approveResolutions(deps, actor, ids);
    },
    async refuse(actor, ids, note) {
      requirePermission(actor, 'differences.approve');
      const check = ({ proposedBy }: Resolution): void => requireOther(actor, proposedBy);
      return endResolutions(deps, { actor, ids }, { event: 'refused', note, check });
    },
  };
}

async function insertDrafts(
  stores: Stores,
  actor: Actor,
  { drafts, at }: { drafts: readonly Resolution[]; at: Date },
): Promise<Resolution[]> {
  const attachmentId = drafts[0]?.attachmentId ?? null;
  if (attachmentId !== null && !(await stores.resolutions.findAttachment(attachmentId)))
    throw AttachmentNotFound();
  const added = await stores.resolutions.insertProposals(drafts);
  refuseObstacles(
    drafts
      .filter(({ id }) => !added.has(id))
      .map(({ differenceId }) => ({ id: differenceId, error: DifferenceProposed() })),
  );
  await stores.audit.appendAll(
    drafts.map((resolution) => entryOf(resolution, { actor, at, what: 'proposed' })),
  );
  return [...drafts];
}
