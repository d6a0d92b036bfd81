import { Client } from 'pg';
import { migrate } from '../../../src/db/migrate';
import { removePostgres, startPostgres } from '../../../src/dev/postgres';
import { newClusterFolder } from '../../support/cluster-folder';
import { fillForGateway } from '../../support/gateway-template';

/** A Postgres server with the templates that the tests have. */
export interface TemplateServer {
  /** What tells the tests' own functions where it is. */
  environment: Record<
    'TEST_DATABASE_URL' | 'TEST_TEMPLATE_DATABASE' | 'TEST_GATEWAY_TEMPLATE_DATABASE',
    string
  >;
  stop(): Promise<void>;
}

const TEMPLATE = 'tongfu_template';
const GATEWAY_TEMPLATE = 'tongfu_gateway_template';

/** Starts one for this run, with nothing that lasts. */
export async function startTemplateServer(): Promise<TemplateServer> {
  const dataDir = newClusterFolder(`tongfu-faults-${process.pid}-`);
  const postgres = await startPostgres({ dataDir, durable: false });
  await migrate(await create(postgres.url, TEMPLATE, 'template0'), { log: () => undefined });
  await fillForGateway(await create(postgres.url, GATEWAY_TEMPLATE, TEMPLATE));
  return {
    environment: {
      TEST_DATABASE_URL: postgres.url,
      TEST_TEMPLATE_DATABASE: TEMPLATE,
      TEST_GATEWAY_TEMPLATE_DATABASE: GATEWAY_TEMPLATE,
    },
    async stop() {
      await postgres.stop();
      await removePostgres(dataDir);
    },
  };
}

/** The address of a new database. */
async function create(serverUrl: string, name: string, from: string): Promise<string> {
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`create database ${name} template ${from}`).finally(() => admin.end());
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
