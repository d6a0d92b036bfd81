import { z } from 'zod';
import {
  businessDay,
  fen,
  fenIn,
  fenOut,
  lineIn,
  pageOf,
  pageQuery,
  timeOut,
  timestamp,
} from '../http/schema';
import type { Posting } from '../ledger/journal';
import { DIFFERENCE_TYPES } from './difference';
import { CAUSES } from './explanation';
import type { ExplainedDifference } from './followed-difference';
import { differenceOut, toDifferenceOut } from './reconciliation.schema';
import { RESOLUTION_ACTIONS, RESOLUTION_STATUSES } from './resolution';
import type { Resolution } from './resolution';

/** Ids of ours, each once, as many as a person would mark on a page. */
const idsIn = z
  .array(lineIn(64))
  .min(1)
  .max(1000)
  .refine((ids) => new Set(ids).size === ids.length, 'must name each once');
const reasonIn = lineIn(500);
const attachmentIn = lineIn(64)
  .nullable()
  .default(null)
  .meta({ description: 'From `attachResolutionFile`.' });

const directActions = RESOLUTION_ACTIONS.filter((action) => action !== 'reverse');

const postingOut = z.strictObject({ debit: z.string(), credit: z.string(), amount: fen });

const toPostings = (postings: readonly Posting[]): z.output<typeof postingOut>[] =>
  postings.map(({ debit, credit, amountFen }) => ({ debit, credit, amount: fenOut(amountFen) }));

export const proposalIn = z
  .strictObject({
    difference_ids: idsIn,
    action: z.enum(directActions),
    reason: reasonIn,
    attachment_id: attachmentIn,
    order_id: lineIn(64)
      .nullable()
      .default(null)
      .meta({ description: 'With `claim_to_order`: the order that the money pays.' }),
    journal: z
      .strictObject({ debit: lineIn(64), credit: lineIn(64), amount: fenIn })
      .nullable()
      .default(null)
      .meta({
        description: 'With `adjust` of one difference: other accounts, or another amount, than proposed.',
      }),
  })
  .meta({ id: 'ResolutionProposal' });

export const reversalIn = z
  .strictObject({ resolution_ids: idsIn, reason: reasonIn, attachment_id: attachmentIn })
  .meta({ id: 'ReversalProposal' });

export const resolutionIdsIn = z.strictObject({ resolution_ids: idsIn }).meta({ id: 'ResolutionIds' });
export const refusalIn = z
  .strictObject({ resolution_ids: idsIn, note: lineIn(500) })
  .meta({ id: 'ResolutionRefusal' });
export const differenceIdsIn = z.strictObject({ difference_ids: idsIn }).meta({ id: 'DifferenceIds' });
export const assignmentIn = z
  .strictObject({
    difference_ids: idsIn,
    owner: lineIn(64).nullable().meta({
      description: 'The member of the staff (`stf_…`) who sees to them; null: nobody any more.',
    }),
  })
  .meta({ id: 'DifferenceAssignment' });

export const resolutionOut = z
  .strictObject({
    id: z.string(),
    difference_id: z.string(),
    action: z.enum(RESOLUTION_ACTIONS),
    status: z.enum(RESOLUTION_STATUSES),
    reason: z.string(),
    postings: z.array(postingOut).meta({ description: 'What is booked when it is approved.' }),
    order_id: z.string().nullable(),
    attachment_id: z.string().nullable(),
    reverses: z.string().nullable().meta({ description: 'The resolution that it takes back.' }),
    journal_id: z.string().nullable(),
    claim_id: z.string().nullable(),
    refund_id: z.string().nullable(),
    note: z.string().nullable().meta({
      description:
        'Why it was refused; `difference_closed`: its difference closed by itself, nothing was left to decide.',
    }),
    proposed_by: z.string(),
    proposed_at: timestamp,
    decided_by: z.string().nullable().meta({ description: '`system`: nobody had to.' }),
    decided_at: timestamp.nullable(),
  })
  .meta({ id: 'Resolution' });

export const resolutionListOut = z.strictObject({ data: z.array(resolutionOut), next_cursor: z.null() });
export const resolutionPage = pageOf(resolutionOut);
export const resolutionQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(RESOLUTION_STATUSES).optional(),
  difference: lineIn(64).optional(),
});

