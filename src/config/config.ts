import type { KeyObject } from 'node:crypto';
import type { ChannelDefinition } from '../providers/channel';
import type { CircuitRules } from '../providers/circuit';
import { channels } from '../providers/index';
import { hasAnyVariable, readVariables } from '../kernel/variables';
import type { Secret } from '../kernel/secret';
import type { Environment, Variables, VariableValues } from '../kernel/variables';
import { consoleOf, consoleVariables } from './console';
import type { ConsoleConfig } from './console';
import { coreVariables, databaseVariables, DEFAULT_STATEMENT_DIRECTORY } from './core';
import { dayVariables, sealKeyOf } from './days';
import { registerOf, registerVariables } from './register';
import type { RegisterConfig } from './register';
import { finePolicyOf, fineVariables } from './fines';
import { exportConfigOf, reportVariables } from './reports';
import type { ExportConfig } from './reports';
import type { FinePolicySettings } from './fines';

/** A channel that is configured. */
export interface ConfiguredChannel {
  definition: ChannelDefinition;
  values: VariableValues<Variables>;
}

/** Everything that the environment decides, read once and frozen. */
export interface Config {
  isProduction: boolean;
  host: string;
  port: number;
  publicBaseUrl: string;
  databaseUrl: string;
  databasePoolSize: number;
  redisUrl: string | null;
  logLevel: string;
  workerConcurrency: number;
  /** Of each channel: calls at once, and when it is left alone. */
  channelGuard: { maxCalls: number; rules: CircuitRules };
  reconciliationCutoff: string;
  ordersExpireWithQuote: boolean;
  receiptRegion: string;
  /** In fen; a refund of more needs somebody else's approval. */
  refundApprovalAboveFen: bigint;
  /** In fen; who approves more must be of the finance department. Null: no limit. */
  refundApprovalLimitFen: bigint | null;
  /** In fen; a difference of more is not written off. */
  writeOffLimitFen: bigint;
  /** As what interest on the clearing account is owed. */
  bankInterest: { agencyCode: string; incomeItemCode: string };
  /** Null: citizens cannot look fines up. */
  fineLookupSecret: Secret | null;
  /** Null: no bank account of a payee can be kept. */
  payeeAccountSecret: Secret | null;
  payCodeRegion: string;
  trustedProxies: readonly string[];
  finePolicy: FinePolicySettings;
  /** Null: the page of a document that is no decision has no link. */
  fineProcessingUrl: string | null;
  exports: ExportConfig;
  statementDirectory: string;
  allowsInsecureWebhooks: boolean;
  webhookHosts: readonly string[] | null;
  /** Null: no register, and nothing is reported. */
  register: RegisterConfig | null;
  registerReportSlaMs: number;
  /** Null: there is no console. */
  console: ConsoleConfig | null;
  /** Signs closed days. Null, outside production: none can be closed. */
  daySealKey: KeyObject | null;
  channels: readonly ConfiguredChannel[];
}

/** The environment is not fit to start with; the message names every bad variable. */
class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/**
 * Reads the whole configuration. A channel of which no variable is set is left out; one must be there.
 * @throws ConfigError with all problems at once
 */
export function loadConfig(environment: Environment): Readonly<Config> {
  const core = readVariables(coreVariables, environment);
  const fines = readVariables(fineVariables, environment);
  const reports = readVariables(reportVariables, environment);
  const configured = channels.filter(({ variables }) => hasAnyVariable(variables, environment));
  const wanted = configured.length > 0 ? configured : channels;
  const read = wanted.map((definition) => ({
    definition,
    ...readVariables(definition.variables, environment),
  }));
  const { known, ...departments } = readRegister(environment);
  const staff = readConsole(environment, core.values.NODE_ENV === 'production');
  const sealing = readSealing(environment, core.values.NODE_ENV === 'production');
  const problems = [
    ...core.problems,
    ...fines.problems,
    ...reports.problems,
    ...departments.problems,
    ...staff.problems,
    ...sealing.problems,
    ...read.flatMap((channel) => channel.problems),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    ...coreConfigOf(core.values),
    finePolicy: finePolicyOf(fines.values),
    fineProcessingUrl: fines.values.FINE_PROCESSING_URL ?? null,
    exports: exportConfigOf(reports.values),
    register: 'register' in known ? known.register : null,
    console: staff.console,
    daySealKey: sealing.daySealKey,
    registerReportSlaMs: departments.values.REGISTER_REPORT_SLA * 60_000,
    channels: read.map(({ definition, values: channelValues }) => ({ definition, values: channelValues })),
  });
}

