import type { BankEntryRow } from './bank-entry-row';
import type { Stores } from '../../db/stores';
import { redEntry } from '../../ledger/adjustment';
import { bookAdjustments } from '../../ledger/adjustment.service';
import type { Posting } from '../../ledger/journal';
import type { FinanceProposal } from '../../proposals/finance-proposal';
import type { ProposalHandler } from '../../proposals/finance-proposal.service';
import { BANK_BOOKINGS, bookingOf } from './bank-booking';
import type { BankBooking, InterestItem } from './bank-booking';
import {
  BankBookingMissing,
  BankBookingOutdated,
  BankEntryExplained,
  BankEntryNotFound,
} from './bank.errors';

const MAY = { proposedWith: 'differences.propose', decidedWith: 'differences.approve' } as const;

/** Books a movement at the bank that nothing in the books calls for; then it is explained. */
export function bankBookingHandler(kind: BankBooking, interest: InterestItem): ProposalHandler {
  return {
    ...MAY,
    async draft(stores, { subject }) {
      const entry = await requireUnexplained(stores, subject);
      return { facts: factsOf(entry), postings: [bookingOf(kind, entry, interest)], reverses: null };
    },
    async carryOut(stores, { id, subject, postings }, { at }) {
      await stores.bank.lockFiles();
      // The row may have come again meanwhile, and say something else.
      const posting = bookingOf(kind, await requireUnexplained(stores, subject), interest);
      if (!isSamePosting(postings, posting)) throw BankBookingOutdated();
      return bookAdjustments(stores, [{ kind, source: `proposal:${id}`, orderId: null, postings }], at);
    },
  };
}

/** Takes such a booking back by a red entry; the movement has to be explained again. */
export const bankReversalHandler: ProposalHandler = {
  ...MAY,
  async draft(stores, { subject }) {
    const { id, facts, postings } = await requireStanding(stores, subject);
    return { facts, postings: redEntry({ journalId: '', postings }).postings, reverses: id };
  },
  async carryOut(stores, { subject, reverses }, { at }) {
    await stores.bank.lockFiles();
    const standing = await requireStanding(stores, subject);
    if (standing.id !== reverses) throw BankBookingMissing();
    return takeBackBooking(stores, standing, at);
  },
};

/** Gives the ids of the red entries. */
export async function takeBackBooking(
  stores: Stores,
  { id, postings }: FinanceProposal,
  at: Date,
): Promise<string[]> {
  await stores.financeProposals.moveProposal({ id, to: 'reversed' }, at);
  const booked = await stores.financeProposals.listJournals(id);
  const entries = booked.map((journalId) => redEntry({ journalId, postings }));
  return bookAdjustments(stores, entries, at);
}

function isSamePosting([proposed]: readonly Posting[], { debit, credit, amountFen }: Posting): boolean {
  return proposed?.debit === debit && proposed.credit === credit && proposed.amountFen === amountFen;
}

const factsOf = ({ bookedOn, direction, amountFen, reference }: BankEntryRow) => ({
  ...{ booked_on: bookedOn, direction, amount: amountFen.toString() },
  ...(reference !== null && { summary: reference }),
});

async function requireUnexplained(stores: Stores, key: string): Promise<BankEntryRow> {
  const entry = await stores.bankEntries.findEntry(key);
  if (!entry) throw BankEntryNotFound();
  if (entry.use !== null) throw BankEntryExplained();
  return entry;
}

async function requireStanding(stores: Stores, key: string): Promise<FinanceProposal> {
  const [standing] = await stores.financeProposals.lockAbout({
    ...{ subjects: [key], kinds: BANK_BOOKINGS, status: 'approved' },
  });
  if (!standing) throw BankBookingMissing();
  return standing;
}
