import type { BusinessDay } from '../kernel/business-day';
import { newId } from '../kernel/ids';
import type { Fen } from '../kernel/money';
import { nextStatus } from '../kernel/transition';
import type { Transition } from '../kernel/transition';
import type { Posting } from '../ledger/journal';
import { ProposalNotInState } from './finance-proposal.errors';

/**
 * What one person proposes and another decides, beside what is done about differences.
 * - `fee_invoice`: a channel invoiced its fee of a day, which is paid apart from the proceeds
 * - `remittance_return`: the bank did not pay a batch; its money may be in another one
 * - `bank_charge`, `bank_interest`: the bank itself took or gave what one of its rows says
 * - `bank_booking_reversal`: such a booking is taken back, by a red entry
 * - `bank_file_take_back`: the import of a file of the bank was a mistake
 */
export const PROPOSAL_KINDS = [
  'fee_invoice',
  'remittance_return',
  'bank_charge',
  'bank_interest',
  'bank_booking_reversal',
  'bank_file_take_back',
] as const;

export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

export const PROPOSAL_STATUSES = ['proposed', 'approved', 'refused', 'withdrawn', 'reversed'] as const;

export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

export type ProposalEvent = 'approved' | 'refused' | 'withdrawn' | 'reversal approved';

/** Every move that a proposal can make. */
export const PROPOSAL_TRANSITIONS: readonly Transition<ProposalStatus, ProposalEvent>[] = [
  { from: 'proposed', event: 'approved', to: 'approved' },
  { from: 'proposed', event: 'refused', to: 'refused' },
  { from: 'proposed', event: 'withdrawn', to: 'withdrawn' },
  { from: 'approved', event: 'reversal approved', to: 'reversed' },
];

/** Where an event leads. @throws ProposalNotInState */
export function requireMove({ status }: FinanceProposal, event: ProposalEvent): ProposalStatus {
  const to = nextStatus(PROPOSAL_TRANSITIONS, status, event);
  if (to === null) throw ProposalNotInState({ details: { status } });
  return to;
}

/** What is asked for. */
export interface ProposalRequest {
  kind: ProposalKind;
  /** What it is about; one proposal about a thing waits at a time. */
  subject: string;
  /** Empty where the thing speaks for itself. */
  reason: string;
  facts: Readonly<Record<string, string>>;
}

/** What would come of it, as it is found when it is proposed. */
export interface ProposalDraft {
  /** What the decider has to know. */
  facts: Readonly<Record<string, string>>;
  postings: readonly Posting[];
  /** The proposal that it takes back. */
  reverses: string | null;
}

export interface FinanceProposal extends ProposalRequest, ProposalDraft {
  id: string;
  status: ProposalStatus;
  /** Why it was refused. */
  note: string | null;
  proposedBy: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
}

/** A proposal that nobody has decided about. */
export function newFinanceProposal(
  terms: ProposalRequest & ProposalDraft & Pick<FinanceProposal, 'proposedBy'>,
  at: Date,
): FinanceProposal {
  const undecided = { note: null, decidedBy: null, decidedAt: null };
  return { ...terms, id: newId('prp', at), status: 'proposed', proposedAt: at, ...undecided };
}

/** What the audit log says of it. */
export function detailsOf({ id, kind, reason, facts }: FinanceProposal): Record<string, string> {
  return { ...facts, proposal: id, kind, ...(reason !== '' && { reason }) };
}

/** That a channel invoiced its fee of a day. */
export function feeInvoiceRequest(invoice: {
  channel: string;
  businessDay: BusinessDay;
  reference: string;
  amountFen: Fen;
}): ProposalRequest {
  const { channel, businessDay: day, reference, amountFen } = invoice;
  const facts = { channel, business_day: day, reference, amount: amountFen.toString() };
  return { kind: 'fee_invoice', subject: `${channel}:${day}:${reference}`, reason: '', facts };
}
