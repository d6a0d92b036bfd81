import type { KeyObject } from 'node:crypto';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { BusinessDay } from '../kernel/business-day';
import type { Actor } from '../staff/actor';
import { requireOther, requirePermission } from '../staff/authority';
import { requireNoBlockers } from './blockers';
import { isSameDay } from './day';
import type { StoredBalance } from './day';
import type { DayRows } from './day-rows.store';
import { DayClosed, DayNotProposed, DaySealKeyMissing } from './day.errors';
import { inspectDay, readBooks } from './findings.service';
import type { DayInQuestion } from './findings.service';
import { sealDay, SEAL_ROOT } from './seal';
import type { SealedDay } from './seal';

export interface ClosingDeps {
  database: Database;
  /** The channels that are configured: each must have its statement. */
  channels: readonly string[];
  /** Null outside production where none is set: then no day can be closed. */
  sealKey: KeyObject | null;
}

/** The rows of a day of a million postings take seconds to read. */
const SEAL_LIMITS = { timeoutMs: 300_000 };

/**
 * Says that a day can be closed, for another to do it; proposed again by the same person it stays as it was proposed first.
 * @throws StaffForbidden, DayClosed, DayNotClosable
 */
export async function proposeClose(
  { database, channels }: ClosingDeps,
  actor: Actor,
  { day, now }: { day: BusinessDay; now: Date },
): Promise<void> {
  requirePermission(actor, 'differences.propose');
  await requireClosable(database.stores, { day, now, channels });
  await database.transact(async (stores) => {
    const isNew = await stores.days.insertProposal({ day, proposedBy: actor.id, proposedAt: now });
    if (isNew) await stores.audit.append(auditOf(actor, 'day.proposed', { day, now, details: {} }));
  });
}

/**
 * Closes a day that another proposed: checks it, seals it, and from then on nothing is posted to it. Its rows are
 * hashed while posting goes on; under the lock it shows in the balances whether money came meanwhile. Then they are
 * read once more, and whoever posts waits for that.
 * @throws StaffForbidden, OwnProposal, DayClosed, DayNotClosable, DayNotProposed, DaySealKeyMissing
 */
export async function closeDay(
  { database, channels, sealKey }: ClosingDeps,
  actor: Actor,
  { day, now }: { day: BusinessDay; now: Date },
): Promise<SealedDay> {
  requirePermission(actor, 'days.close');
  if (!sealKey) throw DaySealKeyMissing();
  const question = { day, now, channels };
  await requireClosable(database.stores, question);
  await requireProposal(database.stores, actor, day);
  const readRows = () => database.bulk.dayRows.readDay(day);
  const early = await readRows();
  return database.transact(async (stores) => {
    await stores.days.lockPosting();
    await requireOpen(stores, day);
    const stored = await stores.days.readStored(day);
    const rows = isSameDay(early.movements, stored) ? early : await readRows();
    return seal(stores, { rows, stored, actor, sealKey, question });
  }, SEAL_LIMITS);
}

async function requireClosable(stores: Stores, question: DayInQuestion): Promise<void> {
  await requireOpen(stores, question.day);
  const { blockers } = await inspectDay(stores, question, await readBooks(stores, question.day));
  requireNoBlockers(blockers);
}

async function requireOpen(stores: Stores, day: BusinessDay): Promise<void> {
  const last = await stores.days.findLastSealed();
  if (last !== null && day <= last.day) throw DayClosed({ details: { closed_up_to: last.day } });
}

/** Who proposed it, never the one who closes it (R29). */
async function requireProposal(stores: Stores, actor: Actor, day: BusinessDay): Promise<string> {
  const proposals = await stores.days.findProposals(day);
  const proposal = proposals.find(({ proposedBy }) => proposedBy !== actor.id) ?? proposals[0];
  if (!proposal) throw DayNotProposed();
  requireOther(actor, proposal.proposedBy);
  return proposal.proposedBy;
}

interface Sealing {
  rows: DayRows;
  stored: readonly StoredBalance[];
  actor: Actor;
  question: DayInQuestion;
  sealKey: KeyObject;
}

async function seal(stores: Stores, { rows, stored, actor, question, sealKey }: Sealing): Promise<SealedDay> {
  const { day, now } = question;
  const last = await stores.days.findLastSealed();
  const { movements } = rows;
  const { blockers, accounts, figures } = await inspectDay(stores, question, { movements, stored, last });
  requireNoBlockers(blockers);
  const proposedBy = await requireProposal(stores, actor, day);
  const statements = (await stores.closingChecks.listStatements(day)).map(({ channel, version, sha256 }) => ({
    channel,
    version,
    sha256,
  }));
  const by = { proposedBy, closedBy: actor.id, closedAt: now };
  const sealed = sealDay(
    last?.hash ?? SEAL_ROOT,
    { day, digest: rows, accounts, figures, statements, ...by },
    sealKey,
  );
  await stores.days.insertSealed(sealed);
  const details = { hash: sealed.hash, proposed_by: proposedBy };
  await stores.audit.append(auditOf(actor, 'day.closed', { day, now, details }));
  return sealed;
}

function auditOf(
  { id: actorId, name: actorName }: Actor,
  action: string,
  { day: subject, now: at, details }: { day: BusinessDay; now: Date; details: Record<string, string> },
) {
  return { at, actorId, actorName, action, subject, details };
}
