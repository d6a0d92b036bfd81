import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../kernel/secret';

/** What a citizen knows beside the number of a decision, and a stranger who counts numbers does not. */
export type Factor =
  | { kind: 'licence'; licenceTail: string }
  | { kind: 'vehicle'; plate: string; engineTail: string };

export type FactorKind = Factor['kind'];

/** The last four of a driving licence's number, which is that of the identity card and may end in X. */
export const LICENCE_TAIL = /^\d{3}[\dX]$/;
export const PLATE = /^\p{Script=Han}[A-Z][0-9A-Z\p{Script=Han}]{4,7}$/u;
/** 号牌种类 (GA/T 16.7) of the vehicles that most people have: what the form offers, the most frequent first. */
export const PLATE_TYPES = ['02', '52', '01', '51', '07', '08'] as const;
export type PlateType = (typeof PLATE_TYPES)[number];
/** As the vehicle licence prints it; the last six are what other forms of the traffic police ask for. */
export const ENGINE_TAIL = /^[0-9A-Z]{6}$/;

/** What somebody typed, as departments write it; null where it cannot be one. */
export function readFactor(typed: { licence: string; plate: string; engine: string }): Factor | null {
  const [licenceTail, plate, engineTail] = [typed.licence, typed.plate, typed.engine].map(tidied);
  if (licenceTail && LICENCE_TAIL.test(licenceTail)) return { kind: 'licence', licenceTail };
  if (plate && engineTail && PLATE.test(plate) && ENGINE_TAIL.test(engineTail)) {
    return { kind: 'vehicle', plate, engineTail };
  }
  return null;
}

/** Full-width letters, small letters, spaces and the dot of a plate mean nothing. */
function tidied(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·•.・-]/gu, '');
}

/** Four digits are quickly tried by whoever has the hashes but not the key; the number makes equal ones differ. */
export function hashFactor(secret: Secret, decisionNo: string, factor: Factor): Buffer {
  const text = factor.kind === 'licence' ? factor.licenceTail : `${factor.plate}\n${factor.engineTail}`;
  return digest(secret, `factor\n${decisionNo}\n${factor.kind}\n${text}`);
}

/** Whether two names are the same, however they were typed; in a time that tells nothing. */
export function isSameName(secret: Secret, one: string, other: string): boolean {
  const hashOf = (name: string) => digest(secret, `name\n${name.normalize('NFKC').replace(/\s/gu, '')}`);
  return timingSafeEqual(hashOf(one), hashOf(other));
}

/** Says for a while that its holder has found the decision. */
export function signProof(secret: Secret, decisionNo: string, until: Date): string {
  const facts = `${decisionNo}.${until.getTime()}`;
  return `${facts}.${digest(secret, `proof\n${facts}`).toString('base64url')}`;
}

/** The number of the decision that was found; null where the proof is not ours or too old. */
export function readProof(secret: Secret, proof: string, now: Date): string | null {
  const [, decisionNo = '', until = '', mac = ''] = /^(\d{15})\.(\d{1,15})\.([\w-]{43})$/.exec(proof) ?? [];
  const expected = digest(secret, `proof\n${decisionNo}.${until}`);
  const given = Buffer.from(mac, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return Number(until) > now.getTime() ? decisionNo : null;
}

function digest(secret: Secret, text: string): Buffer {
  return createHmac('sha256', secret.reveal()).update(text).digest();
}
