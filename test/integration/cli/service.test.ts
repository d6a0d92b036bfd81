import { createDatabase, type Database } from '../../../src/db/database';
import { seedCatalogue } from '../../../prisma/seeding';
import { createServiceProgram } from '../../../src/cli/service-program';
import { systemClock } from '../../../src/kernel/clock';
import { createServiceService } from '../../../src/services/service.service';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/database';
import { jsonOf, runCommand, runHere } from './run-command';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({ url: testDatabase.url, poolSize: 2 });
});

afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const service = (...args: string[]) => runHere(testDatabase.url, createServiceProgram(), ...args);
const authenticate = (key: string) =>
  createServiceService(database, systemClock).authenticate(`Bearer ${key}`);

test('a key that was created is one that the API takes', async () => {
  const url = 'https://portal.example/hooks';
  const options = ['--scope', 'finance', '--webhook', url, '--json'];
  const created = await runCommand(testDatabase.url, 'src/cli/service.ts', 'create', 'portal', ...options);

  expect(created).toMatchObject({ exitCode: 0, stderr: '' });
  const facts = jsonOf(created) as { id: string; key: string; webhook_secret: string };
  expect(facts).toMatchObject({ name: 'portal', scopes: ['orders', 'finance'], webhook_url: url });
  expect(await authenticate(facts.key)).toMatchObject({
    id: facts.id,
    scopes: ['orders', 'finance'],
    webhookUrl: url,
    webhookSecret: facts.webhook_secret,
  });
});

test('people are shown the key and the secret of the webhook, and what to do with them', async () => {
  const { stdout } = await service('create', '一网通办', '--webhook', 'https://portal.example/');

  const key = /^API key +(\S+)$/m.exec(stdout)?.[1];
  expect(await authenticate(key!)).toMatchObject({ name: '一网通办', scopes: ['orders'] });
  expect(stdout).toMatch(/^Webhook secret +whsec_\S+$/m);
  expect(stdout).toContain('not shown again');
});

test('a service gets a second key, and the first one still opens', async () => {
  const [first, second] = [
    jsonOf(await service('create', 'two-keys', '--json')),
    jsonOf(await service('create', 'two-keys', '--json')),
  ] as { id: string; key: string }[];

  expect(second).toMatchObject({ id: first!.id });
  expect(second!.key).not.toBe(first!.key);
  expect(await authenticate(first!.key)).toMatchObject({ id: first!.id });
  expect(await authenticate(second!.key)).toMatchObject({ id: first!.id });
});

test('what an existing service may do is not changed in passing', async () => {
  await service('create', 'settled', '--json');

  for (const other of [
    ['--scope', 'finance'],
    ['--webhook', 'https://elsewhere.example/'],
    ['--agency', '310101'],
  ]) {
    const refused = await service('create', 'settled', ...other);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(
      'There is a service "settled" with the scopes orders, the webhook none and the agency none.',
    );
  }
});

describe('who may tell penalty decisions tells those of one agency', () => {
  beforeAll(() => seedCatalogue(database));

  test('the agency is said when the service is created', async () => {
    const options = ['--scope', 'fines', '--agency', '310101', '--json'];
    const created = jsonOf(await service('create', 'police', ...options)) as { key: string };
    expect(created).toMatchObject({ scopes: ['orders', 'fines'], agency: '310101' });
    expect(await authenticate(created.key)).toMatchObject({ agencyCode: '310101' });
    expect((await service('list')).stdout).toMatch(/\tpolice\torders,fines\t-\t310101\t-\n/);
  });

  test.each([
    ['without one there is no such service', ['--scope', 'fines'], 'say with --agency CODE'],
    [
      'an agency that nobody knows is refused with those that there are',
      ['--scope', 'fines', '--agency', '9'],
      'There is no agency "9". The agencies are: 310101 市公安局交通警察总队,',
    ],
  ])('%s', async (_, options, reason) => {
    const refused = await service('create', 'unsaid', ...options);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(reason);
    expect(await database.stores.services.findServiceByName('unsaid')).toBeNull();
  });

  test('a service that is there already is given one', async () => {
    await service('create', 'older', '--json');
    expect(await service('agency', 'older', '310102')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await database.stores.services.findServiceByName('older')).toMatchObject({ agencyCode: '310102' });
    expect((await service('agency', 'older', '9')).stderr).toContain('There is no agency "9".');
    expect((await service('agency', 'absent', '310102')).stderr).toContain('There is no service "absent".');
  });
});

