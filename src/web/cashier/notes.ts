import { AppError } from '../../kernel/errors';
import type { ErrorKind } from '../../kernel/errors';
import type { CashierNote } from './texts';

type Notes = Partial<Record<ErrorKind, CashierNote | null>>;

/** What a failure means to the payer; a conflict is told by the page itself, which shows what the order has become. */
const OPENING_NOTES: Notes = {
  rejected: 'refused',
  unavailable: 'channel-away',
  'outcome-unknown': 'no-answer',
  conflict: null,
};
const CHECKING_NOTES: Notes = {
  unavailable: 'not-asked',
  'outcome-unknown': 'not-asked',
};

/** What the payer is told of how opening a payment went. @throws what is not about the channel */
export const openingNoteOf = (act: () => Promise<unknown>) => noteOf(act, OPENING_NOTES);

/** What the payer is told of how asking the channel went. @throws what is not about the channel */
export const checkingNoteOf = (act: () => Promise<unknown>) => noteOf(act, CHECKING_NOTES);

async function noteOf(act: () => Promise<unknown>, notes: Notes): Promise<CashierNote | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    const note = error instanceof AppError ? notes[error.kind] : undefined;
    if (note === undefined) throw error;
    return note ?? undefined;
  }
}
