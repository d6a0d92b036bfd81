import type { KeyObject } from 'node:crypto';
import { isSha256Signature } from '../signature';

/** SHA256withRSA, called RSA2 by Alipay. The older RSA (SHA-1) is never accepted. */
export function isRsa2Signature(text: string, signature: string, key: KeyObject): boolean {
  return isSha256Signature(Buffer.from(text), signature, key);
}

/**
 * Cuts the value of a key of the outer object out of the raw text, exactly as it was signed: whitespace and
 * escaped slashes included. Only this text may be parsed and used, since nothing else is covered by a signature.
 * Returns null when the key is not there or its object does not end.
 */
export function findRawNode(text: string, key: string): string | null {
  const at = text.indexOf(`"${key}"`);
  const start = at < 0 ? -1 : text.indexOf('{', at + key.length + 2);
  if (start < 0 || !/^\s*:\s*$/.test(text.slice(at + key.length + 2, start))) return null;
  let depth = 0;
  let isInText = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (isInText) {
      if (character === '\\') i++;
      else if (character === '"') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return text.slice(start, i + 1);
  }
  return null;
}

/**
 * Verifies the parameters of a notification: all but `sign` and `sign_type`, sorted, as `name=value`. The
 * documents contradict each other on whether empty values take part, so a signature under either rule will do:
 * an empty value carries nothing that an attacker could add or take away.
 */
export function isSignedByAlipay(parameters: ReadonlyMap<string, string>, key: KeyObject): boolean {
  const signature = parameters.get('sign');
  if (!signature) return false;
  const signed = [...parameters].filter(([name]) => name !== 'sign' && name !== 'sign_type');
  const filled = signed.filter(([, value]) => value !== '');
  const isSigned = (entries: [string, string][]) => isRsa2Signature(textOf(entries), signature, key);
  return isSigned(filled) || (filled.length !== signed.length && isSigned(signed));
}

function textOf(entries: [string, string][]): string {
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}
