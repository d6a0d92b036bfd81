import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../../src/db/migrate';
import { removePostgres, startPostgres } from '../../../src/dev/postgres';

/** A Postgres server with a migrated template, as the tests have one. */
export interface TemplateServer {
  /** What tells the tests' own functions where it is. */
  environment: { TEST_DATABASE_URL: string; TEST_TEMPLATE_DATABASE: string };
  stop(): Promise<void>;
}

const TEMPLATE = 'tongfu_template';

/** Starts one for this run, with nothing that lasts. */
export async function startTemplateServer(): Promise<TemplateServer> {
  const dataDir = mkdtempSync(path.join(tmpdir(), `tongfu-faults-${process.pid}-`));
  const postgres = await startPostgres({ dataDir, durable: false });
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE} template template0`).finally(() => admin.end());
  const template = new URL(postgres.url);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.href, { log: () => undefined });
  return {
    environment: { TEST_DATABASE_URL: postgres.url, TEST_TEMPLATE_DATABASE: TEMPLATE },
    async stop() {
      await postgres.stop();
      await removePostgres(dataDir);
    },
  };
}
