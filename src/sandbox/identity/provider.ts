import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Configuration, Provider } from 'oidc-provider';
import { PERSONS } from './persons';

/** What the console knows itself by here. */
export const CLIENT = { id: 'tongfu-console', secret: 'sandbox-identity' } as const;

/** A client must name an address; every address on this machine is taken besides. */
const ANY_ADDRESS = 'http://127.0.0.1/console/callback';
const TTL = {
  AccessToken: 600,
  AuthorizationCode: 60,
  IdToken: 600,
  Interaction: 600,
  Session: 8 * 3_600,
  Grant: 8 * 3_600,
};

/** OpenID Connect as the city's identity provider would speak it; its sessions end with the process. */
export async function createIdentityProvider(issuer: string): Promise<Provider> {
  // Takes half a second to load, which most who start a sandbox never need.
  const { Provider: OidcProvider } = await quietly(() => import('oidc-provider'));
  const provider = await quietly(async () => new OidcProvider(issuer, configurationOf(await signingKey())));
  const client = provider.Client.prototype as unknown as Record<string, (uri: string) => boolean>;
  client.redirectUriAllowed = isOnThisMachine;
  client.postLogoutRedirectUriAllowed = isOnThisMachine;
  return provider;
}

function configurationOf(key: object): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [ANY_ADDRESS],
        post_logout_redirect_uris: [ANY_ADDRESS],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    ttl: TTL,
    interactions: { url: (_context, { uid }) => `/identity/login/${uid}` },
    findAccount: (_context, subject) => {
      const person = PERSONS.find((known) => known.subject === subject);
      if (!person) return undefined;
      const { name, roles } = person;
      return { accountId: subject, claims: () => ({ sub: subject, name, roles: [...roles] }) };
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        ...(oidc.session?.accountId !== undefined && { accountId: oidc.session.accountId }),
        ...(oidc.client && { clientId: oidc.client.clientId }),
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  };
}

function isOnThisMachine(uri: string): boolean {
  return URL.canParse(uri) && ['127.0.0.1', 'localhost'].includes(new URL(uri).hostname);
}

async function signingKey(): Promise<object> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'sandbox' };
}

/** The library recommends settings of a real provider on the console; this one is none. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn, info } = console;
  console.warn = console.info = () => undefined;
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, info });
  }
}
