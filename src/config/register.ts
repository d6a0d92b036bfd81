import { z } from 'zod';
import { Secret } from '../kernel/secret';
import type { Variables, VariableValues } from '../kernel/variables';
import { isSecureUrl } from '../providers/transport';
import { integer } from './core';

export const registerVariables = {
  REGISTER_URL: {
    schema: z
      .string()
      .refine(
        (text) => URL.canParse(text) && isSecureUrl(new URL(text)) && !/[?#]/.test(text),
        'must be an https URL without a query (http only on this machine)',
      )
      .transform((text) => text.replace(/\/+$/, '')),
    description: 'The register of the deciding department. Not set: no payment of a fine is reported',
    isOptional: true,
  },
  REGISTER_TOKEN: {
    schema: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]+$/, 'must be one word')
      .transform((text) => new Secret(text)),
    description: 'What the register knows this gateway by: a bearer token, or REGISTER_TOKEN_FILE',
    isOptional: true,
    isSecret: true,
    isFile: true,
  },
  REGISTER_TIMEOUT_MS: {
    schema: integer(100, 60_000),
    description: 'How long one call to the register may take in all',
    default: '5000',
  },
  REGISTER_REPORT_SLA: {
    schema: integer(1, 1440),
    description: 'Minutes within which the register must know of a paid fine; beyond it an alarm is raised',
    default: '10',
  },
} as const satisfies Variables;

/** How the register is reached. */
export interface RegisterConfig {
  url: string;
  token: Secret;
  timeoutMs: number;
}

type Values = VariableValues<typeof registerVariables>;

/** Null where no register is configured. @returns the problem where only a part of it is */
export function registerOf(values: Values): { register: RegisterConfig | null } | { problem: string } {
  const { REGISTER_URL: url, REGISTER_TOKEN: token, REGISTER_TIMEOUT_MS: timeoutMs } = values;
  if (url === undefined) return { register: null };
  if (token === undefined) return { problem: 'REGISTER_TOKEN: is required with REGISTER_URL' };
  return { register: { url, token, timeoutMs } };
}
