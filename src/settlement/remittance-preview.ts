import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import { DESTINATIONS, itemTotals, planBatch } from './remittance';
import type { DayAmount, Destination, ItemKey, LeftOut, PlanRules } from './remittance';

/** An item with what a batch made now would take of it, or why it would not. */
export interface PreviewedItem extends ItemKey {
  /** Null where nobody said where it goes, or where its day has to be closed first. */
  destination: Destination | null;
  amountFen: Fen;
  reason: LeftOut['reason'] | 'day_not_closed' | null;
}

/** What batches of all that is closed would have in them, and what waits. */
export interface RemittancePreview {
  /** The last closed day; null: no day is closed. */
  closedUpTo: BusinessDay | null;
  items: PreviewedItem[];
}

/** By the plan of the batch itself, one for each destination; what is of later days waits for their close. */
export function previewBatches(
  days: readonly DayAmount[],
  closedUpTo: BusinessDay | null,
  rules: Pick<PlanRules, 'targets' | 'splits'>,
): RemittancePreview {
  const isClosed = ({ businessDay }: DayAmount): boolean => closedUpTo !== null && businessDay <= closedUpTo;
  const closed = days.filter(isClosed);
  const planned = DESTINATIONS.flatMap((destination) => {
    const { lines, leftOut } = planBatch(closed, { ...rules, destination });
    const taken = itemTotals(lines).map((item) => ({ ...item, destination, reason: null }));
    // An item that goes nowhere is left out of both.
    const waiting = leftOut.filter(({ reason }) => reason !== 'no_target');
    return [...taken, ...waiting.map((item) => ({ ...item, destination }))];
  });
  const nowhere = planBatch(closed, { ...rules, destination: 'treasury' }).leftOut.filter(
    ({ reason }) => reason === 'no_target',
  );
  const open = itemTotals(days.filter((day) => !isClosed(day))).filter(({ amountFen }) => amountFen !== 0n);
  return {
    closedUpTo,
    items: [
      ...planned,
      ...nowhere.map((item) => ({ ...item, destination: null })),
      ...open.map((item) => ({ ...item, destination: null, reason: 'day_not_closed' as const })),
    ],
  };
}