test('the list shows services and no secret', async () => {
  const created = jsonOf(await service('create', 'listed', '--json')) as {
    id: string;
    key: string;
    webhook_secret: string;
  };

  const { stdout } = await service('list');
  expect(stdout).toContain(`${created.id}\tlisted\torders\t-\t-\t-\n`);
  const json = await service('list', '--json');
  expect(jsonOf(json)).toMatchObject({
    data: expect.arrayContaining([expect.objectContaining({ name: 'listed' })]),
  });
  for (const secret of ['tfk_', 'whsec_']) expect(stdout + json.stdout).not.toContain(secret);
});

test.each([
  [
    'a scope that there is not',
    ['create', 'x', '--scope', 'admin'],
    'The scopes are orders, finance, fines, refunds:approve.',
  ],
  ['a webhook without TLS', ['create', 'x', '--webhook', 'http://portal.example/'], 'It is an https URL'],
  ['a webhook that is no URL', ['create', 'x', '--webhook', 'portal'], 'It is an https URL'],
  ['a name with a line break', ['create', 'x\ny'], '1 to 64 letters'],
  ['no name', ['create'], "missing required argument 'name'"],
  ['another command', ['remove', 'x'], "unknown command 'remove'"],
])('%s is refused', async (_what, args, reason) => {
  const refused = await service(...args);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain(reason);
  expect(await database.stores.services.findServiceByName('x')).toBeNull();
});

describe('a database that cannot be used', () => {
  const list = (url: string) => runHere(url, createServiceProgram(), 'list');

  test('is away', async () => {
    expect(await list('postgresql://postgres@127.0.0.1:1/none')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'The database cannot be reached. Is it running, and does DATABASE_URL name it?\n',
    });
  });

  test('has no tables yet', async () => {
    const empty = await createEmptyDatabase();
    try {
      const { exitCode, stderr } = await list(empty.url);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('Run: npm run migrate');
    } finally {
      await empty.drop();
    }
  });

  test('is not named as one', async () => {
    const { exitCode, stderr } = await list('mysql://root:secret-password@localhost/x');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('DATABASE_URL: must be a URL such as postgresql://');
    expect(stderr).not.toContain('secret-password');
  });
});

describe('orders lead back only to what was registered for their service', () => {
  const originsOf = async (name: string) =>
    (await database.stores.services.findServiceByName(name))?.returnOrigins;

  test('nothing is registered at first; what is said later stands instead of what was said before', async () => {
    await service('create', 'leads-back', '--json');
    expect(await originsOf('leads-back')).toEqual([]);
    const first = await service('returns', 'leads-back', 'https://a.example', 'https://B.example/');
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await originsOf('leads-back')).toEqual(['https://a.example', 'https://b.example']);
    await service('returns', 'leads-back', 'http://localhost:8080');
    expect(await originsOf('leads-back')).toEqual(['http://localhost:8080']);
    expect((await service('list')).stdout).toMatch(/^svc_.*\tleads-back\t.*\thttp:\/\/localhost:8080$/m);
    await service('returns', 'leads-back');
    expect(await originsOf('leads-back')).toEqual([]);
  });

  test.each([
    'https://portal.example/done',
    'http://portal.example',
    'portal.example',
    'javascript:alert(1)',
  ])('%s is no origin, and is not registered', async (text) => {
    await service('create', 'strict', '--json');
    const refused = await service('returns', 'strict', text);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('without a path');
    expect(await originsOf('strict')).toEqual([]);
  });

  test('a service that there is not is told of', async () => {
    const { exitCode, stderr } = await service('returns', 'nobody', 'https://a.example');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('There is no service "nobody".')]);
  });
});
