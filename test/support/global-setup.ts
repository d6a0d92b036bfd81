import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/db/migrate';
import { findChromium, installChromium } from '../../src/dev/chromium';
import { isAlive } from '../../src/dev/postmaster';
import { removePostgres, startPostgres } from '../../src/dev/postgres';
import { findLedgerTools, installLedgerTools } from '../../src/dev/ledger-tools';
import { findRedisServer, installRedisServer, startRedis } from '../../src/dev/redis';
import { findClusterFolders, newClusterFolder } from './cluster-folder';
import { fillForGateway } from './gateway-template';
import { onTeardown, tearDown } from './services';

const TEMPLATE = 'tongfu_template';
const GATEWAY_TEMPLATE = 'tongfu_gateway_template';
const DATA_PREFIX = 'tongfu-test-';

/** Brings the services that the tests need, once per run: Postgres with a migrated template, Redis and a browser. */
async function setup(): Promise<void> {
  process.env.TZ ??= 'Asia/Shanghai';
  try {
    const serverUrl = process.env.TEST_DATABASE_URL ?? (await startTestPostgres());
    process.env.TEST_DATABASE_URL = serverUrl;
    process.env.TEST_TEMPLATE_DATABASE = await createTemplate(serverUrl, {
      ...{ name: TEMPLATE, from: 'template0', fill: migrate },
    });
    process.env.TEST_GATEWAY_TEMPLATE_DATABASE = await createTemplate(serverUrl, {
      ...{ name: GATEWAY_TEMPLATE, from: process.env.TEST_TEMPLATE_DATABASE, fill: fillForGateway },
    });
    await provideRedis();
    await provideChromium();
    await provideLedgerTools();
  } catch (error) {
    // Jest runs no teardown after a set-up that failed.
    await tearDown();
    throw error;
  }
}

async function startTestPostgres(): Promise<string> {
  await sweepKilledRuns();
  const dataDir = newClusterFolder(`${DATA_PREFIX}${process.pid}-`);
  const postgres = await startPostgres({ dataDir, durable: false });
  onTeardown(async () => {
    await postgres.stop();
    await removePostgres(dataDir);
  });
  return postgres.url;
}

/** A run that was killed stopped its Postgres but could not remove the data. */
async function sweepKilledRuns(): Promise<void> {
  for (const folder of findClusterFolders(DATA_PREFIX)) {
    const pid = Number(path.basename(folder).slice(DATA_PREFIX.length).split('-')[0]);
    // The folder of another user is for that user to sweep.
    if (!isAlive(pid)) await removePostgres(folder).catch(() => undefined);
  }
}

interface Template {
  name: string;
  from: string;
  fill(url: string): Promise<unknown>;
}

/** On a server that is not ours, runs at the same time must not meet: the template carries the process id. */
async function createTemplate(serverUrl: string, template: Template): Promise<string> {
  const name = `${template.name}_${process.pid}`;
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template.from}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    await template.fill(url.href);
    onTeardown(() => dropDatabase(serverUrl, name));
  } finally {
    await admin.end();
  }
  return name;
}

async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).finally(() => admin.end());
}

async function provideRedis(): Promise<void> {
  if (process.env.TEST_REDIS_URL) return;
  if (findRedisServer() ?? (await installRedisServer())) {
    const redis = await startRedis();
    onTeardown(() => redis.stop());
    process.env.TEST_REDIS_URL = redis.url;
    return;
  }
  sayMissing('No redis-server or valkey-server on the PATH: THE TESTS OF THE REDIS PATH ARE SKIPPED');
}

async function provideChromium(): Promise<void> {
  const chromium = process.env.TEST_CHROMIUM ?? findChromium() ?? (await installChromium());
  if (chromium) process.env.TEST_CHROMIUM = chromium;
  else sayMissing('No chromium on the PATH: THE TESTS IN A BROWSER ARE SKIPPED');
}

async function provideLedgerTools(): Promise<void> {
  const tools = findLedgerTools() ?? (await installLedgerTools());
  if (tools) process.env.TEST_LEDGER_TOOLS = `${tools.hledger}\n${tools.beanCheck}`;
  else
    sayMissing('No hledger and bean-check on the PATH: THE TESTS OF JOURNAL EXPORTS WITH THEM ARE SKIPPED');
}

/** What CI lacks fails it; elsewhere nobody shall overlook it. */
function sayMissing(message: string): void {
  if (process.env.CI === 'true') throw new Error(`${message}, which CI does not allow`);
  console.warn(`\n${'!'.repeat(message.length)}\n${message}\n${'!'.repeat(message.length)}\n`);
}

// Jest asks a set-up file for its module, not for a name in it.
module.exports = setup;
