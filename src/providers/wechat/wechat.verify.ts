import { createDecipheriv, type KeyObject } from 'node:crypto';
import type { Secret } from '../../kernel/secret';
import { isSha256Signature } from '../signature';

/** A message may be no older and no newer than this; WeChat Pay's own rule. */
const WINDOW_MS = 300_000;
const TAG_BYTES = 16;

/** Keys by the id in the header `Wechatpay-Serial`. A Map, because the id comes from outside. */
export type VerificationKeys = ReadonlyMap<string, KeyObject>;

export interface SignedMessage {
  headers: Readonly<Record<string, unknown>>;
  /** The bytes as they came; a signature covers nothing else. */
  body: Buffer;
}

export type SignatureProblem = 'signature' | 'serial' | 'stale';

/**
 * Why the message cannot be believed, or null when it can. Keys come from configuration only: an unknown serial
 * is refused and never looked up, so that nobody can make this process call out.
 */
export function findSignatureProblem(
  message: SignedMessage,
  keys: VerificationKeys,
  now: Date,
): SignatureProblem | null {
  const serial = message.headers['wechatpay-serial'];
  const timestamp = message.headers['wechatpay-timestamp'];
  const nonce = message.headers['wechatpay-nonce'];
  const signature = message.headers['wechatpay-signature'];
  if (![serial, timestamp, nonce, signature].every((value) => typeof value === 'string')) return 'signature';
  // The serial number of a certificate is a hexadecimal number, and comes in either case.
  const key = keys.get(String(serial)) ?? keys.get(String(serial).toUpperCase());
  if (!key) return 'serial';
  if (!/^\d{1,11}$/.test(String(timestamp))) return 'stale';
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > WINDOW_MS) return 'stale';
  const signed = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), message.body, Buffer.from('\n')]);
  return isSha256Signature(signed, String(signature), key) ? null : 'signature';
}

export interface EncryptedResource {
  ciphertext: string;
  nonce: string;
  associated_data?: string | undefined;
}

/**
 * AES-256-GCM with the tag in the last 16 bytes.
 * @throws Error when the tag does not fit: another key, another context or an altered text
 */
export function decryptResource(resource: EncryptedResource, apiV3Key: Secret): string {
  const sealed = Buffer.from(resource.ciphertext, 'base64');
  if (sealed.length <= TAG_BYTES) throw new RangeError('the ciphertext is shorter than its tag');
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key.reveal(), resource.nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(resource.associated_data ?? ''));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
}