function coreConfigOf(values: VariableValues<typeof coreVariables>) {
  const isProduction = values.NODE_ENV === 'production';
  return {
    isProduction,
    host: values.HOST,
    port: values.PORT,
    publicBaseUrl: values.PUBLIC_BASE_URL,
    databaseUrl: values.DATABASE_URL.reveal(),
    databasePoolSize: values.DATABASE_POOL_SIZE,
    redisUrl: values.REDIS_URL?.reveal() ?? null,
    logLevel: values.LOG_LEVEL,
    workerConcurrency: values.WORKER_CONCURRENCY,
    channelGuard: {
      maxCalls: values.CHANNEL_MAX_CALLS,
      rules: { failures: values.CHANNEL_AWAY_AFTER_FAILURES, openMs: values.CHANNEL_AWAY_SECONDS * 1_000 },
    },
    reconciliationCutoff: values.RECONCILIATION_CUTOFF,
    ordersExpireWithQuote: values.ORDER_EXPIRES_WITH_QUOTE,
    receiptRegion: values.RECEIPT_REGION,
    refundApprovalAboveFen: BigInt(values.REFUND_APPROVAL_ABOVE),
    refundApprovalLimitFen: values.REFUND_APPROVAL_LIMIT ?? null,
    writeOffLimitFen: BigInt(values.WRITE_OFF_LIMIT),
    bankInterest: values.BANK_INTEREST_ITEM,
    fineLookupSecret: values.FINE_LOOKUP_SECRET ?? null,
    payeeAccountSecret: values.PAYEE_ACCOUNT_SECRET ?? null,
    payCodeRegion: values.PAY_CODE_REGION,
    trustedProxies: values.TRUSTED_PROXIES,
    statementDirectory: values.STATEMENT_DIRECTORY ?? DEFAULT_STATEMENT_DIRECTORY,
    allowsInsecureWebhooks: values.WEBHOOK_ALLOW_INSECURE ?? !isProduction,
    webhookHosts: values.WEBHOOK_HOSTS ?? null,
  };
}

function readRegister(environment: Environment) {
  const { values, problems } = readVariables(registerVariables, environment);
  const known = registerOf(values);
  return {
    values,
    known,
    problems: problems.length === 0 && 'problem' in known ? [known.problem] : problems,
  };
}

function readConsole(environment: Environment, isProduction: boolean) {
  const { values, problems } = readVariables(consoleVariables, environment);
  if (problems.length > 0) return { console: null, problems };
  const read = consoleOf(values, isProduction);
  return 'problem' in read ? { console: null, problems: [read.problem] } : { ...read, problems: [] };
}

/**
 * What commands about the staff need of the console.
 * @throws ConfigError
 */
export function loadConsoleSecret(environment: Environment): Secret | null {
  const { console, problems } = readConsole(environment, false);
  if (problems.length > 0) throw new ConfigError(problems);
  return console?.secret ?? null;
}

function readSealing(environment: Environment, isProduction: boolean) {
  const { values, problems } = readVariables(dayVariables, environment);
  if (problems.length > 0) return { daySealKey: null, problems };
  const read = sealKeyOf(values, isProduction);
  return 'problem' in read ? { daySealKey: null, problems: [read.problem] } : { ...read, problems };
}

/**
 * The key by which closed days are signed here, where it is set.
 * @throws ConfigError
 */
export function loadSealKey(environment: Environment): KeyObject | null {
  const { daySealKey, problems } = readSealing(environment, false);
  if (problems.length > 0) throw new ConfigError(problems);
  return daySealKey;
}

/**
 * The one variable that commands on the database need.
 * @throws ConfigError
 */
export function loadDatabaseUrl(environment: Environment): string {
  const { values, problems } = readVariables(databaseVariables, environment);
  if (problems.length > 0) throw new ConfigError(problems);
  return values.DATABASE_URL.reveal();
}

/** Every variable there is, for the documentation and its test. */
export function environmentVariables(): {
  name: string;
  default?: string;
  secret: boolean;
  description: string;
}[] {
  return [
    coreVariables,
    fineVariables,
    reportVariables,
    registerVariables,
    consoleVariables,
    dayVariables,
    ...channels.map((channel) => channel.variables),
  ].flatMap((variables: Variables) =>
    Object.entries(variables).map(([name, variable]) => ({
      name,
      description: variable.description,
      secret: variable.isSecret ?? false,
      ...(variable.default !== undefined && { default: variable.default }),
    })),
  );
}
