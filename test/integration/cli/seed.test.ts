import { Client } from 'pg';
import { catalogue } from '../../../prisma/catalogue';
import { exampleFines, exampleServices, seed } from '../../../prisma/seeding';
import { createDatabase, type Database } from '../../../src/db/database';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { runCommand } from './run-command';

const FIRST = new Date('2026-11-24T09:00:00+08:00');
const LATER = new Date('2026-11-25T09:00:00+08:00');

let testDatabase: TestDatabase;
let database: Database;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({ url: testDatabase.url, poolSize: 2 });
});

afterEach(async () => {
  await database.close();
  await testDatabase.drop();
});

async function rows(sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: testDatabase.url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

async function everything(): Promise<unknown[]> {
  return [
    await rows('select * from agency order by code'),
    await rows('select * from affair order by code'),
    await rows('select * from fine order by decision_no'),
    await rows('select * from service'),
    await rows('select * from remittance_target order by agency_code, income_item_code'),
    await rows('select * from split_rule order by income_item_code, position'),
  ];
}

test('the catalogue stands in the database as it is written', async () => {
  await seed(database, FIRST);

  const byCode = [...catalogue].sort((a, b) => (a.code < b.code ? -1 : 1));
  expect(await database.stores.affairs.listAffairs()).toEqual(byCode);
  const numbers = exampleFines.map((fine) => fine.decisionNo);
  const found = await database.stores.fines.findFines(numbers);
  expect(found).toHaveLength(exampleFines.length);
  expect(found).toEqual(expect.arrayContaining([...exampleFines]));
});

test('seeding a second time changes nothing, and no service has a key by it', async () => {
  await seed(database, FIRST);
  const before = await everything();

  await seed(database, LATER);

  expect(await everything()).toEqual(before);
  expect(await rows('select * from service_key')).toEqual([]);
  // Every item has an account, so that what the demo collects can be remitted.
  const items = new Set(catalogue.map(({ agency, incomeItem }) => `${agency.code} ${incomeItem.code}`));
  expect(await database.stores.remittanceRules.listTargets()).toHaveLength(items.size);
});

test('a fine that has become another one since stays as it is', async () => {
  await seed(database, FIRST);
  await rows(`update fine set amount_fen = 15000 where decision_no = '310115190000123'`);

  await seed(database, LATER);

  const [fine] = await database.stores.fines.findFines(['310115190000123']);
  expect(fine).toMatchObject({ amountFen: 15_000n });
});

test('npm run seed fills the database of DATABASE_URL', async () => {
  expect(await runCommand(testDatabase.url, 'prisma/seed.ts')).toEqual({
    exitCode: 0,
    stdout: `The database has ${catalogue.length} affairs, ${exampleFines.length} example fines and ${exampleServices.length} example services.\n`,
    stderr: '',
  });
  expect(await database.stores.affairs.listAffairs()).toHaveLength(catalogue.length);
});
