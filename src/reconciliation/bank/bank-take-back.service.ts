import type { Stores } from '../../db/stores';
import { redEntry } from '../../ledger/adjustment';
import { bookAdjustments } from '../../ledger/adjustment.service';
import type { Posting } from '../../ledger/journal';
import type { FinanceProposal } from '../../proposals/finance-proposal';
import type { ProposalHandler } from '../../proposals/finance-proposal.service';
import { withdrawMootProposals } from '../../proposals/moot-finance-proposal.service';
import { withdrawMoot } from '../moot-proposal.service';
import { BANK_BOOKINGS } from './bank-booking';
import { takeBackBooking } from './bank-booking.service';
import { compareBankDays } from './bank.service';
import { BankFileNotFound, BankFileOfClosedDay, BankFileTakenBack, BankFileToldAgain } from './bank.errors';
import type { BankFile } from './bank-file';
import type { ImportReach } from './bank-take-back';

/** Takes back an import that was a mistake, with all that came of it; the same file may come again then. */
export const bankFileTakeBackHandler: ProposalHandler = {
  proposedWith: 'statements.upload',
  decidedWith: 'differences.approve',
  async draft(stores, { subject }) {
    const { file, reach } = await requireTakeable(stores, subject);
    const { name, rowCount, knownCount } = file;
    const days = { from: reach.coversFrom, to: reach.coversTo };
    const booked = await lockBooked(stores, reach);
    const taken = [...reach.journals, ...booked].flatMap(({ postings }) => postings);
    return {
      facts: { name, rows: String(rowCount - knownCount), ...days },
      postings: redEntry({ journalId: '', postings: summed(taken) }).postings,
      reverses: null,
    };
  },
  async carryOut(stores, { subject }, { at }) {
    const moot = await lockProposed(stores, subject);
    await stores.bank.lockFiles();
    // Of the close of a day at the same moment the second sees what the first has done.
    await stores.days.holdOpen();
    const { reach } = await requireTakeable(stores, subject);
    const booked = await lockBooked(stores, reach);
    const journalIds: string[] = [];
    for (const one of booked) journalIds.push(...(await takeBackBooking(stores, one, at)));
    journalIds.push(...(await bookAdjustments(stores, reach.journals.map(redEntry), at)));
    await stores.bankTakeBacks.takeBackFile(subject, at);
    await compareBankDays(stores, await settledDays(stores, reach), at);
    await withdrawMoot(stores, at);
    await withdrawMootProposals(stores, moot, { note: 'bank_rows_taken_back', at });
    return journalIds;
  },
};

/** A closed day rests on what the bank said of it then: whatever was wrong is corrected on a later one. */
async function requireTakeable(stores: Stores, id: string): Promise<{ file: BankFile; reach: ImportReach }> {
  const file = await stores.bank.findFileById(id);
  if (!file) throw BankFileNotFound();
  if (file.takenBackAt !== null) throw BankFileTakenBack();
  const reach = await stores.bankTakeBacks.readReach(id);
  if (!reach) throw BankFileNotFound();
  const { firstDay, coversTo, toldAgainBy } = reach;
  const last = await stores.days.findLastSealed();
  if (last !== null && firstDay <= last.day)
    throw BankFileOfClosedDay({ details: { day: last.day < coversTo ? last.day : coversTo } });
  if (toldAgainBy !== null) throw BankFileToldAgain({ details: { name: toldAgainBy } });
  return { file, reach };
}

/** What waits for a decision about rows of it; before the rows, as an approval locks them. */
async function lockProposed(stores: Stores, fileId: string): Promise<FinanceProposal[]> {
  const subjects = await stores.bankTakeBacks.listKeys(fileId);
  const kinds = [...BANK_BOOKINGS, 'bank_booking_reversal'] as const;
  return stores.financeProposals.lockAbout({ subjects, kinds, status: 'proposed' });
}

const lockBooked = (stores: Stores, { bookedKeys: subjects }: ImportReach): Promise<FinanceProposal[]> =>
  stores.financeProposals.lockAbout({ subjects, kinds: BANK_BOOKINGS, status: 'approved' });

/** Whose figures are others without it. */
const settledDays = (stores: Stores, { firstDay, coversFrom, coversTo }: ImportReach) =>
  stores.bank.listSettling(firstDay < coversFrom ? firstDay : coversFrom, coversTo);

/** One for each pair of accounts, as a person reads it. */
function summed(postings: readonly Posting[]): Posting[] {
  const sums = new Map<string, Posting>();
  for (const posting of postings) {
    const key = `${posting.debit} ${posting.credit}`;
    const amountFen = (sums.get(key)?.amountFen ?? 0n) + posting.amountFen;
    sums.set(key, { ...posting, amountFen });
  }
  return [...sums.values()];
}
