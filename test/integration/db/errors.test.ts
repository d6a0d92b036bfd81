import { createClient, databaseErrorOf } from '../../../src/db/client';
import { createLogger } from '../../../src/log';
import { migrateQueue } from '../../../src/queue/queue';
import { createTestDatabase, onServer, type TestDatabase } from '../../support/database';

let database: TestDatabase;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  database = await createTestDatabase();
  client = createClient({ url: database.url, poolSize: 1 });
});
afterAll(async () => {
  await client.$disconnect();
  await database.drop();
});

test.each([
  ['40P01', "stood in each other's way again and again"],
  ['40001', 'met another transaction again and again'],
  ['57014', 'took longer than the server allows'],
  ['55P03', 'waited for a lock longer than the server allows'],
  ['25P03', 'rested in its transaction for too long'],
])('what ended with %s, since it %s, may be tried again: no money is set aside for it', async (sqlState) => {
  const failed = client.$executeRawUnsafe(
    `do $$ begin raise exception using errcode = '${sqlState}'; end $$`,
  );
  const error: unknown = await failed.catch((thrown: unknown) => thrown);
  expect(databaseErrorOf(error)?.code).toBe('DATABASE_UNAVAILABLE');
});

test.each(['ConnectionClosed', 'SocketTimeout'])(
  'a transaction whose connection broke as it began or ended (%s) may be tried again',
  (kind) => {
    const error = Object.assign(new Error(kind), { name: 'DriverAdapterError', cause: { kind } });
    expect(databaseErrorOf(error)?.code).toBe('DATABASE_UNAVAILABLE');
  },
);

test('a statement that breaks a rule of the database is a fault of ours', async () => {
  const failed = client.$executeRaw`insert into legal_move values ('order', 'open', 'paid')`;
  const error: unknown = await failed.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(databaseErrorOf(error)).toBeNull();
});

test('what a statement was called with does not get into the log when the call was wrong', async () => {
  const wrong = { name: 'canary', scopes: [] } as never;
  const error: unknown = await client.service.create({ data: wrong }).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('canary');
  const lines: string[] = [];
  createLogger('error', { write: (line) => void lines.push(line) }).error({ error }, 'bug');
  expect(lines.join()).toContain('Argument `id` is missing.');
  expect(lines.join()).toContain('errors.test.ts');
  expect(lines.join()).not.toContain('canary');
});

test('tables of the queue that cannot be made are told of, and the command ends', async () => {
  const role = `weak_${process.pid}`;
  await onServer(`create role ${role} login password 'weak'`);
  try {
    const url = Object.assign(new URL(database.url), { username: role, password: 'weak' });
    await expect(migrateQueue(url.href)).rejects.toThrow('permission denied');
  } finally {
    await onServer(`drop role ${role}`);
  }
});
