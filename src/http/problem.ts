import type { Request } from 'express';
import { AppError } from '../kernel/errors';
import type { ErrorKind } from '../kernel/errors';
import type { FieldProblem } from '../kernel/invalid';
import type { Reply } from './endpoint';
import { CHINESE_DETAILS, CHINESE_FIELDS, CHINESE_TITLES } from './problem-zh';

/** The languages of an answer; the code is the same in both. */
export type ProblemLanguage = 'en' | 'zh-CN';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  rejected: 422,
  unavailable: 503,
  'outcome-unknown': 503,
};

const TITLE: Readonly<Record<ErrorKind, string>> = {
  malformed: 'The request cannot be read',
  invalid: 'The request is not valid',
  unauthenticated: 'Not authenticated',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  conflict: 'In conflict with the present state',
  rejected: 'Refused',
  unavailable: 'Not available for the moment',
  'outcome-unknown': 'The outcome is not known yet',
};

/** Worth trying again, and after how many seconds. */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorKind, number>> = { unavailable: 5, 'outcome-unknown': 5 };

/** What Express's body parsers throw, by their `type`. */
const PARSER_PROBLEMS: Readonly<Record<string, [status: number, code: string, message: string]>> = {
  'entity.too.large': [413, 'BODY_TOO_LARGE', 'The body is larger than this endpoint accepts.'],
  'entity.parse.failed': [400, 'MALFORMED_JSON', 'The body is not valid JSON.'],
  'entity.verify.failed': [400, 'MALFORMED_JSON', 'The body is not UTF-8.'],
  'encoding.unsupported': [415, 'ENCODING_UNSUPPORTED', 'The content encoding is not supported.'],
  'charset.unsupported': [415, 'CHARSET_UNSUPPORTED', 'The charset is not supported. Use UTF-8.'],
};

/** RFC 9457 for an error of ours. Its facts are kept apart: one named `status` must not replace the HTTP status. */
function problemOf(error: AppError, language: ProblemLanguage): Reply {
  const status = STATUS[error.kind];
  const { errors: fields, ...details } = error.details;
  const errors = fields && fieldsIn(language, fields as readonly FieldProblem[], error);
  const retryAfter = details.retry_after ?? RETRY_AFTER_SECONDS[error.kind];
  return {
    ...problem(status, error.code, {
      title: language === 'en' ? TITLE[error.kind] : CHINESE_TITLES[error.kind],
      detail: textIn(language, error),
      ...(errors !== undefined && { errors }),
      ...(Object.keys(details).length > 0 && { details }),
    }),
    headers: {
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(language !== 'en' && { 'Content-Language': language }),
    },
  };
}

const textIn = (language: ProblemLanguage, { code, message }: Pick<AppError, 'code' | 'message'>): string =>
  (language === 'en' ? undefined : CHINESE_DETAILS[code]) ?? message;

function fieldsIn(
  language: ProblemLanguage,
  fields: readonly FieldProblem[],
  error: AppError,
): Omit<FieldProblem, 'messageZh'>[] {
  return fields.map(({ messageZh, ...field }) => {
    if (language === 'en') return field;
    // A field may say the same as the whole.
    const same = field.message === error.message ? textIn(language, error) : undefined;
    return { ...field, message: CHINESE_FIELDS[field.message] ?? same ?? messageZh ?? field.message };
  });
}

/** Chinese for whoever prefers it by name; else English, as the codes are. */
export function problemLanguageOf(request: Pick<Request, 'acceptsLanguages'>): ProblemLanguage {
  return request.acceptsLanguages('en', 'zh') === 'zh' ? 'zh-CN' : 'en';
}

/** The answer to anything that was thrown. A bug shows nothing of itself. */
export function problemOfAny(error: unknown, language: ProblemLanguage = 'en'): Reply {
  if (error instanceof AppError) return problemOf(error, language);
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  const known = type === undefined ? undefined : PARSER_PROBLEMS[type];
  if (known) return problem(known[0], known[1], { title: 'The request cannot be read', detail: known[2] });
  if (status !== undefined && status >= 400 && status < 500) {
    return problem(status, 'MALFORMED_REQUEST', {
      title: TITLE.malformed,
      detail: 'The request cannot be read.',
    });
  }
  return problem(500, 'INTERNAL_ERROR', {
    title: 'Internal error',
    detail: 'Something went wrong on our side. Ask for the state of the order before you try again.',
  });
}

/** RFC 9457 by its parts. */
export function problem(status: number, code: string, members: Record<string, unknown>): Reply {
  const json = { type: `urn:tongfu:problem:${code}`, status, code, ...members };
  return { status, body: { text: JSON.stringify(json), contentType: 'application/problem+json' } };
}
