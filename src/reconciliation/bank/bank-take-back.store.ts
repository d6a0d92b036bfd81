import { Prisma } from '../../db/client';
import type { DbClient } from '../../db/client';
import { dayFromDb } from '../../db/rows';
import type { Posting } from '../../ledger/journal';
import type { ImportReach, LookAlike } from './bank-take-back';

export interface BankTakeBackStore {
  /** Null: there is no file, or it has no rows. */
  readReach(fileId: string): Promise<ImportReach | null>;
  /** The keys of its movements that are no channel's settlement. */
  listKeys(fileId: string): Promise<string[]>;
  /** Keeps its movements apart, so that they count no longer; what persons noted about them stays in the log. */
  takeBackFile(fileId: string, at: Date): Promise<void>;
  /** In the order of the file. */
  listLookAlikes(fileId: string, limit: number): Promise<LookAlike[]>;
}

/** Taking back an import, on a client or a transaction. */
export function createBankTakeBackStore(client: DbClient): BankTakeBackStore {
  return {
    readReach: (fileId) => readReach(client, fileId),
    async listKeys(fileId) {
      const rows = await client.bankEntry.findMany({
        where: { fileId, channel: null },
        select: { key: true },
      });
      return rows.map(({ key }) => key);
    },
    async takeBackFile(fileId, at) {
      await client.$executeRaw`insert into taken_back_bank_entry (${COLUMNS})
        select ${COLUMNS} from bank_entry where file_id = ${fileId}`;
      await client.$executeRaw`delete from bank_entry_note n using bank_entry e
        where e.key = n.entry_key and e.file_id = ${fileId}`;
      await client.$executeRaw`delete from bank_entry where file_id = ${fileId}`;
      await client.bankFile.update({ where: { id: fileId }, data: { takenBackAt: at } });
    },
    listLookAlikes: (fileId, limit) => client.$queryRaw<LookAlike[]>`
      select e.line, e.key as "entryKey", o.key as "knownKey" from bank_entry e
      join lateral (select o.key from bank_entry o
        where o.booked_on = e.booked_on and o.amount_fen = e.amount_fen and o.account = e.account
          and o.direction = e.direction and o.reference is not distinct from e.reference
          and o.counter_account is not distinct from e.counter_account and o.serial is distinct from e.serial
          and o.file_id < e.file_id order by o.file_id limit 1) o on true
      where e.file_id = ${fileId} order by e.line limit ${limit}`,
  };
}

const COLUMNS = Prisma.sql`key, file_id, line, account, booked_on, direction, amount_fen, counter_account, reference,
  serial, balance_fen, channel, settles_day`;

interface HeadRow {
  first_day: Date;
  covers_from: Date;
  covers_to: Date;
  told_again_by: string | null;
}

async function readReach(client: DbClient, fileId: string): Promise<ImportReach | null> {
  const [head] = await client.$queryRaw<HeadRow[]>`
    select least(f.covers_from, (select min(settles_day) from bank_entry where file_id = f.id)) as first_day,
      f.covers_from, f.covers_to,
      (select o.name from bank_entry e join bank_entry_repeat r on r.key = e.key
        join bank_file o on o.id = r.file_id and o.taken_back_at is null
        where e.file_id = f.id order by o.id limit 1) as told_again_by
    from bank_file f where f.id = ${fileId} and f.covers_from is not null`;
  if (!head) return null;
  const journals = await client.$queryRaw<(Posting & { id: string })[]>`
    select j.id, p.debit_account as debit, p.credit_account as credit, p.amount_fen as "amountFen"
    from bank_entry e cross join lateral (
      select count(*) as times from taken_back_bank_entry t where t.key = e.key) before
    join journal j on j.source = 'bank:credit:' || e.key || case before.times when 0 then '' else ':' || before.times end
    join posting p on p.journal_id = j.id
    where e.file_id = ${fileId} and e.channel is not null order by j.id, p.line`;
  const booked = await client.$queryRaw<{ key: string }[]>`
    select e.key from bank_entry e join finance_proposal p on p.subject = e.key and p.status = 'approved'
      and p.kind in ('bank_charge', 'bank_interest') where e.file_id = ${fileId}`;
  return {
    firstDay: dayFromDb(head.first_day),
    coversFrom: dayFromDb(head.covers_from),
    coversTo: dayFromDb(head.covers_to),
    toldAgainBy: head.told_again_by,
    // Each has one posting.
    journals: journals.map(({ id: journalId, ...posting }) => ({ journalId, postings: [posting] })),
    bookedKeys: booked.map(({ key }) => key),
  };
}
