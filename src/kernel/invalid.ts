import { defineError } from './errors';
import type { AppError } from './errors';

/** One bad field of a request. */
export interface FieldProblem {
  in: 'body' | 'query' | 'path';
  /** RFC 6901, e.g. "/items/0/affair"; of a path, the name of its part. */
  pointer: string;
  message: string;
  /** The same in Chinese, where whoever found it knows it; shown to nobody as it stands. */
  messageZh?: string | undefined;
}

const RequestInvalid = defineError(
  'invalid',
  'REQUEST_INVALID',
  'The request has fields that are not valid. Nothing was changed.',
);

/** The one error for bad fields, whether a schema found them or a rule; lists them in `details.errors`. */
export function invalidFields(errors: readonly FieldProblem[]): AppError {
  return RequestInvalid({ details: { errors } });
}

/** A bad field of a body, found by a rule; in Chinese where the text names a fact, so that no table has it. */
export function invalidField(pointer: string, message: string, messageZh?: string): AppError {
  return invalidFields([{ in: 'body', pointer, message, messageZh }]);
}
