import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { invalidField } from '../kernel/invalid';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import type { StaffMember } from '../staff/member';
import { explain } from './explanation';
import { maySeeTo } from './difference-owner';
import { isOvertaken } from './followed-difference';
import type { ExplainedDifference, FollowedDifference } from './followed-difference';
import type { DifferenceFilter } from './followed-difference.store';
import { refuseObstacles } from './obstacles';
import type { ReconciliationService } from './reconciliation.service';
import type { Resolution } from './resolution';
import { DifferenceNotFound, DifferenceOwnerUnknown } from './resolution.errors';
import type { StatementDay } from './statement.store';

/** Somebody whom a difference can be given to. */
export type Owner = Pick<StaffMember, 'id' | 'name'>;

/** What a clerk sees and has done about differences without moving money. */
export interface DifferenceDesk {
  /** By id. @throws StaffForbidden */
  listDifferences(actor: Actor, filter: DifferenceFilter): Promise<ExplainedDifference[]>;
  /** Of these ids; what is not there is left out. @throws StaffForbidden */
  readDifferences(actor: Actor, ids: readonly string[]): Promise<ExplainedDifference[]>;
  /** With everything that was proposed for it, the newest first. @throws StaffForbidden, DifferenceNotFound */
  getDifference(
    actor: Actor,
    id: string,
  ): Promise<{ difference: ExplainedDifference; resolutions: Resolution[] }>;
  /** Whom differences can be given to, by name. @throws StaffForbidden */
  listOwners(actor: Actor): Promise<Owner[]>;
  /**
   * All or none. @param ownerId of a member of the staff; null: nobody sees to them any more.
   * @throws StaffForbidden, DifferenceNotFound, DifferenceOwnerUnknown
   */
  assign(actor: Actor, ids: readonly string[], ownerId: string | null): Promise<void>;
  /**
   * Asks the channel again, about the payments and refunds of ours and for the files of their days. Needs nobody's
   * approval. Gives the runs that were started.
   * @throws StaffForbidden, DifferenceNotFound, REQUEST_INVALID where they are of too many days
   */
  askAgain(actor: Actor, ids: readonly string[]): Promise<string[]>;
  /** Has the file of a day fetched and compared again; gives the run. @throws StaffForbidden, as `requestRun` */
  compareAgain(actor: Actor, day: StatementDay): Promise<string>;
}

export interface DifferenceDeskDeps {
  database: Database;
  clock: Clock;
  reconciliations: ReconciliationService;
}

const HISTORY = 100;
/** Each is a file that is fetched. */
const MOST_DAYS = 10;

/** Looks at differences, gives them to somebody, and asks the channel about them. */
export function createDifferenceDesk(deps: DifferenceDeskDeps): DifferenceDesk {
  return {
    ...reading(deps),
    async listOwners(actor) {
      requirePermission(actor, 'differences.propose');
      return (await deps.database.stores.staff.listMembers()).filter(maySeeTo);
    },
    async assign(actor, ids, ownerId) {
      requirePermission(actor, 'differences.propose');
      await assign(deps, actor, { ids, ownerId });
    },
    async askAgain(actor, ids) {
      requirePermission(actor, 'differences.propose');
      return askAgain(deps, actor, ids);
    },
    async compareAgain(actor, day) {
      requirePermission(actor, 'differences.propose');
      return compareAgain(deps, actor, day);
    },
  };
}

