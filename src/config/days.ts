import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Variables, VariableValues } from '../kernel/variables';
import { readBy, unescapePem } from '../providers/channel-variables';

export const dayVariables = {
  DAY_SEAL_PRIVATE_KEY: {
    schema: readBy('must be an Ed25519 or RSA private key in PEM form', readSealKey),
    description: 'Signs closed days: Ed25519 or RSA, PEM; outside production no day is closed without it',
    isOptional: true,
    isSecret: true,
    isFile: true,
  },
} as const satisfies Variables;

function readSealKey(text: string): KeyObject {
  const key = createPrivateKey(unescapePem(text));
  if (key.asymmetricKeyType !== 'ed25519' && key.asymmetricKeyType !== 'rsa')
    throw new TypeError('another kind of key');
  return key;
}

/** Null where there is none. @returns the problem where production has none */
export function sealKeyOf(
  { DAY_SEAL_PRIVATE_KEY: key }: VariableValues<typeof dayVariables>,
  isProduction: boolean,
): { daySealKey: KeyObject | null } | { problem: string } {
  if (key === undefined && isProduction) return { problem: 'DAY_SEAL_PRIVATE_KEY: is required' };
  return { daySealKey: key ?? null };
}
