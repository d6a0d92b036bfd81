import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** Names under which something secret or personal could stand in a logged object. */
const REDACTED = ['authorization', 'key', 'secret', 'password', 'body', 'headers', 'payer', 'errRaw'];

/**
 * JSON lines. What is logged is chosen by the caller; these names are cut out whatever happens.
 * @param destination standard output, unless said
 */
export function createLogger(level: string, destination: DestinationStream = pino.destination(1)): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
      serializers: { error: describeError, cause: describeError },
    },
    destination,
  );
}

/** Messages of databases and clients may quote what they were sent; the message of a bug is worth that risk. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error).slice(0, 500);
  const { name, stack } = error;
  const code = (error as { code?: unknown }).code;
  // Before Prisma says in the last line what is wrong with a call it quotes all of it: payers, cashier links.
  const message = name === 'PrismaClientValidationError' ? lastLineOf(error.message) : error.message;
  const calls = stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name,
    message: message.slice(0, 2_000),
    ...(code !== undefined && { code }),
    stack: calls?.join('\n'),
  };
}

const lastLineOf = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
