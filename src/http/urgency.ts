/**
 * How much a request matters when not all can be answered: `money` says what a channel or a payer has to tell, or
 * whether money moved; `work` changes something, or is needed for it; `files` take long, have connections and limits of their own, and can wait; `rest` only shows something.
 */
export type Urgency = 'money' | 'work' | 'files' | 'rest';

/** Of a method and a path; the first that fits counts. What nobody thought of is the first to wait. */
const RULES: readonly (readonly [pattern: RegExp, urgency: Urgency])[] = [
  [/^POST \/v1\/notifications\//, 'money'],
  [/^GET \/v1\/(orders|payments|refunds)\/[^/]+$/, 'money'],
  [/^\w+ \/(assets|pay|fines|receipts|verify|help|privacy|accessibility|healthz|readyz)(\/|$)/, 'money'],
  [/^POST \/(v1|console)\/(fines\/imports|statements|bank-files)(\/|$)/, 'files'],
  [/^GET \/\S+(\/file|\.(csv|xlsx|hledger|beancount))$/, 'files'],
  [/^GET \/v1\/(affairs|fines\/[^/]+)$/, 'work'],
  [/^(POST|PUT) \/v1\//, 'work'],
];

/** @param path without its query */
export function urgencyOf(method: string, path: string): Urgency {
  const request = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  return RULES.find(([pattern]) => pattern.test(request))?.[1] ?? 'rest';
}
