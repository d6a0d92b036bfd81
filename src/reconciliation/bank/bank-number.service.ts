import type { Stores } from '../../db/stores';
import type { Fen } from '../../kernel/money';
import type { FinanceProposal } from '../../proposals/finance-proposal';
import { BANK_BOOKINGS } from './bank-booking';
import { BankRowBooked } from './bank.errors';

/**
 * Before the books have money leave the bank under a number: where its row was booked as what the bank itself took, it
 * would leave twice. Until the transaction ends nobody books a row meanwhile.
 * @returns what is proposed to be booked for its row: nothing is left to decide about that (`withdrawMootProposals`)
 * @throws BankRowBooked
 */
export async function requireRowUnbooked(
  stores: Stores,
  said: { number: string; amountFen: Fen },
): Promise<FinanceProposal[]> {
  const subjects = await stores.bankEntries.listKeysOf(said);
  const about = { subjects, kinds: BANK_BOOKINGS };
  const moot = await stores.financeProposals.lockAbout({ ...about, status: 'proposed' });
  await stores.bank.lockFiles();
  const [booked] = await stores.financeProposals.lockAbout({ ...about, status: 'approved' });
  if (booked)
    throw BankRowBooked({ details: { kind: booked.kind, booked_on: booked.facts.booked_on ?? '' } });
  return moot;
}
