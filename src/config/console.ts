import { z } from 'zod';
import { Secret } from '../kernel/secret';
import type { Variables, VariableValues } from '../kernel/variables';
import { isSecureUrl } from '../providers/transport';

const secret = (minimum: number) =>
  z
    .string()
    .trim()
    .min(minimum, `must have ${minimum} characters or more`)
    .transform((text) => new Secret(text));

export const consoleVariables = {
  CONSOLE_SECRET: {
    schema: secret(32),
    description:
      'Signs the sessions of the finance staff and seals their TOTP secrets; without it there is no /console',
    isOptional: true,
    isSecret: true,
    isFile: true,
  },
  OIDC_ISSUER: {
    schema: z
      .string()
      .refine(
        (text) => URL.canParse(text) && isSecureUrl(new URL(text)) && !/[?#]/.test(text),
        'must be an https URL without a query (http only on this machine)',
      ),
    description: 'The identity provider of the finance staff. Not set: break-glass accounts alone come in',
    isOptional: true,
  },
  OIDC_CLIENT_ID: {
    schema: z.string().min(1),
    description: 'What the identity provider knows the console by',
    isOptional: true,
  },
  OIDC_CLIENT_SECRET: {
    schema: secret(1),
    description: 'The secret of that client, or OIDC_CLIENT_SECRET_FILE',
    isOptional: true,
    isSecret: true,
    isFile: true,
  },
  OIDC_ROLES_FROM: {
    schema: z.enum(['claim', 'staff'], 'must be claim or staff'),
    description: 'Whether the identity provider says what roles somebody has, or npm run staff does',
    default: 'claim',
  },
  OIDC_ROLES_CLAIM: {
    schema: z.string().min(1),
    description: 'The claim of the ID token that lists the roles',
    default: 'roles',
  },
} as const satisfies Variables;

/** The identity provider, and where roles come from. */
export interface OidcConfig {
  issuer: string;
  clientId: string;
  clientSecret: Secret;
  /** Null: the roles are those of the staff table. */
  rolesClaim: string | null;
}

export interface ConsoleConfig {
  secret: Secret;
  oidc: OidcConfig | null;
}

type Values = VariableValues<typeof consoleVariables>;

/** Null where there is no console. @returns the problem where only a part of it is configured */
export function consoleOf(
  values: Values,
  isProduction: boolean,
): { console: ConsoleConfig | null } | { problem: string } {
  const { CONSOLE_SECRET: key, OIDC_ISSUER: issuer } = values;
  const { OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = values;
  if (key === undefined) return { console: null };
  if (issuer === undefined) return { console: { secret: key, oidc: null } };
  if (isProduction && new URL(issuer).protocol !== 'https:')
    return { problem: 'OIDC_ISSUER: must be an https URL in production' };
  if (clientId === undefined || clientSecret === undefined)
    return { problem: 'OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: are required with OIDC_ISSUER' };
  const rolesClaim = values.OIDC_ROLES_FROM === 'claim' ? values.OIDC_ROLES_CLAIM : null;
  return { console: { secret: key, oidc: { issuer, clientId, clientSecret, rolesClaim } } };
}
