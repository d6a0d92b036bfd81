import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { BusinessDay } from '../kernel/business-day';
import type { AppError } from '../kernel/errors';
import { remittanceJournal } from '../ledger/journal';
import { withdrawMootProposals } from '../proposals/moot-finance-proposal.service';
import { requireRowUnbooked } from '../reconciliation/bank/bank-number.service';
import type { Actor } from '../staff/actor';
import { requireOther, requirePermission } from '../staff/authority';
import { describeLeftOut, itemTotals, newBatch, planBatch } from './remittance';
import type {
  Destination,
  LeftOut,
  RemittanceBatch,
  RemittanceDetails,
  RemittanceLine,
  RemittanceStatus,
} from './remittance';
import { remittanceFile } from './remittance-file';
import { itemsWithoutAccount } from './remittance-payee';
import { previewBatches } from './remittance-preview';
import type { RemittancePreview } from './remittance-preview';
import {
  DayNotClosedYet,
  NothingToRemit,
  RemittanceAccountMissing,
  RemittanceNotFound,
  RemittanceNotIn,
} from './remittance.errors';
import { auditBatch, moveBatch, release } from './remittance-move.service';
import type { Step } from './remittance-move.service';

export interface RemittanceService {
  /**
   * Puts what is owed for the closed days up to one into a batch, as far as it is in none yet, with the accounts that it
   * goes to; what cannot be paid is left out, and named with the batch.
   * @throws StaffForbidden, DayNotClosedYet, NothingToRemit, RemittanceAccountMissing
   */
  makeBatch(
    actor: Actor,
    what: { destination: Destination; upTo: BusinessDay },
    now: Date,
  ): Promise<RemittanceDetails>;
  /**
   * What batches made now would take of what is owed up to a day, item by item, and why they would not: as `makeBatch`
   * does it. @throws StaffForbidden
   */
  preview(actor: Actor, upTo: BusinessDay): Promise<RemittancePreview>;
  /** @throws StaffForbidden, OwnProposal, RemittanceNotFound, RemittanceNotIn, RemittanceAccountMissing */
  checkBatch(actor: Actor, id: string, now: Date): Promise<RemittanceDetails>;
  /**
   * Writes the file, to the accounts that the batch was made with; from here on the money counts as remitted.
   * @throws StaffForbidden, RemittanceNotFound, RemittanceNotIn, RemittanceAccountMissing
   */
  exportBatch(actor: Actor, id: string, now: Date): Promise<RemittanceDetails>;
  /** What went to the bank, byte by byte. @throws StaffForbidden, RemittanceNotFound, RemittanceNotIn before that */
  getFile(actor: Actor, id: string): Promise<string>;
  /**
   * Records that the bank paid it, and books it.
   * @throws StaffForbidden, RemittanceNotFound, RemittanceNotIn
   */
  acknowledge(
    actor: Actor,
    id: string,
    by: { reference: string; on: BusinessDay; now: Date },
  ): Promise<RemittanceDetails>;
  /**
   * It will not go to the bank: its money can be in another batch. What the bank returned is proposed and approved.
   * @throws StaffForbidden, RemittanceNotFound, RemittanceNotIn, RemittanceAtBank
   */
  returnBatch(actor: Actor, id: string, why: { reason: string; now: Date }): Promise<RemittanceDetails>;
  /** @throws StaffForbidden, RemittanceNotFound */
  getBatch(actor: Actor, id: string): Promise<RemittanceDetails>;
  /** Newest first. @throws StaffForbidden */
  listBatches(
    actor: Actor,
    page: { status?: RemittanceStatus | undefined; before?: string | undefined; limit: number },
  ): Promise<RemittanceBatch[]>;
}

/** Money on its way to the treasury and the special accounts: one makes a batch, another checks it. */
export function createRemittanceService(database: Database): RemittanceService {
  const { stores } = database;
  const readable = async (actor: Actor, id: string) => {
    requirePermission(actor, 'books.read');
    const batch = await stores.remittances.findBatch(id);
    if (!batch) throw RemittanceNotFound();
    return batch;
  };
  return {
    ...movesOf(database),
    async preview(actor, upTo) {
      requirePermission(actor, 'books.read');
      const { days, ...rules } = await readBasis(stores, upTo);
      return previewBatches(days, (await stores.days.findLastSealed())?.day ?? null, rules);
    },
    makeBatch: (actor, what, now) => makeBatch(database, actor, { ...what, now }),
    async getFile(actor, id) {
      const { status } = await readable(actor, id);
      const file = await stores.remittances.findFile(id);
      if (file === null) throw RemittanceNotIn({ details: { status } });
      return file;
    },
    getBatch: readable,
    async listBatches(actor, page) {
      requirePermission(actor, 'books.read');
      return stores.remittances.listBatches(page);
    },
  };
}

