import type { Database } from '../../db/database';
import type { Stores } from '../../db/stores';
import { addDays } from '../../kernel/business-day';
import { newId } from '../../kernel/ids';
import type { ChannelFundFile } from '../../providers/fund-flow';
import { withdrawMoot } from '../moot-proposal.service';
import { rowsOfDay } from '../rows-of-day';
import type { StatementDay } from '../statement.store';
import { fundDifference } from '../fund-flow';
import type { FundFile } from '../fund-flow';

/** The rows of a million movements are joined. */
const BULK_LIMITS = { timeoutMs: 900_000 };

/**
 * Keeps a file as the next version of its day, or finds the version that has the same content; it is gone when this has
 * ended. What is refused at its last line leaves nothing behind.
 * @throws StatementRefused; STATEMENT_WRONG_DAY where its rows are of another day
 */
export async function keepFundFile(
  database: Database,
  { channel, businessDay, file }: StatementDay & { file: ChannelFundFile },
  at: Date,
): Promise<FundFile> {
  const day = { channel, businessDay };
  const { sha256 } = file;
  const { funds } = database.stores;
  const id = newId('fnd', at);
  try {
    const known = await funds.findVersion(day, sha256);
    const totals =
      known ?? (await database.bulk.fundLines.copyLines(id, rowsOfDay(file.lines(), businessDay)));
    return await database.transact(async (stores) => {
      await stores.funds.lockDay(day);
      const first = await stores.funds.findVersion(day, sha256);
      // Somebody else was faster with the same file.
      if (first) await stores.funds.deleteLines(id);
      const content = { ...day, id, sha256, fetchedAt: at };
      const { lineCount, inFen, outFen, closingFen } = totals;
      const brought = { ...content, lineCount, inFen, outFen, closingFen };
      const version = first ?? { ...brought, version: await stores.funds.insertFile(brought) };
      await stores.funds.setFetchedAt(version.id, at);
      return { ...version, fetchedAt: at };
    });
  } catch (error) {
    await funds.deleteLines(id);
    throw error;
  } finally {
    await file.dispose();
  }
}

/** Compares the account with the trades of a day and of those around, whose files may name what was missing. */
export async function compareFundDays(
  database: Database,
  { channel, businessDay }: StatementDay,
  at: Date,
): Promise<void> {
  await database.transact(async (stores) => {
    await stores.differences.lockChannels([channel]);
    await compareFunds(stores, { channel, businessDay }, at);
    for (const days of [-1, 1]) {
      const other = { channel, businessDay: addDays(businessDay, days) };
      if (await stores.sourceDifferences.hasOpenFunds(other)) await compareFunds(stores, other, at);
    }
    await withdrawMoot(stores, at);
  }, BULK_LIMITS);
}

/** Where both files of the day are there. */
async function compareFunds(stores: Stores, day: StatementDay, at: Date): Promise<void> {
  const { channel, businessDay } = day;
  const [statement] = await stores.statements.findInForce(channel, businessDay, businessDay);
  const fundFile = await stores.funds.findInForce(day);
  if (!statement || !fundFile) return;
  const files = { statementId: statement.id, fundFileId: fundFile.id };
  const found = (await stores.funds.findGaps(day, files)).map(fundDifference);
  await stores.sourceDifferences.putFunds({ ...day, statementId: statement.id }, found, at);
}
