/** What an error means to the one who called. Two exhaustive tables map it: to an HTTP answer and to retry or not. */
export type ErrorKind =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rejected'
  | 'unavailable'
  | 'outcome-unknown';

/** Facts that the reader of an error may see, e.g. `{ pointer: '/items/0/affair' }`. Never a secret. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The only error that is meant to be seen. Anything else that is thrown is a bug. */
export class AppError extends Error {
  override readonly name = 'AppError';

  /** Facts for the reader of the error. */
  readonly details: ErrorDetails;

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    { message, details, cause }: ErrorContext,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.details = details ?? {};
  }
}

export interface ErrorContext {
  /** Replaces the default message where the case has more to say. */
  message?: string;
  details?: ErrorDetails;
  cause?: unknown;
}

/** Declares an error of a feature once: `const OrderNotFound = defineError('not-found', 'ORDER_NOT_FOUND', '…')`. */
export function defineError(
  kind: ErrorKind,
  code: string,
  message: string,
): (context?: ErrorContext) => AppError {
  return (context = {}) => new AppError(kind, code, { message, ...context });
}
