import { type KeyObject, verify } from 'node:crypto';

/** The decoder passes over what is no base64, so that a signature with anything behind it would verify as well. */
const BASE64 = /^[0-9A-Za-z+/]+={0,2}$/;

/** Whether this is the signature (SHA256withRSA, in base64) of these bytes by the owner of the key. */
export function isSha256Signature(signed: Buffer, signature: string, key: KeyObject): boolean {
  return BASE64.test(signature) && verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64'));
}