function reading({
  database,
  clock,
}: DifferenceDeskDeps): Pick<DifferenceDesk, 'listDifferences' | 'readDifferences' | 'getDifference'> {
  const { followedDifferences, resolutions } = database.stores;
  const explained = (difference: FollowedDifference): ExplainedDifference => ({
    ...difference,
    explanation: explain(difference, clock.now()),
    isOvertaken: isOvertaken(difference),
  });
  return {
    async listDifferences(actor, filter) {
      requirePermission(actor, 'books.read');
      return (await followedDifferences.listFollowed(filter)).map(explained);
    },
    async readDifferences(actor, ids) {
      requirePermission(actor, 'books.read');
      return (await followedDifferences.findDifferences(ids)).map(explained);
    },
    async getDifference(actor, id) {
      requirePermission(actor, 'books.read');
      const [difference] = await followedDifferences.findDifferences([id]);
      if (!difference) throw DifferenceNotFound();
      return {
        difference: explained(difference),
        resolutions: await resolutions.listResolutions({ differenceId: id, limit: HISTORY }),
      };
    },
  };
}

async function assign(
  { database, clock }: DifferenceDeskDeps,
  actor: Actor,
  { ids, ownerId }: { ids: readonly string[]; ownerId: string | null },
): Promise<void> {
  await database.transact(async (stores) => {
    refuseMissing(ids, await stores.followedDifferences.lockDifferences(ids));
    const owner = ownerId === null ? null : await stores.staff.findMember(ownerId);
    if (ownerId !== null && !(owner && maySeeTo(owner))) throw DifferenceOwnerUnknown();
    await stores.followedDifferences.assignOwner(ids, ownerId);
    await stores.audit.appendAll(
      ids.map((subject) => ({
        ...about(actor, clock.now()),
        action: 'difference.assigned',
        subject,
        details: { owner: ownerId ?? '' },
      })),
    );
  });
}

async function compareAgain(
  { database, clock, reconciliations }: DifferenceDeskDeps,
  actor: Actor,
  { channel, businessDay }: StatementDay,
): Promise<string> {
  const { id } = await reconciliations.requestRun(channel, businessDay);
  const entry = { action: 'run.requested', subject: businessDay, details: { channel, run: id } };
  await database.transact((stores) => stores.audit.append({ ...about(actor, clock.now()), ...entry }));
  return id;
}

const tooManyDays = () =>
  invalidField(
    '/difference_ids',
    `must be of at most ${MOST_DAYS} days and channels`,
    `最多涉及 ${MOST_DAYS} 个营业日和渠道`,
  );

async function askAgain(
  { database, clock, reconciliations }: DifferenceDeskDeps,
  actor: Actor,
  ids: readonly string[],
): Promise<string[]> {
  const found = await database.stores.followedDifferences.findDifferences(ids);
  refuseMissing(ids, found);
  const days = new Map(
    found.map(({ channel, businessDay }) => [`${channel} ${businessDay}`, { channel, businessDay }]),
  );
  if (days.size > MOST_DAYS) throw tooManyDays();
  const runAt = clock.now();
  await database.transact(async (stores) => {
    await stores.outbox.putEntries(
      found.flatMap(({ outTradeNo, row, paymentStatus, isRefundUnderWay }) => [
        ...(outTradeNo !== null && paymentStatus !== null
          ? [{ kind: 'payment.follow' as const, subject: outTradeNo, runAt }]
          : []),
        ...(isRefundUnderWay && row?.outRefundNo
          ? [{ kind: 'refund.follow' as const, subject: row.outRefundNo, runAt }]
          : []),
      ]),
      runAt,
    );
    await stores.audit.appendAll(
      ids.map((subject) => ({
        ...about(actor, runAt),
        ...{ action: 'difference.asked_again', subject, details: {} },
      })),
    );
  });
  const runs = [];
  for (const { channel, businessDay } of days.values())
    runs.push((await reconciliations.requestRun(channel, businessDay)).id);
  return runs;
}

const about = ({ id: actorId, name: actorName }: Actor, at: Date) => ({ actorId, actorName, at });

function refuseMissing(ids: readonly string[], found: readonly { id: string }[]): void {
  const known = new Set(found.map(({ id }) => id));
  refuseObstacles(ids.filter((id) => !known.has(id)).map((id) => ({ id, error: DifferenceNotFound() })));
}
