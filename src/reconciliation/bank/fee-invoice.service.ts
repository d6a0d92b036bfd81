import { auditEntryOf } from '../../audit/audit';
import type { Stores } from '../../db/stores';
import { bookAdjustments } from '../../ledger/adjustment.service';
import { BANK_ACCOUNT, clearingAccount } from '../../ledger/journal';
import type { Posting } from '../../ledger/journal';
import type { FinanceProposal, ProposalRequest } from '../../proposals/finance-proposal';
import type { ProposalHandler } from '../../proposals/finance-proposal.service';
import { withdrawMootProposals } from '../../proposals/moot-finance-proposal.service';
import { withdrawMoot } from '../moot-proposal.service';
import { requireRowUnbooked } from './bank-number.service';
import { compareBankDays } from './bank.service';
import { FeeInvoiceKnown, FeeInvoiceTooHigh } from './bank.errors';
import type { FeeInvoice } from './bank.store';

/** The invoice by which a channel's fee of a day is paid apart from the proceeds (R27). */
export const feeInvoiceHandler: ProposalHandler = {
  proposedWith: 'statements.upload',
  decidedWith: 'differences.approve',
  async draft(stores, request) {
    const invoice = invoiceOf(request);
    if (await stores.bank.hasInvoice(invoice)) throw knownError(invoice);
    await requireWithinFee(stores, invoice, invoice.amountFen);
    return { facts: request.facts, postings: [postingOf(invoice)], reverses: null };
  },
  async carryOut(stores, proposal, { actor, at }) {
    const invoice = invoiceOf(proposal);
    const { channel, businessDay, reference, amountFen } = invoice;
    const moot = await requireRowUnbooked(stores, { number: reference, amountFen });
    const recorded = { ...invoice, recordedBy: proposal.proposedBy, recordedAt: at };
    if (!(await stores.bank.insertInvoice(recorded))) throw knownError(invoice);
    await requireWithinFee(stores, invoice, 0n);
    const source = `fee_invoice:${channel}:${businessDay}:${reference}`;
    const draft = { kind: 'fee', source, orderId: null, postings: [postingOf(invoice)] } as const;
    const journalIds = await bookAdjustments(stores, [draft], at);
    await compareBankDays(stores, [{ channel, businessDay }], at);
    await withdrawMoot(stores, at);
    await withdrawMootProposals(stores, moot, { note: 'bank_row_explained', at });
    const details = { reference, channel, amount: amountFen.toString() };
    const what = { subject: businessDay, at, details };
    await stores.audit.append(auditEntryOf(actor, 'fee_invoice.recorded', what));
    return journalIds;
  },
};

type Invoice = Pick<FeeInvoice, 'channel' | 'businessDay' | 'reference' | 'amountFen'>;

function invoiceOf({ facts }: ProposalRequest | FinanceProposal): Invoice {
  const { channel = '', business_day: businessDay = '', reference = '', amount = '0' } = facts;
  return { channel, businessDay, reference, amountFen: BigInt(amount) };
}

/** What was charged stands against what the channel holds for us; the invoice is paid to it apart from that. */
const postingOf = ({ channel, amountFen }: Invoice): Posting => ({
  ...{ debit: clearingAccount(channel), credit: BANK_ACCOUNT, amountFen },
});

const knownError = ({ channel, reference }: Invoice) => FeeInvoiceKnown({ details: { channel, reference } });

/** @param moreFen what is not among the invoices yet */
async function requireWithinFee(stores: Stores, invoice: Invoice, moreFen: bigint): Promise<void> {
  const { feeFen, invoicedFen } = await stores.bank.readFee(invoice);
  if (invoicedFen + moreFen <= feeFen) return;
  const others = invoicedFen + moreFen - invoice.amountFen;
  throw FeeInvoiceTooHigh({ details: { fee: Number(feeFen), invoiced: Number(others) } });
}
