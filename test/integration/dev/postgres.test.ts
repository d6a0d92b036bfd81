import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { Client } from 'pg';
import { findEmbeddedFolder } from '../../../src/dev/postgres-binaries';
import { removePostgres, type RunningPostgres, startPostgres } from '../../../src/dev/postgres';
import { isAlive } from '../../../src/dev/postmaster';
import { newClusterFolder } from '../../support/cluster-folder';
import { clusterFolder, type Elsewhere, startElsewhere } from './elsewhere';
import { createExampleCluster, type ExampleCluster } from './example-cluster';

const isRoot = process.getuid?.() === 0;

let example: ExampleCluster;
let folder: string;
let dataDir: string;
const running: RunningPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  example = await createExampleCluster();
});
afterAll(() => example.remove());

beforeEach(() => {
  folder = newClusterFolder('tongfu-dev-');
  chmodSync(folder, 0o755);
  dataDir = path.join(folder, 'postgres');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const postgres of running.splice(0)) await postgres.stop();
  await removePostgres(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: { port?: number; binariesFolder?: string; durable?: boolean } = {}) {
  const postgres = await startPostgres({ dataDir, durable: false, ...options });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

async function startOther(first?: string): Promise<Elsewhere> {
  const elsewhere = await startElsewhere(dataDir, first);
  children.push(elsewhere.child);
  return elsewhere;
}

async function hasEnded(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function listenAnywhere(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      resolve({ server, port: (server.address() as { port: number }).port });
    });
  });
}

describe('a database of our own', () => {
  test('keeps its data, its password and its port over a restart', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (id int)');
    await first.stop();
    const second = await start();

    expect(second).toMatchObject({ url: first.url, port: first.port, adopted: false });
    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([]);
  });

  test('speaks UTF-8, sorts the same on every machine, and asks for the password', async () => {
    const { url } = await start();

    expect(await query(url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    expect(
      await query(
        url,
        `SELECT string_agg(word, '' ORDER BY word) AS sorted FROM unnest('{a,B,付,通}'::text[]) word`,
      ),
    ).toEqual([{ sorted: 'Ba付通' }]);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(statSync(path.join(dataDir, 'password')).mode & 0o777).toBe(0o600);
  });

  test('listens on this machine only', async () => {
    example.layInto(dataDir);
    const { url } = await start();

    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(url, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
  });

  test('gives up safety only where that was asked for', async () => {
    example.layInto(dataDir);
    const fast = await start({ durable: false });
    expect(await query(fast.url, 'SHOW fsync')).toEqual([{ fsync: 'off' }]);
    await fast.stop();

    const durable = await start({ durable: true });
    expect(await query(durable.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  });

  test('takes another port when the wanted one is taken', async () => {
    example.layInto(dataDir);
    const { server, port } = await listenAnywhere();
    try {
      const postgres = await start({ port });
      expect(postgres.port).not.toBe(port);
      expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      server.close();
    }
  });

  test('is shared by two that start it at the same moment, and only its owner stops it', async () => {
    const both = await Promise.all([startOther(), startOther()]);
    expect(both[0].url).toBe(both[1].url);

    const third = await start();
    expect(third.adopted).toBe(true);
    await third.stop();
    expect(await query(third.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('says what the server said when it does not start', async () => {
    example.layInto(dataDir);
    await (await start()).stop();
    writeFileSync(
      path.join(clusterFolder(dataDir), 'postgresql.auto.conf'),
      "shared_preload_libraries = 'no_such_library'\n",
    );

    await expect(start()).rejects.toThrow(/no_such_library/);
  });
});

describe('after a kill -9', () => {
  test('of the program the server ends, too, and the next start finds all that was committed', async () => {
    example.layInto(dataDir);
    const { child, url, serverPid: pid } = await startOther();
    await query(url, 'CREATE TABLE kept (id int)');
    child.kill('SIGKILL');
    await hasEnded(pid);

    const next = await start();
    expect(next.adopted).toBe(false);
    expect(await query(next.url, 'SELECT * FROM kept')).toEqual([]);
  });

  test('the next start need not wait for that end', async () => {
    example.layInto(dataDir);
    const { child } = await startOther();
    child.kill('SIGKILL');

    const next = await start();
    expect(next.adopted).toBe(false);
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('of program and server alike the next start recovers', async () => {
    example.layInto(dataDir);
    const { child, url, serverPid: pid } = await startOther();
    await query(url, 'CREATE TABLE kept (id int)');
    child.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');

    const next = await start();
    expect(await query(next.url, 'SELECT * FROM kept')).toEqual([]);
  });

  test('a process id that belongs to another program by now is left alone', async () => {
    example.layInto(dataDir);
    await (await start()).stop();
    const stranger = spawn('/bin/sleep', ['60']);
    children.push(stranger);
    writeFileSync(
      path.join(clusterFolder(dataDir), 'postmaster.pid'),
      `${stranger.pid}\n${clusterFolder(dataDir)}\n1\n5432\n\n\n\nready\n`,
    );

    const next = await start();
    expect(next.adopted).toBe(false);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
  });
});

describe('under another user', () => {
  test('it runs from a folder that only its owner may enter, and keeps its data there or nearby', async () => {
    const home = path.join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    const binariesFolder = path.join(home, 'native');
    cpSync(findEmbeddedFolder() ?? '', binariesFolder, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
    dataDir = path.join(home, 'postgres');

    const first = await start({ binariesFolder });
    await query(first.url, 'CREATE TABLE kept (id int)');
    const [{ data_directory: place }] = (await query(first.url, 'SHOW data_directory')) as [
      { data_directory: string },
    ];
    await first.stop();
    const second = await start({ binariesFolder });

    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([]);
    expect(place.startsWith(home)).toBe(!isRoot);
    expect(statSync(place).mode & 0o777).toBe(0o700);

    await second.stop();
    await removePostgres(dataDir);
    expect(existsSync(place)).toBe(false);
  });

  test('it runs for a user who is not root', async () => {
    const becomeNobody = isRoot ? 'process.setgroups([]); process.setgid(65534); process.setuid(65534);' : '';
    chmodSync(folder, 0o777);
    const script = `require(${JSON.stringify(require.resolve('pg'))}); ${becomeNobody}`;

    const { url, serverPid: pid } = await startOther(script);

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    if (isRoot) expect(statSync(dataDir).uid).toBe(65534);
    children[0]?.kill('SIGKILL');
    await hasEnded(pid);
  });
});
