import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { argumentsFor, PROJECT_ROOT } from '../../../src/dev/child';
import { isAlive } from '../../../src/dev/postmaster';
import { findRedisServer, startRedis } from '../../../src/dev/redis';
import { testRedisUrl } from '../../support/redis';

const describeWithRedis = testRedisUrl() ? describe : describe.skip;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tongfu-dev-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function hasEnded(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a machine without a Redis is recognised', () => {
  expect(findRedisServer(folder)).toBeNull();
  writeFileSync(path.join(folder, 'valkey-server'), '', { mode: 0o755 });
  expect(findRedisServer(`/nowhere:${folder}`)).toBe(path.join(folder, 'valkey-server'));
});

describeWithRedis('a Redis of our own', () => {
  test('keeps what it was told over a restart when that was asked for, and never drops a job', async () => {
    const dir = path.join(folder, 'redis');
    const first = await startRedis({ dir, appendonly: true });
    const writer = new Redis(first.url);
    await writer.set('kept', 'yes');
    expect(await writer.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    writer.disconnect();
    await first.stop();
    const second = await startRedis({ dir, appendonly: true });
    const reader = new Redis(second.url);
    expect(await reader.get('kept')).toBe('yes');
    reader.disconnect();
    await second.stop();
    expect(isAlive(second.pid)).toBe(false);
    expect(existsSync(dir)).toBe(true);
  });

  test('ends with the program that started it, even after a kill -9', async () => {
    const file = path.join(folder, 'elsewhere.cjs');
    const loader = argumentsFor('src/dev/redis.ts');
    const module = loader.pop();
    const program = `
      const { startRedis } = require(${JSON.stringify(module)});
      startRedis({ dir: ${JSON.stringify(folder)} }).then(({ pid }) => {
        console.log(pid);
        setInterval(() => undefined, 1000);
      });`;
    writeFileSync(file, program);
    const child = spawn(process.execPath, [...loader, file], { cwd: PROJECT_ROOT });
    const pid = await new Promise<number>((resolve) =>
      child.stdout.once('data', (line) => resolve(Number(line))),
    );

    child.kill('SIGKILL');
    await hasEnded(pid);

    expect(isAlive(pid)).toBe(false);
  });
});