type Moves = Pick<RemittanceService, 'checkBatch' | 'exportBatch' | 'acknowledge' | 'returnBatch'>;

/** From step to step. */
function movesOf(database: Database): Moves {
  return {
    checkBatch: (actor, id, now) =>
      moveIn(database, actor, {
        ...{ id, now, event: 'checked', permission: 'remittances.check' },
        decide: async (_, { madeBy, lines }) => {
          requireOther(actor, madeBy);
          requireAccounts(lines);
          return { checkedBy: actor.id };
        },
      }),
    exportBatch: (actor, id, now) =>
      moveIn(database, actor, {
        ...{ id, now, event: 'exported', permission: 'remittances.make' },
        decide: async (_, batch) => {
          requireAccounts(batch.lines);
          const { text: file, sha256 } = remittanceFile(batch);
          return { file, fileSha256: sha256 };
        },
      }),
    acknowledge: (actor, id, said) =>
      database.transact((stores) => acknowledge(stores, actor, { id, ...said })),
    returnBatch: (actor, id, { reason, now }) =>
      moveIn(database, actor, {
        ...{ id, now, event: 'returned', permission: 'remittances.check' },
        decide: (tx) => release(tx, { id, reason }),
      }),
  };
}

/** What was proposed about it is locked before it, as an approval does. */
async function acknowledge(
  stores: Stores,
  actor: Actor,
  { id, reference, on, now }: { id: string; reference: string; on: BusinessDay; now: Date },
): Promise<RemittanceDetails> {
  requirePermission(actor, 'remittances.make');
  const about = { subjects: [id], kinds: ['remittance_return'], status: 'proposed' } as const;
  const moot = await stores.financeProposals.lockAbout(about);
  const { amountFen } = (await stores.remittances.findBatch(id)) ?? { amountFen: 0n };
  const ofRow = await requireRowUnbooked(stores, { number: reference, amountFen });
  const batch = await moveBatch(stores, actor, {
    ...{ id, now, event: 'acknowledged by the bank', permission: 'remittances.make' },
    decide: async (_, drafted) => {
      await stores.ledger.insertJournals([remittanceJournal(drafted, itemTotals(drafted.lines), now)], now);
      return { bankReference: reference, acknowledgedOn: on };
    },
  });
  await withdrawMootProposals(stores, moot, { note: 'remittance_acknowledged', at: now });
  await withdrawMootProposals(stores, ofRow, { note: 'bank_row_explained', at: now });
  return batch;
}

const moveIn = (database: Database, actor: Actor, step: Step): Promise<RemittanceDetails> =>
  database.transact((stores) => moveBatch(stores, actor, step));

async function makeBatch(
  database: Database,
  actor: Actor,
  { destination, upTo, now }: { destination: Destination; upTo: BusinessDay; now: Date },
): Promise<RemittanceDetails> {
  requirePermission(actor, 'remittances.make');
  return database.transact(async (stores) => {
    await stores.remittances.lockMaking();
    const last = await stores.days.findLastSealed();
    if (last === null || upTo > last.day)
      throw DayNotClosedYet({ details: { closed_up_to: last?.day ?? null } });
    const { days, ...rules } = await readBasis(stores, upTo);
    const plan = planBatch(days, { destination, ...rules });
    const { amountFen, leftOut, lines, shares } = plan;
    if (lines.length === 0) throw emptyBatch(leftOut);
    const batch = newBatch({ destination, upTo, amountFen, madeBy: actor.id, createdAt: now });
    await stores.remittances.insertBatch(batch, plan);
    await auditBatch(stores, actor, { batch, now });
    return { ...batch, lines, shares, leftOut };
  });
}

/** What a batch is made of: what is owed, where it goes, and how it is divided. */
async function readBasis({ remittances, remittanceRules }: Stores, upTo: BusinessDay) {
  return {
    days: await remittances.listRemittable(upTo),
    targets: await remittanceRules.listTargets(),
    splits: await remittanceRules.listSplits(),
  };
}

/** Why there is nothing in it: something waits for an account, or there is no money. */
function emptyBatch(leftOut: readonly LeftOut[]): AppError {
  const waitsForAccount = leftOut.some(({ reason }) => reason !== 'more_refunded_than_collected');
  const refusal = waitsForAccount ? RemittanceAccountMissing : NothingToRemit;
  return refusal({ details: { left_out: leftOut.map(describeLeftOut) } });
}

function requireAccounts(lines: readonly RemittanceLine[]): void {
  const without = itemsWithoutAccount(lines);
  if (without.length > 0)
    throw RemittanceAccountMissing({ details: { left_out: without.map(describeLeftOut) } });
}
