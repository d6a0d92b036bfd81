import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../kernel/clock';
import type { Database } from '../db/database';
import { SCOPES, type Scope, type Service, type ServiceTerms } from '../services/service';
import { readReturnOrigin } from '../services/return-url';
import { createServiceService } from '../services/service.service';
import { parseWebhookUrl } from '../webhooks/webhook-url';
import { CommandError, createProgram, withDatabase } from './command';

/** Starts with a letter or a digit of any script, since departments have Chinese names. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

interface CreateOptions {
  /** Besides 'orders', which every service has. */
  scope: Scope[];
  webhook?: string;
  agency?: string;
  json?: boolean;
}

async function create(name: string, options: CreateOptions): Promise<void> {
  const scopes = SCOPES.filter((scope) => scope === 'orders' || options.scope.includes(scope));
  const { service, key } = await withDatabase(async (database) => {
    await refuseOtherTerms(database, name, options);
    if (options.agency !== undefined) await refuseUnknownAgency(database, options.agency);
    const webhookUrl = options.webhook ?? null;
    const command: ServiceTerms = { name, scopes, webhookUrl, agencyCode: options.agency ?? null };
    return createServiceService(database, systemClock).createKey(command);
  });
  if (options.json) {
    console.log(JSON.stringify({ ...describe(service), webhook_secret: service.webhookSecret, key }));
    return;
  }
  console.log(`Service         ${service.name} (${service.id})
Scopes          ${service.scopes.join(', ')}
Agency          ${service.agencyCode ?? 'none'}
Webhook         ${service.webhookUrl ?? 'none'}${service.webhookUrl ? `\nWebhook secret  ${service.webhookSecret}` : ''}
API key         ${key}

Store the key now: it is not shown again. Send it as "Authorization: Bearer <key>"; try GET /v1/affairs first.`);
}

/** A service that exists gets one more key; what else it may do is not changed by that, and not silently ignored. */
async function refuseOtherTerms(database: Database, name: string, options: CreateOptions): Promise<void> {
  const known = await database.stores.services.findServiceByName(name);
  if (!known) {
    if (!options.scope.includes('fines') || options.agency !== undefined) return;
    throw new CommandError(
      'With the scope fines say with --agency CODE whose decisions the service may tell.',
    );
  }
  const missing = options.scope.filter((scope) => !known.scopes.includes(scope));
  const isOtherUrl = options.webhook !== undefined && options.webhook !== known.webhookUrl;
  const isOtherAgency = options.agency !== undefined && options.agency !== known.agencyCode;
  if (missing.length === 0 && !isOtherUrl && !isOtherAgency) return;
  throw new CommandError(
    `There is a service "${name}" with the scopes ${known.scopes.join(', ')}, the webhook ` +
      `${known.webhookUrl ?? 'none'} and the agency ${known.agencyCode ?? 'none'}. Leave --scope, --webhook and ` +
      `--agency out to add a key to it, or choose another name.`,
  );
}

async function refuseUnknownAgency(database: Database, code: string): Promise<void> {
  const agencies = await database.stores.affairs.listAgencies();
  if (agencies.some((agency) => agency.code === code)) return;
  const known = agencies.map((agency) => `${agency.code} ${agency.nameZh}`).join(', ');
  throw new CommandError(`There is no agency "${code}". The agencies are: ${known || 'none yet'}.`);
}

/** For services that had the scope `fines` before it was tied to an agency, and for those that move. */
async function tie(name: string, agency: string): Promise<void> {
  await withDatabase(async (database) => {
    const service = await database.stores.services.findServiceByName(name);
    if (!service) throw new CommandError(`There is no service "${name}".`);
    await refuseUnknownAgency(database, agency);
    await database.stores.services.setAgency(service.id, agency);
  });
  console.log(`The service "${name}" may tell the decisions of the agency ${agency}, and of no other.`);
}

/** A page that a citizen trusts must lead to no address that its service did not have registered. */
async function registerReturns(name: string, origins: readonly string[]): Promise<void> {
  const returns = [...new Set(origins)];
  await withDatabase(async (database) => {
    const service = await database.stores.services.findServiceByName(name);
    if (!service) throw new CommandError(`There is no service "${name}".`);
    await database.stores.services.setReturnOrigins(service.id, returns);
  });
  const told = returns.length > 0 ? `may lead back to ${returns.join(', ')}, and to` : 'lead back to';
  console.log(`The orders of the service "${name}" ${told} no other address.`);
}

async function list(options: { json?: boolean }): Promise<void> {
  const services = await withDatabase(({ stores }) => stores.services.listServices());
  if (options.json) {
    console.log(JSON.stringify({ data: services.map(describe) }));
    return;
  }
  for (const { id, name, scopes, webhookUrl, agencyCode, returnOrigins } of services) {
    const columns = [scopes.join(','), webhookUrl ?? '-', agencyCode ?? '-', returnOrigins.join(',') || '-'];
    console.log([id, name, ...columns].join('\t'));
  }
  if (services.length === 0)
    console.log('There is no service yet. Create one: npm run service -- create NAME');
}

function describe({ id, name, scopes, webhookUrl, agencyCode, returnOrigins, createdAt }: Service) {
  return {
    id,
    name,
    scopes,
    webhook_url: webhookUrl,
    agency: agencyCode,
    return_origins: returnOrigins,
    created_at: createdAt.toISOString(),
  };
}

function readName(text: string): string {
  if (!NAME.test(text)) throw new InvalidArgumentError('It has 1 to 64 letters, digits, spaces and . _ -');
  return text;
}

function readScope(text: string, previous: readonly Scope[]): Scope[] {
  const scope = SCOPES.find((known) => known === text);
  if (!scope) throw new InvalidArgumentError(`The scopes are ${SCOPES.join(', ')}.`);
  return [...previous, scope];
}

function readOrigin(text: string, previous: readonly string[] = []): string[] {
  const origin = readReturnOrigin(text);
  if (origin === null) {
    throw new InvalidArgumentError(
      'It is an https origin (or http on this machine) without a path, such as https://portal.example.',
    );
  }
  return [...previous, origin];
}

function readWebhook(text: string): string {
  if (!parseWebhookUrl(text)) {
    throw new InvalidArgumentError(
      'It is an https URL (or http on this machine) without a user or a fragment.',
    );
  }
  return text;
}

/** `npm run service -- create NAME`, `agency NAME CODE`, `returns NAME ORIGIN…` and `list`. */
export function createServiceProgram(): Command {
  const program = createProgram('npm run service --', 'The services that may use the API, and their keys.');
  program
    .command('create')
    .description('Creates a service, or adds a key to the one of that name. The key is shown this once.')
    .argument('<name>', 'name of the service', readName)
    .option('--scope <scope>', `one more scope (${SCOPES.join(', ')}); may be repeated`, readScope, [])
    .option('--webhook <url>', 'where the service is told of what happened to its orders', readWebhook)
    .option('--agency <code>', 'whose penalty decisions it may tell, with the scope fines')
    .option('--json', 'print JSON')
    .action(create);
  program
    .command('agency')
    .description('Says whose penalty decisions a service may tell, instead of what was said before.')
    .argument('<name>', 'name of the service')
    .argument('<code>', 'code of the agency')
    .action(tie);
  program
    .command('returns')
    .description('Says where the pages of its orders may lead back to, instead of what was said before.')
    .argument('<name>', 'name of the service')
    .argument('[origins...]', 'https://host, one or more; none: nowhere', readOrigin, [])
    .action(registerReturns);
  program
    .command('list')
    .description('Lists the services, without their keys.')
    .option('--json', 'print JSON')
    .action(list);
  return program;
}
