/** Where webhooks may go. */
export interface WebhookRules {
  /** Also to this machine, and there over plain HTTP: for development. */
  allowInsecureWebhooks: boolean;
  /**
   * Host names as they stand in a URL; null lets all public hosts in. A host that is named here may also have an
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
export function allowedWebhookUrl(text: string, rules: WebhookRules): URL | 'url-refused' | 'host-not-allowed' {
  const url = parseWebhookUrl(text);
  if (!url || (url.protocol === 'http:' && !rules.allowInsecureWebhooks)) return 'url-refused';
  if (rules.allowedHosts && !rules.allowedHosts.includes(url.hostname)) return 'host-not-allowed';
  return url;
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
