import type { Readable } from 'node:stream';
import type { Database } from '../../db/database';
import type { Stores } from '../../db/stores';
import type { Clock } from '../../kernel/clock';
import { businessDayOf } from '../../kernel/business-day';
import { newId } from '../../kernel/ids';
import { bookAdjustments } from '../../ledger/adjustment.service';
import { BANK_ACCOUNT, clearingAccount } from '../../ledger/journal';
import type { Actor } from '../../staff/actor';
import { requirePermission } from '../../staff/authority';
import { withdrawMoot } from '../moot-proposal.service';
import type { StatementDay } from '../statement.store';
import { bankDifference } from './bank-day';
import type { BankEntry } from './bank-entry';
import { digestOfFile, readBankEntries } from './bank-file.service';
import type { BankMapping } from './bank-mapping';
import type { BankFile } from './bank-file';
import type { FileTotals } from './bank.store';
import type { LookAlike } from './bank-take-back';
import { BankFileRefused, BankMappingNotFound } from './bank.errors';

/** A file to be imported; it is read twice, once for its digest. */
export interface NewBankFile {
  name: string;
  mapping: string;
  open(): Readable;
}

/** What the bank says about the clearing account. */
export interface BankService {
  /** Says how the files of a bank are read, from now on. @throws StaffForbidden */
  putMapping(actor: Actor, mapping: BankMapping): Promise<void>;
  listMappings(): Promise<BankMapping[]>;
  /**
   * Brings in a file, all of it or nothing, books the credits of channels, and compares them with the channels' own
   * files. The same file again is known and changes nothing; a movement that another file has brought is counted once.
   * @throws StaffForbidden, BankMappingNotFound, BankFileRefused, BankAccountUnknown
   */
  importFile(actor: Actor, file: NewBankFile): Promise<{ file: BankFile; isKnown: boolean }>;
  /**
   * Movements of a file that another one told in the same words under another number: the bank may have numbered one
   * movement twice. @throws StaffForbidden
   */
  listLookAlikes(actor: Actor, fileId: string): Promise<LookAlike[]>;
  /** Newest first. @throws StaffForbidden */
  listFiles(actor: Actor, limit: number): Promise<BankFile[]>;
}

/** So many are named. */
const MOST_LOOK_ALIKES = 100;

const BULK_LIMITS = { timeoutMs: 300_000 };

const NOTHING = { rowCount: 0, knownCount: 0, creditFen: 0n, debitFen: 0n };

/** Imports what the bank says. */
export function createBankService({ database, clock }: { database: Database; clock: Clock }): BankService {
  const { bank } = database.stores;
  return {
    async putMapping(actor, mapping) {
      requirePermission(actor, 'statements.upload');
      await database.transact(async (stores) => {
        const at = clock.now();
        await stores.bank.putMapping(mapping, { updatedBy: actor.id, updatedAt: at });
        await stores.audit.append(
          entryOf(actor, at, { action: 'bank_mapping.changed', subject: mapping.name, details: {} }),
        );
      });
    },
    listMappings: () => bank.listMappings(),
    async importFile(actor, file) {
      requirePermission(actor, 'statements.upload');
      return importFile(database, clock, { actor, file });
    },
    async listLookAlikes(actor, fileId) {
      requirePermission(actor, 'books.read');
      return database.stores.bankTakeBacks.listLookAlikes(fileId, MOST_LOOK_ALIKES);
    },
    async listFiles(actor, limit) {
      requirePermission(actor, 'books.read');
      return bank.listFiles(limit);
    },
  };
}

