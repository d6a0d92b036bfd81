import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  /** A database of its own, migrated and empty. */
  url: string;
  drop(): Promise<void>;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this test runs in the "integration" project`);
  return value;
}

/** Runs one statement on the server's own database, outside every test database. */
export async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: required('TEST_DATABASE_URL') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** A fresh database with all migrations applied, copied from the run's template (some 20 ms). */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createFrom(required('TEST_TEMPLATE_DATABASE'));
}

/** The same with the catalogue, the examples and the tables of the queue: all that a gateway needs. */
export async function createGatewayDatabase(): Promise<TestDatabase> {
  return createFrom(required('TEST_GATEWAY_TEMPLATE_DATABASE'));
}

/** A fresh database without any table, for the tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createFrom('template0');
}

async function createFrom(template: string): Promise<TestDatabase> {
  const name = `tongfu_test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = new URL(required('TEST_DATABASE_URL'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