const explanationOut = z.strictObject({
  cause: z.enum(CAUSES).meta({ description: 'What it probably is.' }),
  age_days: z.int(),
  gap: z
    .int()
    .meta({ description: 'What the channel holds more than our books say, in fen; negative: less.' }),
  suggestion: z.enum([...directActions, 'ask_again']),
  postings: z.array(postingOut).meta({ description: 'The journal that the suggestion would book.' }),
  actions: z.array(z.enum(directActions)).meta({ description: 'What may be proposed.' }),
});

const rowOut = z.strictObject({
  statement_id: z.string(),
  version: z.int(),
  sha256: z.string().meta({ description: 'Of the file.' }),
  line: z.int().meta({ description: 'Counts the rows of the file from 1.' }),
  fee: z.int(),
  fee_due: z.int().nullable(),
  out_refund_no: z.string().nullable(),
  occurred_at: timestamp,
});

export const explainedOut = differenceOut
  .extend({
    channel: z.string(),
    explanation: explanationOut,
    row: rowOut.nullable().meta({ description: 'The row of the channel’s file.' }),
    repeats: z
      .strictObject({ line: z.int(), amount: fen, status: z.string() })
      .nullable()
      .meta({ description: 'Of a duplicate the row of the same file that names the movement first.' }),
    order_id: z.string().nullable(),
    owner: z.string().nullable().meta({
      description: 'Who sees to it, as it was written: whoever left sees to nothing any more.',
    }),
    resolution_id: z.string().nullable().meta({ description: 'The approved one that stands.' }),
    proposal_id: z.string().nullable().meta({ description: 'What waits for a decision.' }),
    is_overtaken: z.boolean().meta({
      description: 'A later file says otherwise: what was booked by hand should be reversed.',
    }),
  })
  .meta({ id: 'ExplainedDifference' });

export const explainedPage = pageOf(explainedOut);
export const explainedQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(['open', 'closed']).optional(),
  channel: lineIn(32).optional(),
  business_day: businessDay.optional(),
  type: z.enum(DIFFERENCE_TYPES).optional(),
  owner: z.string().max(64).optional().meta({ description: 'Empty: those that nobody sees to.' }),
});

export const differenceHistoryOut = z
  .strictObject({ difference: explainedOut, resolutions: z.array(resolutionOut) })
  .meta({ id: 'DifferenceHistory' });

export const attachmentOut = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    media_type: z.string(),
    size_bytes: z.int(),
    sha256: z.string(),
  })
  .meta({ id: 'Attachment' });

/** A resolution as the API shows it. */
export function toResolutionOut(resolution: Resolution): z.output<typeof resolutionOut> {
  return {
    id: resolution.id,
    difference_id: resolution.differenceId,
    action: resolution.action,
    status: resolution.status,
    reason: resolution.reason,
    postings: toPostings(resolution.postings),
    order_id: resolution.orderId,
    attachment_id: resolution.attachmentId,
    reverses: resolution.reverses,
    journal_id: resolution.journalId,
    claim_id: resolution.claimId,
    refund_id: resolution.refundId,
    note: resolution.note,
    proposed_by: resolution.proposedBy,
    proposed_at: timeOut(resolution.proposedAt),
    decided_by: resolution.decidedBy,
    decided_at: timeOut(resolution.decidedAt),
  };
}

/** A difference with its explanation, as the API shows it. */
export function toExplainedOut(difference: ExplainedDifference): z.output<typeof explainedOut> {
  const { explanation, row, repeats } = difference;
  return {
    ...toDifferenceOut(difference),
    channel: difference.channel,
    explanation: {
      cause: explanation.cause,
      age_days: explanation.ageDays,
      gap: fenOut(explanation.gapFen),
      suggestion: explanation.suggestion,
      postings: toPostings(explanation.postings),
      actions: [...explanation.actions],
    },
    row: row && {
      statement_id: row.statementId,
      version: row.version,
      sha256: row.sha256,
      line: row.line,
      fee: fenOut(row.feeFen),
      fee_due: row.feeDueFen === null ? null : fenOut(row.feeDueFen),
      out_refund_no: row.outRefundNo,
      occurred_at: timeOut(row.occurredAt),
    },
    repeats: repeats && {
      line: repeats.line,
      amount: fenOut(repeats.amountFen),
      status: repeats.status,
    },
    order_id: difference.orderId,
    owner: difference.ownerId,
    resolution_id: difference.resolutionId,
    proposal_id: difference.proposalId,
    is_overtaken: difference.isOvertaken,
  };
}
