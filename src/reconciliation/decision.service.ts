import { SYSTEM } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { nextStatus } from '../kernel/transition';
import type { Actor } from '../staff/actor';
import { requireOther, requirePermission } from '../staff/authority';
import type { FollowedDifference } from './followed-difference';
import { obstacleOf, refuseObstacles } from './obstacles';
import type { Obstacle } from './obstacles';
import { basisOf, RESOLUTION_TRANSITIONS } from './resolution';
import type { Resolution, ResolutionEvent, ResolutionStatus } from './resolution';
import { entryOf } from './resolution-audit';
import { bookApproved } from './resolution-booking.service';
import type { ApprovedProposal, Booked } from './resolution-booking.service';
import {
  DifferenceChanged,
  DifferenceClosed,
  ResolutionNotFound,
  ResolutionNotInState,
} from './resolution.errors';

export interface DecisionDeps {
  database: Database;
  clock: Clock;
  /** Whether a register has to learn of the fines that were paid. */
  reportsFines: boolean;
}

/** The resolutions with their differences, locked in the one order: differences, then resolutions. */
async function lockWhole(
  stores: Stores,
  ids: readonly string[],
): Promise<{ whole: ApprovedProposal[]; obstacles: Obstacle[] }> {
  const known = await stores.resolutions.findResolutions(ids);
  const differences = await stores.followedDifferences.lockDifferences(
    known.map(({ differenceId }) => differenceId),
  );
  const byId = new Map(differences.map((difference) => [difference.id, difference]));
  const reversed = known.flatMap(({ reverses }) => reverses ?? []);
  const locked = await stores.resolutions.lockResolutions([...new Set([...ids, ...reversed])]);
  const resolutions = new Map(locked.map((resolution) => [resolution.id, resolution]));
  const obstacles: Obstacle[] = [];
  const whole: ApprovedProposal[] = [];
  for (const id of new Set(ids)) {
    const resolution = resolutions.get(id);
    const difference = resolution && byId.get(resolution.differenceId);
    if (!difference) obstacles.push({ id, error: ResolutionNotFound() });
    else whole.push({ resolution, difference, original: resolutions.get(resolution.reverses ?? '') ?? null });
  }
  return { whole, obstacles };
}

/** Where it goes. @throws ResolutionNotInState; DifferenceClosed where it ended because of that */
export function requireMove({ status, decidedBy }: Resolution, event: ResolutionEvent): ResolutionStatus {
  if (decidedBy === SYSTEM.id) throw DifferenceClosed();
  const to = nextStatus(RESOLUTION_TRANSITIONS, status, event);
  if (to === null) throw ResolutionNotInState({ details: { status } });
  return to;
}

/** What was seen when it was proposed must be what there is now. */
function requireUnchanged({ resolution, difference, original }: ApprovedProposal): void {
  requireMove(resolution, 'approved');
  if (resolution.action === 'reverse') {
    if (difference.resolutionId !== original?.id) throw DifferenceChanged();
    return;
  }
  if (difference.closedAt !== null) throw DifferenceClosed();
  if (resolution.basis !== basisOf(difference)) throw DifferenceChanged();
}

/** A bulk approval books a journal for each. */
const BULK_LIMITS = { timeoutMs: 120_000 };

/** Approves all of them and does what they say, or nothing. @throws as `ResolutionService.approve` */
export async function approveResolutions(
  { database, clock, reportsFines }: DecisionDeps,
  actor: Actor,
  ids: readonly string[],
): Promise<Resolution[]> {
  return database.transact(async (stores) => {
    const at = clock.now();
    const { whole, obstacles } = await lockWhole(stores, ids);
    for (const one of whole) {
      const obstacle = await obstacleOf(one.resolution.id, () => {
        requireOther(actor, one.resolution.proposedBy);
        if (one.resolution.action === 'refund') requirePermission(actor, 'refunds.approve');
        requireUnchanged(one);
      });
      if (obstacle) obstacles.push(obstacle);
    }
    refuseObstacles(obstacles);
    const booked = await bookApproved(stores, whole, { decidedBy: actor.id, at, reportsFines });
    await writeApproval(stores, { whole, booked, actor }, at);
    return stores.resolutions.findResolutions(ids);
  }, BULK_LIMITS);
}

async function writeApproval(
  stores: Stores,
  { whole, booked, actor }: { whole: readonly ApprovedProposal[]; booked: Map<string, Booked>; actor: Actor },
  at: Date,
): Promise<void> {
  const moves = whole.flatMap(({ resolution, original }) => [
    { id: resolution.id, to: 'approved' as const, decidedBy: actor.id, ...booked.get(resolution.id) },
    ...(original
      ? [{ id: original.id, to: requireMove(original, 'reversal approved'), decidedBy: actor.id }]
      : []),
  ]);
  await stores.resolutions.moveResolutions(moves, at);
  await stores.followedDifferences.changeDifferences(
    whole.map(({ resolution, difference, original }) => ({
      id: difference.id,
      resolutionId: original ? null : resolution.id,
      isReversed: isReversedAfter(resolution, difference, original),
    })),
    at,
  );
  await stores.audit.appendAll(
    whole.map(({ resolution }) => entryOf(resolution, { actor, at, what: 'approved' })),
  );
}

/** Whether its money is out of suspense again though its movement stands in the books. */
function isReversedAfter(
  { action }: Resolution,
  { isReversed }: FollowedDifference,
  original: Resolution | null,
): boolean {
  if (original) return isReversed || original.action === 'book_to_suspense';
  return isReversed && action !== 'book_to_suspense';
}

export interface Ending {
  event: 'refused' | 'withdrawn';
  note: string | null;
  /** Throws where this actor may not end it. */
  check(resolution: Resolution): void;
}

/** Ends proposals without doing anything else: all of them or none. @throws ResolutionNotFound, ResolutionNotInState */
export async function endResolutions(
  { database, clock }: Pick<DecisionDeps, 'database' | 'clock'>,
  { actor, ids }: { actor: Actor; ids: readonly string[] },
  { event, note, check }: Ending,
): Promise<Resolution[]> {
  return database.transact(async (stores) => {
    const at = clock.now();
    const { whole, obstacles } = await lockWhole(stores, ids);
    for (const { resolution } of whole) {
      const obstacle = await obstacleOf(resolution.id, () => {
        check(resolution);
        requireMove(resolution, event);
      });
      if (obstacle) obstacles.push(obstacle);
    }
    refuseObstacles(obstacles);
    await stores.resolutions.moveResolutions(
      whole.map(({ resolution }) => ({
        ...{ id: resolution.id, to: requireMove(resolution, event), decidedBy: actor.id, note },
      })),
      at,
    );
    await stores.audit.appendAll(
      whole.map(({ resolution }) => entryOf(resolution, { actor, at, what: event })),
    );
    return stores.resolutions.findResolutions(ids);
  });
}
