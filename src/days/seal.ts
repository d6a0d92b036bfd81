import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { BusinessDay } from '../kernel/business-day';
import { formatBeijing } from '../kernel/business-day';
import type { AccountDay, DayFigures } from './day';

/** A day that is closed: what it came to, chained to the day before and signed. */
export interface SealedDay {
  day: BusinessDay;
  previousHash: string;
  /** SHA-256 in hex of the hash before, a line feed and the content. */
  hash: string;
  /** JSON, kept byte by byte; `SealContent` as it is read. */
  content: string;
  /** Which key signed: the first 16 hex digits of the SHA-256 of its public half (SPKI, DER). */
  keyId: string;
  /** Of the hash as text, in base64: Ed25519, or RSA with SHA-256 (PKCS #1). */
  signature: string;
  proposedBy: string;
  closedBy: string;
  closedAt: Date;
}

/** The rows of a day in one hash. */
export interface DayDigest {
  journals: number;
  postings: number;
  /** SHA-256 in hex over the rows in the order of their journals and lines, each as `COPY … TO STDOUT` writes it. */
  journalsHash: string;
}

export interface SealedStatement {
  channel: string;
  version: number;
  sha256: string;
}

/** What a seal says. Amounts are fen as text, since JSON has no integer of every size. */
export interface SealContent {
  version: 1;
  day: BusinessDay;
  journals: number;
  postings: number;
  journals_hash: string;
  accounts: Record<'account' | 'opening' | 'in' | 'out' | 'closing', string>[];
  figures: Record<string, string>;
  statements: SealedStatement[];
  proposed_by: string;
  closed_by: string;
  closed_at: string;
}

/** What the first closed day follows. */
export const SEAL_ROOT = '0'.repeat(64);

/** What is sealed, before it is signed. */
export interface DayToSeal {
  day: BusinessDay;
  digest: DayDigest;
  accounts: readonly AccountDay[];
  figures: DayFigures;
  statements: readonly SealedStatement[];
  proposedBy: string;
  closedBy: string;
  closedAt: Date;
}

/** Chains a day to the one before, and signs it. */
export function sealDay(previousHash: string, day: DayToSeal, key: KeyObject): SealedDay {
  const content = JSON.stringify(contentOf(day));
  const hash = sealHash(previousHash, content);
  const { proposedBy, closedBy, closedAt } = day;
  const signature = sign(digestOf(key), Buffer.from(hash), key).toString('base64');
  return {
    ...{ day: day.day, previousHash, hash, content, keyId: keyIdOf(key), signature },
    ...{ proposedBy, closedBy, closedAt },
  };
}

function contentOf({ day, digest, accounts, figures, ...rest }: DayToSeal): SealContent {
  return {
    version: 1,
    day,
    journals: digest.journals,
    postings: digest.postings,
    journals_hash: digest.journalsHash,
    accounts: accounts.map(({ account, openingFen, inFen, outFen, closingFen }) => ({
      account,
      ...{ opening: `${openingFen}`, in: `${inFen}`, out: `${outFen}`, closing: `${closingFen}` },
    })),
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, fen]: [string, bigint]) => [
        name.slice(0, -'Fen'.length),
        `${fen}`,
      ]),
    ),
    statements: [...rest.statements],
    proposed_by: rest.proposedBy,
    closed_by: rest.closedBy,
    closed_at: formatBeijing(rest.closedAt),
  };
}

/** The chain: whoever changes one day must change all that follow. */
export function sealHash(previousHash: string, content: string): string {
  return createHash('sha256').update(`${previousHash}\n${content}`).digest('hex');
}

/** What a seal says, read again. */
export function readSeal({ content }: Pick<SealedDay, 'content'>): SealContent {
  return JSON.parse(content) as SealContent;
}

/** What the accounts came to at the end of a closed day. */
export function closingsOf(seal: Pick<SealedDay, 'content'>): Map<string, bigint> {
  return new Map(readSeal(seal).accounts.map(({ account, closing }) => [account, BigInt(closing)]));
}

/** The public half by which a signature is checked, as 16 hex digits. */
function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

/** Whether one of the keys signed the seal; null where none of them is the one it names. */
export function isSignedBy(
  { hash, keyId, signature }: Pick<SealedDay, 'hash' | 'keyId' | 'signature'>,
  keys: readonly KeyObject[],
): boolean | null {
  const key = keys.find((known) => keyIdOf(known) === keyId);
  return key ? verify(digestOf(key), Buffer.from(hash), key, Buffer.from(signature, 'base64')) : null;
}

const digestOf = ({ asymmetricKeyType }: KeyObject) => (asymmetricKeyType === 'ed25519' ? null : 'sha256');
