import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { addDays } from '../kernel/business-day';
import { isSignedBy } from './seal';
import type { SealContent, SealedDay } from './seal';

/** What the database has of a day now, counted anew. */
export interface CountedDay {
  journals: number;
  postings: number;
  journalsHash: string;
  /** Debits and credits by account. */
  sides: ReadonlyMap<string, { debit: bigint; credit: bigint }>;
  /** Postings that stand on this day though their journal does not. */
  foreignPostings: number;
  /** `channel version sha256` of every statement of the day. */
  statements: ReadonlySet<string>;
}

/** What a day has to follow. */
export interface ChainEnd {
  day: string;
  hash: string;
  /** Closing balances by account; null where only the hash is known. */
  closings: ReadonlyMap<string, bigint> | null;
}

/**
 * Everything that is wrong with a sealed day, in words; written apart from what seals.
 * @param before what it follows; null: it is the first
 * @param keys that are trusted; none: signatures are not checked
 */
export function faultsOf(
  seal: SealedDay,
  { before, counted, keys }: { before: ChainEnd | null; counted: CountedDay; keys: readonly KeyObject[] },
): string[] {
  const expected = createHash('sha256')
    .update(seal.previousHash)
    .update('\n')
    .update(seal.content)
    .digest('hex');
  if (seal.hash !== expected) return ['its hash is not that of its content'];
  const content = JSON.parse(seal.content) as SealContent;
  return [
    ...chainFaults(seal, before),
    ...(keys.length > 0 ? signatureFaults(seal, keys) : []),
    ...(content.day === seal.day &&
    content.closed_by === seal.closedBy &&
    content.proposed_by === seal.proposedBy
      ? []
      : ['its content is of another day, or of other persons']),
    ...rowFaults(content, counted),
    ...balanceFaults(content, { before, counted }),
    ...content.statements
      .filter(({ channel, version, sha256 }) => !counted.statements.has(`${channel} ${version} ${sha256}`))
      .map(({ channel }) => `the statement of ${channel} that it was closed with is not there any more`),
  ];
}

function chainFaults(seal: SealedDay, before: ChainEnd | null): string[] {
  if (!before) return /^0{64}$/.test(seal.previousHash) ? [] : ['the days before it are missing'];
  return [
    ...(addDays(before.day, 1) === seal.day ? [] : [`it does not follow on ${before.day}`]),
    ...(before.hash === seal.previousHash ? [] : [`it does not carry the hash of ${before.day}`]),
  ];
}

function signatureFaults(seal: SealedDay, keys: readonly KeyObject[]): string[] {
  const isSigned = isSignedBy(seal, keys);
  if (isSigned === null) return [`it is signed by a key that is not known: ${seal.keyId}`];
  return isSigned ? [] : ['its signature is not of its hash'];
}

function rowFaults(content: SealContent, counted: CountedDay): string[] {
  return [
    ...(content.journals === counted.journals
      ? []
      : [`it was sealed with ${content.journals} journals and has ${counted.journals}`]),
    ...(content.postings === counted.postings
      ? []
      : [`it was sealed with ${content.postings} postings and has ${counted.postings}`]),
    ...(content.journals_hash === counted.journalsHash
      ? []
      : ['its journals and postings are not those that were sealed']),
    ...(counted.foreignPostings === 0
      ? []
      : [`${counted.foreignPostings} postings stand on it whose journals are of other days`]),
  ];
}

/** opening + in − out = closing, the opening being the closing of the day before, and in and out those of the postings. */
function balanceFaults(
  content: SealContent,
  { before, counted }: { before: ChainEnd | null; counted: CountedDay },
): string[] {
  const faults: string[] = [];
  const stated = new Map(content.accounts.map((account) => [account.account, account]));
  for (const account of new Set([
    ...stated.keys(),
    ...counted.sides.keys(),
    ...(before?.closings?.keys() ?? []),
  ])) {
    const { opening = '0', in: more = '0', out = '0', closing = '0' } = stated.get(account) ?? {};
    const { debit = 0n, credit = 0n } = counted.sides.get(account) ?? {};
    const [moreNow, outNow] = /^(payable|suspense):/.test(account) ? [credit, debit] : [debit, credit];
    const openingNow = before?.closings ? (before.closings.get(account) ?? 0n) : BigInt(opening);
    const isRight =
      BigInt(opening) === openingNow &&
      BigInt(more) === moreNow &&
      BigInt(out) === outNow &&
      BigInt(closing) === openingNow + moreNow - outNow;
    if (!isRight)
      faults.push(`${account} is sealed as ${opening} + ${more} − ${out} = ${closing} fen, which is not so`);
  }
  return faults;
}
