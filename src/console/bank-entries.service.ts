import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import type { BankFile } from '../reconciliation/bank/bank-file';
import { BankEntryNotFound, BankFileNotFound } from '../reconciliation/bank/bank.errors';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import type { BankEntryFilter, BankEntryRow } from '../reconciliation/bank/bank-entry-row';
import { PAGE_SIZE, pageOf } from './listing';
import type { Page } from './listing';

/** What the bank told of the clearing account; looking at it needs `books.read`. */
export interface BankEntryService {
  listEntries(actor: Actor, filter: Omit<BankEntryFilter, 'limit'>): Promise<Page<BankEntryRow>>;
  /** @throws BankEntryNotFound */
  showEntry(actor: Actor, key: string): Promise<BankEntryRow>;
  /** A file with how many of its rows nothing explains. @throws BankFileNotFound */
  showFile(actor: Actor, id: string): Promise<{ file: BankFile; unexplained: number }>;
  /** By file, how many rows of each nothing explains. */
  countUnexplained(actor: Actor, fileIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Writes down what a movement is that the books do not explain; what was there before is written over, and stays in
   * the log. It moves no money.
   * @throws StaffForbidden, BankEntryNotFound
   */
  noteEntry(actor: Actor, key: string, note: string): Promise<void>;
}

/** What the staff see of the bank's files, and say about what is in them. */
export function createBankEntryService({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): BankEntryService {
  const { bank, bankEntries } = database.stores;
  return {
    async listEntries(actor, filter) {
      requirePermission(actor, 'books.read');
      return pageOf(await bankEntries.listEntries({ ...filter, limit: PAGE_SIZE + 1 }));
    },
    async showEntry(actor, key) {
      requirePermission(actor, 'books.read');
      const entry = await bankEntries.findEntry(key);
      if (!entry) throw BankEntryNotFound();
      return entry;
    },
    async showFile(actor, id) {
      requirePermission(actor, 'books.read');
      const file = await bank.findFileById(id);
      if (!file) throw BankFileNotFound();
      return { file, unexplained: (await bankEntries.countUnexplained([id])).get(id) ?? 0 };
    },
    countUnexplained(actor, fileIds) {
      requirePermission(actor, 'books.read');
      return bankEntries.countUnexplained(fileIds);
    },
    async noteEntry(actor, key, note) {
      requirePermission(actor, 'differences.propose');
      await database.transact((stores) => noteEntry(stores, { actor, key, note }, clock.now()));
    },
  };
}

async function noteEntry(
  stores: Stores,
  { actor, key, note }: { actor: Actor; key: string; note: string },
  at: Date,
): Promise<void> {
  if (!(await stores.bankEntries.findEntry(key))) throw BankEntryNotFound();
  await stores.bankEntries.putNote(key, { note, notedBy: actor.id, notedAt: at });
  const what = { subject: key, at, details: { note } };
  await stores.audit.append(auditEntryOf(actor, 'bank_entry.noted', what));
}
