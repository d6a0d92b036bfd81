/** Whether an address may stand on the end pages of a service's orders. */
export interface ReturnRules {
  /** Those that were registered for the service. */
  origins: readonly string[];
  /** In production only https; elsewhere this machine is let in by plain HTTP too. */
  isProduction: boolean;
}

/** The most that an address may have, as for every address that we keep. */
const MAX_LENGTH = 512;

/**
 * The origin ("https://portal.example") that this text names and nothing more; null for everything else: a path, a
 * user, plain HTTP to another machine.
 */
export function readReturnOrigin(text: string): string | null {
  if (text.length > MAX_LENGTH || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isOrigin = url.href === `${url.origin}/` && !/[?#]/.test(text);
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname));
  return isOrigin && isSecure ? url.origin : null;
}

/**
 * Whether the address is one of a registered origin. Compared as the parser of browsers reads it, so that neither a
 * user ("https://portal.example@elsewhere.example") nor a longer host name passes for a known one.
 */
export function isReturnAllowed(text: string, { origins, isProduction }: ReturnRules): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return origins.includes(origin) && (protocol === 'https:' || (protocol === 'http:' && !isProduction));
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