async function importFile(
  database: Database,
  clock: Clock,
  { actor, file }: { actor: Actor; file: NewBankFile },
): Promise<{ file: BankFile; isKnown: boolean }> {
  const { bank } = database.stores;
  const mappings = await bank.listMappings();
  const mapping = mappings.find(({ name }) => name === file.mapping);
  if (!mapping) throw BankMappingNotFound({ details: { mappings: mappings.map(({ name }) => name) } });
  const sha256 = await digestOfFile(file.open());
  const known = await bank.findFile(sha256);
  if (known) return { file: known, isKnown: true };
  const imported = await database.transact(async (stores) => {
    await stores.bank.lockFiles();
    // Files are told apart by which was later: only now is it this one's turn.
    const at = clock.now();
    const head = {
      ...{ id: newId('bkf', at), mapping: mapping.name, name: file.name, sha256 },
      ...{ importedBy: actor.id, importedAt: at, takenBackAt: null },
    };
    if (!(await stores.bank.insertFile({ ...head, ...NOTHING }))) return null;
    const rows = readBankEntries(file.open(), mapping, businessDayOf(at));
    const totals = await insertRows(stores, rows, { fileId: head.id, at });
    await stores.bank.setTotals({ id: head.id, ...totals });
    // Only now is it known of which days the file tells.
    await compareBankDays(stores, await stores.bank.listSettling(totals.coversFrom, totals.coversTo), at);
    await withdrawMoot(stores, at);
    const details = { name: file.name, mapping: mapping.name, rows: String(totals.rowCount), sha256 };
    await stores.audit.append(
      entryOf(actor, at, { action: 'bank_file.imported', subject: head.id, details }),
    );
    const { coversFrom: _from, coversTo: _to, ...sums } = totals;
    return { ...head, ...sums };
  }, BULK_LIMITS);
  const first = imported ?? (await bank.findFile(sha256));
  if (!first) throw new Error('the file was neither imported nor known');
  return { file: first, isKnown: imported === null };
}

async function insertRows(
  stores: Stores,
  batches: AsyncIterable<readonly BankEntry[]>,
  { fileId, at }: { fileId: string; at: Date },
): Promise<FileTotals> {
  const totals = { ...NOTHING };
  let [from, to] = ['9999-12-31', '0000-01-01'];
  for await (const entries of batches) {
    const added = await stores.bank.insertEntries(entries, fileId);
    // Only now: whoever brings the same number at the same moment has been waited for.
    const line = await stores.bank.findContradiction(entries);
    if (line !== null)
      throw BankFileRefused({ details: { line, problem: 'the number is known with another amount' } });
    await bookAdjustments(
      stores,
      entries.flatMap((entry) => creditDraft(entry, added.get(entry.key))),
      at,
    );
    const known = entries.filter(({ key }) => !added.has(key));
    await stores.bank.insertRepeats(fileId, known);
    totals.rowCount += entries.length;
    totals.knownCount += known.length;
    for (const { direction, amountFen, bookedOn } of entries) {
      totals[direction === 'credit' ? 'creditFen' : 'debitFen'] += amountFen;
      if (bookedOn < from) from = bookedOn;
      if (bookedOn > to) to = bookedOn;
    }
  }
  return { ...totals, coversFrom: from, coversTo: to };
}

/**
 * What a channel paid out to the bank is held by the channel no longer.
 * @param times how often it was taken back before; undefined: it is known
 */
function creditDraft({ key, channel, amountFen }: BankEntry, times: number | undefined) {
  if (channel === null || times === undefined) return [];
  const source = `bank:credit:${key}${times === 0 ? '' : `:${times}`}`;
  const postings = [{ debit: BANK_ACCOUNT, credit: clearingAccount(channel), amountFen }];
  return [{ kind: 'bank_credit' as const, source, orderId: null, postings }];
}

/**
 * Opens and closes the differences between the bank's credits and the channels' files of these days. Of a day that no file
 * of the bank tells of there is none.
 */
export async function compareBankDays(
  stores: Stores,
  days: readonly StatementDay[],
  at: Date,
): Promise<void> {
  if (days.length === 0) return;
  // Who compares the same day waits: the figures are read first, and what follows from them is written after.
  await stores.differences.lockChannels(days.map(({ channel }) => channel));
  const known = await stores.bank.readDays(days);
  const found = known.flatMap((day) => bankDifference(day) ?? []);
  await stores.sourceDifferences.putSettlements(days, found, at);
}

function entryOf(
  { id: actorId, name: actorName }: Actor,
  at: Date,
  what: { action: string; subject: string; details: Readonly<Record<string, string>> },
) {
  return { at, actorId, actorName, ...what };
}
