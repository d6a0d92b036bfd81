import type { Request } from 'express';
import { AppError } from '../kernel/errors';
import type { ErrorKind } from '../kernel/errors';
import type { FieldProblem } from '../kernel/invalid';
import type { Reply } from './endpoint';
import {
  CHINESE_CONTRADICTIONS,
  CHINESE_DETAILS,
  CHINESE_FIELDS,
  CHINESE_MESSAGES,
  CHINESE_TITLES,
} from './problem-zh';

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

interface Unreadable {
  status: number;
  code: string;
  message: string;
}

/** What Express's body parsers throw, by their `type`. */
const PARSER_PROBLEMS: Readonly<Record<string, Unreadable>> = {
  'entity.too.large': {
    status: 413,
    code: 'BODY_TOO_LARGE',
    message: 'The body is larger than this endpoint accepts.',
  },
  'entity.parse.failed': { status: 400, code: 'MALFORMED_JSON', message: 'The body is not valid JSON.' },
  'entity.verify.failed': { status: 400, code: 'MALFORMED_JSON', message: 'The body is not UTF-8.' },
  'encoding.unsupported': {
    status: 415,
    code: 'ENCODING_UNSUPPORTED',
    message: 'The content encoding is not supported.',
  },
  'charset.unsupported': {
    status: 415,
    code: 'CHARSET_UNSUPPORTED',
    message: 'The charset is not supported. Use UTF-8.',
  },
};

/** RFC 9457 for an error of ours. Its facts are kept apart: one named `status` must not replace the HTTP status. */
function problemOf(error: AppError, language: ProblemLanguage): Reply {
  const status = STATUS[error.kind];
  const { errors: fields, ...details } = error.details;
  const errors = fields && fieldsIn(language, fields as readonly FieldProblem[], error);
  const retryAfter = details.retry_after ?? RETRY_AFTER_SECONDS[error.kind];
  return saidIn(language, {
    ...problem(status, error.code, {
      title: titleIn(language, error.kind),
      detail: textIn(language, error),
      ...(errors !== undefined && { errors }),
      ...(Object.keys(details).length > 0 && { details: factsIn(language, details) }),
    }),
    headers: {
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    },
  });
}

const textIn = (language: ProblemLanguage, { code, message }: Pick<AppError, 'code' | 'message'>): string =>
  (language === 'en' ? undefined : (CHINESE_MESSAGES[message] ?? CHINESE_DETAILS[code])) ?? message;

/** Facts are the same in every language, but for the one that is a text. */
function factsIn(language: ProblemLanguage, details: AppError['details']): AppError['details'] {
  const said = details.problem;
  if (language === 'en' || typeof said !== 'string') return details;
  return { ...details, problem: CHINESE_CONTRADICTIONS[said] ?? said };
}

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
  if (known) return unreadable(known, language);
  if (status !== undefined && status >= 400 && status < 500) {
    return unreadable(
      { status, code: 'MALFORMED_REQUEST', message: 'The request cannot be read.' },
      language,
    );
  }
  const bug = {
    code: 'INTERNAL_ERROR',
    message: 'Something went wrong on our side. Ask for the state of the order before you try again.',
  };
  const title = language === 'en' ? 'Internal error' : '内部错误';
  return saidIn(language, problem(500, bug.code, { title, detail: textIn(language, bug) }));
}

function unreadable({ status, ...said }: Unreadable, language: ProblemLanguage): Reply {
  const title = titleIn(language, 'malformed');
  return saidIn(language, problem(status, said.code, { title, detail: textIn(language, said) }));
}

/** What a path says to a method that it does not know. */
export function methodRefused(language: ProblemLanguage): Reply {
  const said = {
    code: 'METHOD_NOT_ALLOWED',
    message: 'This path exists, but it does not know this method. See the header Allow.',
  };
  const title = language === 'en' ? 'Method not allowed' : '方法不可用';
  return saidIn(language, problem(405, said.code, { title, detail: textIn(language, said) }));
}

const titleIn = (language: ProblemLanguage, kind: ErrorKind): string =>
  (language === 'en' ? TITLE : CHINESE_TITLES)[kind];

function saidIn(language: ProblemLanguage, answer: Reply): Reply {
  return language === 'en'
    ? answer
    : { ...answer, headers: { ...answer.headers, 'Content-Language': language } };
}

/** RFC 9457 by its parts. */
function problem(status: number, code: string, members: Record<string, unknown>): Reply {
  const json = { type: `urn:tongfu:problem:${code}`, status, code, ...members };
  return { status, body: { text: JSON.stringify(json), contentType: 'application/problem+json' } };
}
