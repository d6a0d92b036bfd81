import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { Secret } from '../kernel/secret';
import type { Variables } from '../kernel/variables';

/** A whole number within limits, as text. */
export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const secretUrl = (protocols: readonly string[], message: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), message)
    .transform((text) => new Secret(text));

/** true or false, as text. */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

export const databaseVariables = {
  DATABASE_URL: {
    schema: secretUrl(
      ['postgres:', 'postgresql:'],
      'must be a URL such as postgresql://user:password@host:5432/name',
    ),
    description: 'PostgreSQL: the only place where a promise lives',
    isSecret: true,
  },
} as const satisfies Variables;

export const coreVariables = {
  NODE_ENV: {
    schema: z.enum(['development', 'production', 'test'], 'must be development, production or test'),
    description: 'production takes no .env file and refuses webhooks without TLS',
    default: 'development',
  },
  HOST: {
    schema: z.string().min(1),
    description: 'Address to listen on',
    default: '127.0.0.1',
  },
  PORT: { schema: integer(0, 65_535), description: 'Port to listen on; 0 takes a free one', default: '3000' },
  PUBLIC_BASE_URL: {
    schema: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .transform((text) => text.replace(/\/+$/, '')),
    description: 'Where citizens and channels reach this service: the base of cashier links and of callbacks',
  },
  ...databaseVariables,
  DATABASE_POOL_SIZE: {
    schema: integer(1, 200),
    description: 'Connections to the database per process',
    default: '10',
  },
  REDIS_URL: {
    schema: secretUrl(['redis:', 'rediss:'], 'must be a URL such as redis://host:6379'),
    description: 'Set: the queue runs on Redis. Not set: it runs on PostgreSQL',
    isSecret: true,
    isOptional: true,
  },
  LOG_LEVEL: {
    schema: z.enum(
      ['debug', 'info', 'warn', 'error', 'silent'],
      'must be debug, info, warn, error or silent',
    ),
    description: 'How much is logged',
    default: 'info',
  },
  WORKER_CONCURRENCY: {
    schema: integer(1, 200),
    description: 'Jobs of one queue that one worker process does at the same time',
    default: '10',
  },
  CHANNEL_MAX_CALLS: {
    schema: integer(1, 1_000),
    description: 'Calls of one process to one channel at the same time',
    default: '64',
  },
  CHANNEL_AWAY_AFTER_FAILURES: {
    schema: integer(1, 1_000),
    description: 'A channel that could not be reached so often in a row is not called for a moment',
    default: '5',
  },
  CHANNEL_AWAY_SECONDS: {
    schema: integer(1, 300),
    description: 'How long such a channel is left alone before one call finds out whether it is back',
    default: '10',
  },
  RECONCILIATION_CUTOFF: {
    schema: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 23:00'),
    description: 'Beijing time from which a payment may stand in the statement of the next day',
    default: '23:00',
  },
  ORDER_EXPIRES_WITH_QUOTE: {
    schema: flag,
    description: 'Ends an order with a fine at the midnight at which more would be owed',
    default: 'true',
  },
  RECEIPT_REGION: {
    schema: z.string().regex(/^\d{2}$/, 'must be two digits'),
    description: 'The first two digits of every receipt code: the region of the finance department',
    default: '31',
  },
  REFUND_APPROVAL_ABOVE: {
    schema: integer(0, 999_999_999),
    description: 'Refunds of more than this (in fen) need the approval of another service; 0: all of them',
    default: '0',
  },
  REFUND_APPROVAL_LIMIT: {
    schema: integer(0, 999_999_999).transform(BigInt),
    description:
      'Above it (in fen) who approves needs the scope finance too; not set: only what was remitted does',
    isOptional: true,
  },
  WRITE_OFF_LIMIT: {
    schema: integer(0, 999_999_999),
    description: 'Differences up to this (in fen) may be written off, each approved by another person',
    default: '100',
  },
  BANK_INTEREST_ITEM: {
    schema: z
      .string()
      .regex(
        /^[0-9A-Za-z-]{1,32}:[0-9A-Za-z-]{1,32}$/,
        'must be an agency and an income item, such as 310000:10307',
      )
      .transform((text) => {
        const [agencyCode = '', incomeItemCode = ''] = text.split(':');
        return { agencyCode, incomeItemCode };
      }),
    description: 'As whose income item interest on the clearing account is owed: agency and item',
    default: 'treasury:interest',
  },
  PAY_CODE_REGION: {
    schema: z.string().regex(/^\d{6}$/, 'must be the six digits of a region'),
    description: 'How the pay codes of orders begin: the region, six digits of GB/T 2260',
    default: '310000',
  },
  FINE_LOOKUP_SECRET: {
    schema: z
      .string()
      .min(32, 'must have 32 characters or more')
      .transform((text) => new Secret(text)),
    description: 'Keys the hashes by which citizens find fines on /fines; without it there is no such page',
    isSecret: true,
    isOptional: true,
  },
  PAYEE_ACCOUNT_SECRET: {
    schema: z
      .string()
      .min(32, 'must have 32 characters or more')
      .transform((text) => new Secret(text)),
    description:
      'Seals the bank accounts to which refunds are paid; without it none is entered, and none is paid',
    isSecret: true,
    isOptional: true,
  },
  TRUSTED_PROXIES: {
    schema: z
      .string()
      .regex(/^[\w.:/]+(,[\w.:/]+)*$/, 'must be addresses or networks with commas between them')
      .transform((text) => text.split(',')),
    description: 'Proxies whose X-Forwarded-For is believed: addresses, networks, loopback or uniquelocal',
    default: 'loopback',
  },
  STATEMENT_DIRECTORY: {
    schema: z.string().min(1),
    description:
      'Where statement files are kept while they are read; by default under the temporary directory',
    isOptional: true,
  },
  WEBHOOK_ALLOW_INSECURE: {
    schema: flag,
    description: 'Allows webhooks without TLS and to private addresses; by default only outside production',
    isOptional: true,
  },
  WEBHOOK_HOSTS: {
    schema: z
      .string()
      .regex(/^[0-9A-Za-z.-]+(,[0-9A-Za-z.-]+)*$/, 'must be host names with commas between them')
      .transform((text) => text.split(',')),
    description: 'The only hosts that webhooks go to, with commas between them; by default any public host',
    isOptional: true,
  },
} as const satisfies Variables;

/** Used when STATEMENT_DIRECTORY is not set. */
export const DEFAULT_STATEMENT_DIRECTORY = path.join(tmpdir(), 'tongfu-statements');
