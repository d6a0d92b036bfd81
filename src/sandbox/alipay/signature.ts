import { sign, verify, type KeyObject } from 'node:crypto';

type Params = ReadonlyMap<string, string>;

/** Sorted `k=v` joined by `&`, without empty values and without the named keys: what Alipay signs. */
export function signedText(params: Params, without: readonly string[]): string {
  return [...params]
    .filter(([key, value]) => value !== '' && !without.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}

/** RSA2 is RSA with SHA-256. */
export function signRsa2(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64');
}

/** @param signature base64 */
export function verifyRsa2(text: string, signature: string, key: KeyObject): boolean {
  return verify('sha256', Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'));
}

/** The old RSA sign type, with SHA-1; only a fault signs so. */
export function signRsa1(text: string, key: KeyObject): string {
  return sign('sha1', Buffer.from(text, 'utf8'), key).toString('base64');
}

/** Changes one bit of a signature. */
export function spoilSignature(signature: string): string {
  const bytes = Buffer.from(signature, 'base64');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return bytes.toString('base64');
}
