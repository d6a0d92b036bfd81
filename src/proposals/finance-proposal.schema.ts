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
import { feeInvoiceRequest, PROPOSAL_KINDS, PROPOSAL_STATUSES } from './finance-proposal';
import type { FinanceProposal, ProposalRequest } from './finance-proposal';

const reason = lineIn(500);

const feeInvoiceIn = z.strictObject({
  kind: z.literal('fee_invoice'),
  channel: lineIn(32),
  business_day: businessDay,
  reference: lineIn(64).meta({ description: 'The number of the invoice.' }),
  amount: fenIn,
});

const remittanceReturnIn = z.strictObject({
  kind: z.literal('remittance_return'),
  remittance: lineIn(64),
  reason,
});

const bankBookingIn = z.strictObject({
  kind: z.enum(['bank_charge', 'bank_interest', 'bank_booking_reversal']),
  bank_entry: lineIn(64).meta({ description: 'As the report `bank-movements` calls it.' }),
  reason,
});

const takeBackIn = z.strictObject({
  kind: z.literal('bank_file_take_back'),
  bank_file: lineIn(64),
  reason,
});

export const financeProposalIn = z
  .discriminatedUnion('kind', [feeInvoiceIn, remittanceReturnIn, bankBookingIn, takeBackIn])
  .meta({ id: 'NewFinanceProposal' });

/** What a caller asks for, in the words of the use case. */
export function toProposalRequest(given: z.output<typeof financeProposalIn>): ProposalRequest {
  switch (given.kind) {
    case 'fee_invoice':
      return feeInvoiceRequest({ ...given, businessDay: given.business_day, amountFen: given.amount });
    case 'remittance_return':
      return { kind: given.kind, subject: given.remittance, reason: given.reason, facts: {} };
    case 'bank_file_take_back':
      return { kind: given.kind, subject: given.bank_file, reason: given.reason, facts: {} };
    default:
      return { kind: given.kind, subject: given.bank_entry, reason: given.reason, facts: {} };
  }
}

export const financeProposalOut = z
  .strictObject({
    id: z.string(),
    kind: z.enum(PROPOSAL_KINDS),
    subject: z.string().meta({ description: 'What it is about.' }),
    status: z.enum(PROPOSAL_STATUSES),
    reason: z.string(),
    facts: z.record(z.string(), z.string()),
    postings: z
      .array(z.strictObject({ debit: z.string(), credit: z.string(), amount: fen }))
      .meta({ description: 'What is booked when it is approved.' }),
    reverses: z.string().nullable().meta({ description: 'The proposal that it takes back.' }),
    note: z.string().nullable().meta({ description: 'Why it was refused.' }),
    proposed_by: z.string(),
    proposed_at: timestamp,
    decided_by: z.string().nullable(),
    decided_at: timestamp.nullable(),
  })
  .meta({ id: 'FinanceProposal' });

export const financeProposalPage = pageOf(financeProposalOut);
export const financeProposalQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(PROPOSAL_STATUSES).optional(),
  kind: z.enum(PROPOSAL_KINDS).optional(),
});
export const proposalRefusalIn = z.strictObject({ note: reason }).meta({ id: 'FinanceProposalRefusal' });

/** A proposal as the API shows it. */
export function toFinanceProposalOut(proposal: FinanceProposal): z.output<typeof financeProposalOut> {
  const { id, kind, subject, status, facts, postings, reverses, note } = proposal;
  return {
    ...{ id, kind, subject, status, reason: proposal.reason, facts: { ...facts }, reverses, note },
    postings: postings.map(({ debit, credit, amountFen }) => ({ debit, credit, amount: fenOut(amountFen) })),
    proposed_by: proposal.proposedBy,
    proposed_at: timeOut(proposal.proposedAt),
    decided_by: proposal.decidedBy,
    decided_at: timeOut(proposal.decidedAt),
  };
}
