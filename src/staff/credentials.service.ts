import { hash, verify as verifyHash } from '@node-rs/argon2';
import { generateSecret, generateURI, verify as verifyCode } from 'otplib';
import { newCode } from '../kernel/ids';
import { openSealed, seal } from '../kernel/sealing';
import type { Secret } from '../kernel/secret';
import type { LocalCredentials } from './staff.store';

const PASSWORD_LENGTH = 20;
const SEALED_FOR = 'totp secrets of staff';
/** A code counts for its half minute and the one on either side. */
const TOTP_TOLERANCE_SECONDS = 30;

export interface NewCredentials {
  kept: LocalCredentials;
  /** Shown once: 20 characters, 100 random bits. */
  password: string;
  /** otpauth://… for an authenticator app. Shown once. */
  totpUri: string;
}

/** A password and a TOTP secret for a break-glass account. @param key CONSOLE_SECRET, which seals the secret */
export async function newCredentials(name: string, key: Secret): Promise<NewCredentials> {
  const password = newCode(PASSWORD_LENGTH);
  const secret = generateSecret();
  const kept = {
    passwordHash: await hash(password),
    totpSealed: seal(secret, key, SEALED_FOR),
    totpStep: null,
  };
  return { kept, password, totpUri: generateURI({ issuer: 'Tongfu', label: name, secret }) };
}

/** Takes as long for an account that does not exist. */
export async function passwordMatches(password: string, known: LocalCredentials | null): Promise<boolean> {
  const expected = known?.passwordHash ?? (await nobody());
  return (await verifyHash(expected, password)) && known !== null;
}

/** The time step of a code that is right now, and was not used before; null: it is not. */
export async function readCode(
  code: string,
  { totpSealed, totpStep }: LocalCredentials,
  { key, at }: { key: Secret; at: Date },
): Promise<bigint | null> {
  if (!/^\d{6}$/.test(code)) return null;
  const result = await verifyCode({
    secret: openSealed(totpSealed, key, SEALED_FOR),
    token: code,
    epoch: Math.floor(at.getTime() / 1_000),
    epochTolerance: TOTP_TOLERANCE_SECONDS,
    ...(totpStep !== null && { afterTimeStep: Number(totpStep) }),
  });
  return result.valid && 'timeStep' in result ? BigInt(result.timeStep) : null;
}

let hashOfNobody: Promise<string> | null = null;
const nobody = (): Promise<string> => (hashOfNobody ??= hash(newCode(PASSWORD_LENGTH)));
