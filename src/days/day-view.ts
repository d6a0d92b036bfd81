import type { BusinessDay } from '../kernel/business-day';
import type { AccountDay, Blocker, DayFigures, DayProposal, DayStatus } from './day';
import type { Retention } from './retention';
import type { SealedDay } from './seal';

/** How far a day is. */
export interface DayState {
  day: BusinessDay;
  status: DayStatus;
  proposal: DayProposal | null;
  seal: SealedDay | null;
}

/** What a day that is not closed comes to, and what keeps it open. */
export interface DayFindings {
  accounts: AccountDay[];
  figures: DayFigures;
  blockers: Blocker[];
}

/** A day with its figures; of a closed one the seal has them. */
export interface DayView extends DayState {
  findings: DayFindings | null;
  /** From when on what the day leaves behind may be destroyed. */
  retention: Retention;
}
