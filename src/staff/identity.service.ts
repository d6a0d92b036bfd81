import * as oidc from 'openid-client';
import type { Secret } from '../kernel/secret';
import { readRoles } from './member';
import { IdentityAway, IdentityRefused } from './staff.errors';
import type { Identity } from './staff.service';

export interface IdentityOptions {
  issuer: string;
  clientId: string;
  clientSecret: Secret;
  /** Null: the roles are not those of a claim. */
  rolesClaim: string | null;
  /** Where the provider sends people back to. */
  redirectUrl: string;
  /** Where people are after they have left. */
  signedOutUrl: string;
}

/** What the answer to a login must fit; kept in the session meanwhile. */
export interface PendingLogin {
  state: string;
  nonce: string;
  verifier: string;
  /** Whether the person had to show anew who they are. */
  isStepUp: boolean;
}

export interface IdentityService {
  /** Where to send the browser. @throws IdentityAway */
  begin(isStepUp: boolean): Promise<{ url: string; pending: PendingLogin }>;
  /** Who came back. @throws IdentityRefused, IdentityAway */
  finish(address: URL, pending: PendingLogin): Promise<{ identity: Identity; idToken: string }>;
  /** Where a browser ends its session at the provider; null: the provider knows no such address. */
  endUrl(idToken: string): Promise<string | null>;
}

const TIMEOUT_SECONDS = 10;
/** A login that is to be fresh was made this moment, clocks apart. */
const STEP_UP_MAX_AGE_SECONDS = 60;
const NAME_LIMIT = 64;

/** Authorization code flow with PKCE, state and nonce against the city's identity provider (OpenID Connect). */
export function createIdentityService(options: IdentityOptions): IdentityService {
  const configuration = kept(() => discover(options));
  return {
    async begin(isStepUp) {
      const config = await configuration();
      const pending = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        isStepUp,
      };
      const url = await loginUrl(config, pending, options.redirectUrl);
      return { url, pending };
    },
    async finish(address, { state, nonce, verifier, isStepUp }) {
      const config = await configuration();
      const tokens = await refused(() =>
        oidc.authorizationCodeGrant(config, address, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(isStepUp && { maxAge: STEP_UP_MAX_AGE_SECONDS }),
        }),
      );
      const claims = tokens.claims();
      if (!claims || !tokens.id_token) throw IdentityRefused();
      return { identity: identityOf(claims, options.rolesClaim), idToken: tokens.id_token };
    },
    async endUrl(idToken) {
      const config = await configuration();
      if (!config.serverMetadata().end_session_endpoint) return null;
      const { signedOutUrl } = options;
      return oidc.buildEndSessionUrl(config, {
        id_token_hint: idToken,
        post_logout_redirect_uri: signedOutUrl,
      }).href;
    },
  };
}

async function loginUrl(
  config: oidc.Configuration,
  { state, nonce, verifier, isStepUp }: PendingLogin,
  redirectUrl: string,
): Promise<string> {
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUrl,
    scope: 'openid profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...(isStepUp && { prompt: 'login', max_age: String(STEP_UP_MAX_AGE_SECONDS) }),
  });
  return url.href;
}

async function discover({ issuer, clientId, clientSecret }: IdentityOptions): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const isPlain = url.protocol === 'http:';
  const authentication = oidc.ClientSecretBasic(clientSecret.reveal());
  try {
    return await oidc.discovery(url, clientId, undefined, authentication, {
      timeout: TIMEOUT_SECONDS,
      ...(isPlain && { execute: [oidc.allowInsecureRequests] }),
    });
  } catch (cause) {
    throw IdentityAway({ cause });
  }
}

/** A discovery that failed is tried again by the next one who comes. */
function kept<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

/** An answer of the provider that says no, or does not fit, is a refusal; no answer is none. */
async function refused<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const isAway = cause instanceof TypeError && cause.message === 'fetch failed';
    throw isAway ? IdentityAway({ cause }) : IdentityRefused({ cause });
  }
}

function identityOf(claims: oidc.IDToken, rolesClaim: string | null): Identity {
  const { sub: subject, name, preferred_username: username } = claims;
  const shown = [name, username, subject].find((text) => typeof text === 'string' && text !== '');
  const claimed = rolesClaim === null ? null : claims[rolesClaim];
  const words = typeof claimed === 'string' ? claimed.split(/[ ,]+/) : Array.isArray(claimed) ? claimed : [];
  const roles = rolesClaim === null ? null : readRoles(words);
  return { subject, name: String(shown).slice(0, NAME_LIMIT), roles };
}
