import type { Stores } from '../db/stores';
import type { BusinessDay } from '../kernel/business-day';
import { addDays, isBusinessDay } from '../kernel/business-day';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { closeDay, proposeClose } from './closing.service';
import type { ClosingDeps } from './closing.service';
import type { DayProposal } from './day';
import type { DayState, DayView } from './day-view';
import type { DayRange } from './day.store';
import { DayInvalid, DayNotClosed } from './day.errors';
import { inspectDay, readBooks } from './findings.service';
import { retentionOf } from './retention';
import type { SealedDay } from './seal';

export interface DayService {
  /** Every day of the range, oldest first. @throws StaffForbidden */
  listDays(actor: Actor, range: DayRange): Promise<DayState[]>;
  /** A day, with what prevents its being closed. @throws StaffForbidden, DayInvalid */
  getDay(actor: Actor, day: BusinessDay, now: Date): Promise<DayView>;
  /** A closed day, for its certificate. @throws StaffForbidden, DayInvalid, DayNotClosed */
  getSeal(actor: Actor, day: BusinessDay): Promise<SealedDay>;
  /** Says that a day can be closed, for another to do it. @throws StaffForbidden, DayInvalid, DayClosed, DayNotClosable */
  proposeClose(actor: Actor, day: BusinessDay, now: Date): Promise<DayView>;
  /**
   * Checks and seals a day that another proposed; nothing is posted to it any more.
   * @throws StaffForbidden, DayInvalid, OwnProposal, DayClosed, DayNotClosable, DayNotProposed, DaySealKeyMissing
   */
  closeDay(actor: Actor, day: BusinessDay, now: Date): Promise<SealedDay>;
}

/** Days, and their end. */
export function createDayService(deps: ClosingDeps): DayService {
  const { stores } = deps.database;
  return {
    getDay: (actor, day, now) => getDay(deps, actor, { day, now }),
    async listDays(actor, range) {
      requirePermission(actor, 'books.read');
      return listDays(stores, range);
    },
    async getSeal(actor, day) {
      requirePermission(actor, 'books.read');
      requireDay(day);
      const seal = await stores.days.findSealed(day);
      if (!seal) throw DayNotClosed();
      return seal;
    },
    async proposeClose(actor, day, now) {
      requireDay(day);
      await proposeClose(deps, actor, { day, now });
      return getDay(deps, actor, { day, now });
    },
    async closeDay(actor, day, now) {
      requireDay(day);
      return closeDay(deps, actor, { day, now });
    },
  };
}

async function getDay(
  { database: { stores }, channels }: ClosingDeps,
  actor: Actor,
  { day, now }: { day: BusinessDay; now: Date },
): Promise<DayView> {
  requirePermission(actor, 'books.read');
  requireDay(day);
  const seals = { own: await stores.days.findSealed(day), last: await stores.days.findLastSealed() };
  // Whoever proposed it as well may close it by the word of another.
  const proposals = await stores.days.findProposals(day);
  const byOthers = proposals.filter(({ proposedBy }) => proposedBy !== actor.id);
  const state = stateOf(day, byOthers.length > 0 ? byOthers : proposals, seals);
  const isSettled = state.seal !== null && !(await stores.closingChecks.isUnsettled(day));
  const retention = retentionOf(day, isSettled);
  if (state.seal) return { ...state, retention, findings: null };
  const findings = await inspectDay(stores, { day, now, channels }, await readBooks(stores, day));
  return { ...state, retention, findings };
}

function requireDay(day: string): void {
  if (!isBusinessDay(day)) throw DayInvalid();
}

async function listDays(stores: Stores, range: DayRange): Promise<DayState[]> {
  const last = await stores.days.findLastSealed();
  const seals = new Map((await stores.days.listSealed(range)).map((seal) => [seal.day, seal]));
  const proposals = await stores.days.listProposals(range);
  const days: DayState[] = [];
  for (let day = range.from; day <= range.to; day = addDays(day, 1))
    days.push(
      stateOf(
        day,
        proposals.filter((one) => one.day === day),
        { own: seals.get(day) ?? null, last },
      ),
    );
  return days;
}

/** Of several proposals the last one is shown. */
function stateOf(
  day: BusinessDay,
  proposals: readonly DayProposal[],
  { own: seal, last }: Record<'own' | 'last', SealedDay | null>,
): DayState {
  const proposal = proposals.at(-1) ?? null;
  if (seal) return { day, status: 'closed', proposal, seal };
  const isCovered = last !== null && day < last.day;
  return { day, status: isCovered ? 'covered' : proposal ? 'proposed' : 'open', proposal, seal };
}
