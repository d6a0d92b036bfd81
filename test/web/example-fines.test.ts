import request from 'supertest';
import { EXAMPLE_LICENCE_TAIL, exampleFines } from '../../prisma/seeding';
import { prepareDatabase } from '../../src/dev/services';
import { Secret } from '../../src/kernel/secret';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startGateway, type Gateway } from '../support/gateway';

const LOOKUP_SECRET = 'forty characters and more for the example fines';

let database: TestDatabase;
let gateway: Gateway;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareDatabase(database.url, new Secret(LOOKUP_SECRET));
  const environment = { FINE_LOOKUP_SECRET: LOOKUP_SECRET };
  gateway = await startGateway({ databaseUrl: database.url, environment });
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

const find = (number: string, licence: string) =>
  request(gateway.app)
    .post('/fines?lang=zh-CN')
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send({ number, licence });

test.each(exampleFines.map((fine) => fine.decisionNo))(
  'the example fine %s is found by its number and the licence that the demo names',
  async (decisionNo) => {
    expect((await find(decisionNo, '9999')).status).toBe(422);
    const found = await find(decisionNo, EXAMPLE_LICENCE_TAIL);
    expect(found.status).toBe(200);
    expect(found.text).toContain(decisionNo);
  },
);
