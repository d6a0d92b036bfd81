import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { newId } from '../kernel/ids';

/**
 * `orders`: create and read its own orders, and ask for refunds of them. `finance`: read the ledger and run
 * reconciliations, and claim money in suspense. `fines`: tell the decisions of its agency. `refunds:approve`: decide about
 * the refunds and claims of others.
 */
export type Scope = 'orders' | 'finance' | 'fines' | 'refunds:approve';

export const SCOPES: readonly Scope[] = ['orders', 'finance', 'fines', 'refunds:approve'];

/** The owner of the orders that citizens make by themselves; it is there since the migration that made the look-up. */
export const CITIZEN_ID = 'svc_citizen';

/** Who is calling. */
export interface ServiceIdentity {
  id: string;
  name: string;
  scopes: readonly Scope[];
  /** Whose penalty decisions it may tell; null: nobody's. */
  agencyCode: string | null;
  /** Where the pages of its orders may lead back to. */
  returnOrigins: readonly string[];
}

/** What a caller wanted and may not: `POST /v1/orders/{id}/refunds`, of which it needs the scope. */
export interface RefusedCall {
  call: string;
  /** What it was about; where that has no id, who called. */
  subject: string;
  scope: Scope;
}

export interface Service extends ServiceIdentity {
  webhookUrl: string | null;
  /** Signs what the service is told; the service checks it. */
  webhookSecret: string;
  createdAt: Date;
}

/** What is chosen when a service is created. */
export interface ServiceTerms {
  name: string;
  scopes: readonly Scope[];
  webhookUrl: string | null;
  /** Of an agency of the catalogue. */
  agencyCode: string | null;
  /** None, unless said. */
  returnOrigins?: readonly string[];
}

/** A service that nobody has a key for yet, with a secret of its own for its webhooks. */
export function newService(terms: ServiceTerms, at: Date): Service {
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  return {
    ...terms,
    returnOrigins: terms.returnOrigins ?? [],
    id: newId('svc', at),
    webhookSecret,
    createdAt: at,
  };
}

/** A key as it is handed out once: `tfk_<prefix>_<secret>`. Only its hash is kept. */
export interface NewKey {
  text: string;
  prefix: string;
  hash: Buffer;
}

const KEY = /^tfk_([0-9a-f]{12})_([0-9A-Za-z_-]{43})$/;

/** Makes a key of 256 random bits. */
export function newKey(): NewKey {
  const prefix = randomBytes(6).toString('hex');
  const text = `tfk_${prefix}_${randomBytes(32).toString('base64url')}`;
  return { text, prefix, hash: hashOf(text) };
}

/** The public part of a key by which it is looked up, or null where the text has not the form of a key. */
export function keyPrefixOf(text: string): string | null {
  return KEY.exec(text)?.[1] ?? null;
}

/** Compares in constant time. A plain hash is enough for 256 random bits; a password would need more. */
export function keyMatches(text: string, hash: Uint8Array): boolean {
  return timingSafeEqual(hashOf(text), hash);
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
