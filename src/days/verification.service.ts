import type { KeyObject } from 'node:crypto';
import type { Database } from '../db/database';
import type { BusinessDay } from '../kernel/business-day';
import { addDays } from '../kernel/business-day';
import { readSeal } from './seal';
import type { SealedDay } from './seal';
import { faultsOf } from './verification';
import type { ChainEnd } from './verification';

export interface Verification {
  /** How many closed days were looked at. */
  days: number;
  /** The last of them; null where there is none. */
  upTo: BusinessDay | null;
  /** The hash of that day: to be compared with one that was kept elsewhere. */
  hash: string | null;
  areSignaturesChecked: boolean;
  /** The first day with which something is wrong, and everything that is; null: the chain holds. */
  broken: { day: BusinessDay; faults: string[] } | null;
}

const FIRST: BusinessDay = '1970-01-01';
const LAST: BusinessDay = '9999-12-31';
const DAY_LIMITS = { timeoutMs: 900_000 };

/**
 * Recomputes the chain of closed days from the rows themselves, from a day on, and stops at the first that is broken.
 * @param keys whose signatures are trusted; none: they are not checked
 */
export async function verifyDays(
  database: Database,
  from: BusinessDay,
  keys: readonly KeyObject[],
): Promise<Verification> {
  const { days, dayVerifications } = database.stores;
  const seals = await days.listSealed({ from, to: LAST });
  const [earlier] = (await days.listSealed({ from: FIRST, to: addDays(from, -1) })).slice(-1);
  const last = seals.at(-1);
  const foreign = await dayVerifications.countForeign(last?.day ?? FIRST);
  let before = earlier ? endOf(earlier) : null;
  const areSignaturesChecked = keys.length > 0;
  for (const [i, seal] of seals.entries()) {
    const faults = await database.transact(async (stores) => {
      const counted = await stores.dayVerifications.countDay(seal.day);
      return faultsOf(seal, {
        ...{ before, keys },
        counted: { ...counted, foreignPostings: foreign.get(seal.day) ?? 0 },
      });
    }, DAY_LIMITS);
    const broken = { day: seal.day, faults };
    if (faults.length > 0)
      return { days: i + 1, upTo: seal.day, hash: seal.hash, areSignaturesChecked, broken };
    before = endOf(seal);
  }
  return {
    ...{ days: seals.length, upTo: last?.day ?? null, hash: last?.hash ?? null },
    ...{ areSignaturesChecked, broken: null },
  };
}

function endOf(seal: SealedDay): ChainEnd {
  const { accounts } = readSeal(seal);
  return {
    ...{ day: seal.day, hash: seal.hash },
    closings: new Map(accounts.map(({ account, closing }) => [account, BigInt(closing)])),
  };
}
