/** Where webhooks may go. */
export interface WebhookRules {
  /** Also to private networks, and to this machine over plain HTTP too: for development. */
  allowInsecureWebhooks: boolean;
  /**
   * Host names; null lets all public hosts in. A host that is named here may also have an
   * address in a private network: that is how a city's own systems are reached.
   */
  allowedHosts: readonly string[] | null;
}

/** The most that a URL may have, as for every URL that we keep. */
const MAX_LENGTH = 512;

/** Reads the URL of a webhook; null unless it is https, or http to this machine, without a user and a fragment. */
export function parseWebhookUrl(text: string): URL | null {
  if (text.length > MAX_LENGTH || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
  return isSecure && url.username === '' && url.password === '' && url.hash === '' ? url : null;
}

/** The URL to send to, or why nothing may be sent there. Addresses are looked at when one connects. */
export function allowedWebhookUrl(
  text: string,
  rules: WebhookRules,
): URL | 'url-refused' | 'host-not-allowed' {
  const url = parseWebhookUrl(text);
  if (!url || (url.protocol === 'http:' && !rules.allowInsecureWebhooks)) return 'url-refused';
  return isListed(url.hostname, rules) || rules.allowedHosts === null ? url : 'host-not-allowed';
}

/** Whether the operator named this host; the list may come in any case, host names do not have one. */
export function isListed(hostname: string, { allowedHosts }: WebhookRules): boolean {
  return allowedHosts?.some((host) => host.toLowerCase() === hostname) ?? false;
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
