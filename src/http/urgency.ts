/**
 * How much a request matters when not all can be answered: `money` says what a channel or a payer has to tell, or
 * whether money moved; `orders` is what services ask for; `rest` can wait.
 */
export type Urgency = 'money' | 'orders' | 'rest';

/** Of a method and a path; the first that fits counts. What nobody thought of is the first to wait. */
const RULES: readonly (readonly [pattern: RegExp, urgency: Urgency])[] = [
  [/^POST \/v1\/notifications\//, 'money'],
  [/^GET \/v1\/(orders|payments|refunds)\/[^/]+$/, 'money'],
  [/^\w+ \/(assets|pay|fines|receipts|verify|help|privacy|accessibility|healthz|readyz)(\/|$)/, 'money'],
  [/^POST \/v1\/fines\/imports/, 'rest'],
  [/^GET \/v1\/orders$/, 'rest'],
  [/^\w+ \/v1\/(affairs|orders|payments|fines)(\/|$)/, 'orders'],
];

/** @param path without its query */
export function urgencyOf(method: string, path: string): Urgency {
  const request = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  return RULES.find(([pattern]) => pattern.test(request))?.[1] ?? 'rest';
}
