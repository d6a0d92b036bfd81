/** One try to deliver an event. */
export interface WebhookMessage {
  url: string;
  /** The id of the event, by which the receiver recognises one that it has got already. */
  id: string;
  /** The same bytes on every try. */
  body: string;
  /** `whsec_` and base64. */
  secret: string;
  sentAt: Date;
}

/** Why there is no answer. */
export type DeliveryFailure =
  | 'url-refused'
  | 'host-not-allowed'
  | 'address-refused'
  | 'host-not-found'
  | 'connection-refused'
  | 'certificate-refused'
  | 'connection-lost'
  | 'timeout';

/** What one try came to: the status of the answer, or why there is none. Never a part of an answer's body. */
export type DeliveryOutcome = { status: number } | { failure: DeliveryFailure };

/** Sends and signs webhooks by Standard Webhooks. A try that fails is an outcome, not an error. */
export interface WebhookSender {
  send(message: WebhookMessage): Promise<DeliveryOutcome>;
  close(): Promise<void>;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The pauses after each failed try: 13 tries in 3 days and 3 hours, so that a receiver may be away for a weekend. */
export const RETRY_PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  1 * HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  12 * HOUR_MS,
  20 * HOUR_MS,
  28 * HOUR_MS,
];

/** The receiver says that it wants no more of this. */
const GONE = 410;

/** What follows from a try: at most one of the three times is set, and one always is. */
export interface DeliveryVerdict {
  deliveredAt: Date | null;
  exhaustedAt: Date | null;
  retryAt: Date | null;
  /** E.g. "status 500", "timeout". */
  lastResult: string;
}

/**
 * Any 2xx is delivered and 410 ends it at once; everything else is tried again until the pauses are used up.
 * @param attempts the tries so far, this one included
 */
export function judgeDelivery(outcome: DeliveryOutcome, attempts: number, at: Date): DeliveryVerdict {
  const lastResult = 'status' in outcome ? `status ${outcome.status}` : outcome.failure;
  const status = 'status' in outcome ? outcome.status : 0;
  const verdict = { deliveredAt: null, exhaustedAt: null, retryAt: null, lastResult };
  if (status >= 200 && status < 300) return { ...verdict, deliveredAt: at };
  const pauseMs = RETRY_PAUSES_MS[attempts - 1];
  if (status === GONE || pauseMs === undefined) return { ...verdict, exhaustedAt: at };
  return { ...verdict, retryAt: new Date(at.getTime() + pauseMs) };
}
