// The one entry of every npm script: brings what is missing, then runs the target.
// Plain Node and nothing but its built-in modules, since on a fresh clone there is nothing else.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const at = (...parts) => path.join(root, ...parts);
const bin = (...parts) => at('node_modules', ...parts);
const isProduction = process.env.NODE_ENV === 'production';

const GENERATED = at('src', 'db', 'generated');
const GENERATED_FROM = path.join(GENERATED, '.generated-from');
const LOCK = at('.tongfu', 'setup.lock');

const SOURCES = ['src', 'workers', 'prisma', 'test'];

const CHECKS = [
  ['types', bin('typescript/bin/tsc'), ['--noEmit', '-p', 'tsconfig.json']],
  ['types of the tests', bin('typescript/bin/tsc'), ['--noEmit', '-p', 'test/tsconfig.json']],
  ['lint', bin('eslint/bin/eslint.js'), ['-c', '.config/eslint.config.mjs', ...SOURCES]],
  ['format', bin('@biomejs/biome/bin/biome'), ['format', '--config-path', '.config', ...SOURCES, '.config']],
  [
    'layers',
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    ['--config', '.config/dependency-cruiser.cjs', ...SOURCES],
  ],
  ['dead code', bin('knip/bin/knip.js'), ['-c', '.config/knip.json']],
];

class Failure extends Error {}

const say = (line) => process.stderr.write(`${line}\n`);

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** Whether node_modules holds what package-lock.json asks for; npm itself keeps a list of what it installed. */
function isInstalled() {
  const wanted = readJson(at('package-lock.json'))?.packages;
  const installed = readJson(bin('.package-lock.json'))?.packages;
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([name, { version, optional, peer, dev, devOptional }]) => {
    if (name === '' || installed[name]?.version === version) return true;
    const mayBeAbsent = optional || peer || devOptional || (isProduction && dev);
    return mayBeAbsent && !installed[name];
  });
}

let interrupted = false;

/** Runs another program to its end; a signal that ends us ends it first. */
function runTool(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    const stop = (signal) => {
      process.exitCode = 1;
      interrupted = true;
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
    child.once('error', (error) => (output += error.message));
    child.once('close', (code) => {
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, stop);
      resolve({ ok: code === 0, output });
    });
  });
}

async function install() {
  say('Installing packages (npm ci) …');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // No package of ours needs its install script; one of them (Prisma's engines) would fail without its own network.
  const { ok, output } = await runTool('npm', ['ci', '--ignore-scripts', ...quiet], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Development packages are wanted even where NODE_ENV says production: what runs from sources needs them.
    env: { ...process.env, NODE_ENV: 'development' },
  });
  if (!ok) throw new Failure(`npm ci failed:\n${output}`);
}

function schemaHash() {
  const hash = createHash('sha256').update(readFileSync(at('prisma', 'schema.prisma')));
  return hash.update(readJson(bin('prisma/package.json'))?.version ?? '').digest('hex');
}

function isGenerated() {
  if (!existsSync(at('prisma', 'schema.prisma'))) return true;
  return existsSync(GENERATED_FROM) && readFileSync(GENERATED_FROM, 'utf8') === schemaHash();
}

/** Generating needs no engine, yet Prisma downloads one first, unless told of an executable. */
function engineEnvironment() {
  if (process.env.PRISMA_SCHEMA_ENGINE_BINARY) return {};
  const hasEngine = readdirSync(bin('@prisma/engines')).some((name) => name.startsWith('schema-engine-'));
  return hasEngine ? {} : { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' };
}

async function generate() {
  say('Generating the database client …');
  const hash = schemaHash();
  const args = [bin('prisma/build/index.js'), 'generate', '--schema', at('prisma', 'schema.prisma')];
  const { ok, output } = await runTool(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...engineEnvironment(), PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
  });
  if (!ok) throw new Failure(`prisma generate failed:\n${output}`);
  writeFileSync(GENERATED_FROM, hash);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function takeLock() {
  try {
    const file = openSync(LOCK, 'wx');
    writeFileSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Runs the work while no other start of this clone does; a lock whose holder is gone counts for nothing. */
async function exclusively(work) {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  let ownerless = 0;
  for (let tries = 0; !takeLock(); tries += 1) {
    if (tries === 20) say('Another start is installing; waiting for it …');
    const holder = existsSync(LOCK) ? Number(readFileSync(LOCK, 'utf8')) : 0;
    // Between the making of the lock and the writing of the id there is a moment without an owner.
    ownerless = holder && isAlive(holder) ? 0 : ownerless + 1;
    if (ownerless > 5) rmSync(LOCK, { force: true });
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

async function bringWhatIsMissing() {
  if (isInstalled() && isGenerated()) return;
  await exclusively(async () => {
    if (!isInstalled()) await install();
    if (!isGenerated()) await generate();
  });
}

/** Becomes the program: no child process, so signals and exit codes are its own and nothing is left after a kill. */
function become(file, args) {
  process.argv.splice(1, process.argv.length, file, ...args);
  Module.runMain(file);
}

function runBuilt(target, args) {
  const built = at('dist', target.replace(/\.tsx?$/, '.js'));
  if (!existsSync(built))
    throw new Failure(`${path.relative(root, built)} is missing: run "npm run build" first`);
  process.setSourceMapsEnabled(true);
  become(built, args);
}

async function runSource(target, args) {
  const file = at(target);
  if (!existsSync(file)) throw new Failure(`There is no ${target}`);
  await bringWhatIsMissing();
  const loader = pathToFileURL(bin('tsx/dist/loader.mjs')).href;
  process.chdir(root);
  // Children that a program forks read TypeScript, too.
  process.execArgv.push('--import', loader);
  await import(loader);
  become(file, args);
}

async function build() {
  await bringWhatIsMissing();
  rmSync(at('dist'), { recursive: true, force: true });
  const { ok } = await runTool(process.execPath, [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'], {
    stdio: 'inherit',
  });
  if (!ok) throw new Failure('The build failed');
}

async function check() {
  await bringWhatIsMissing();
  const queue = [...CHECKS];
  const failed = [];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [name, file, args] = next;
      const startedAt = performance.now();
      const { ok, output } = await runTool(process.execPath, [file, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      if (interrupted) return;
      if (!ok) failed.push(name);
      say(`${ok ? 'ok    ' : 'FAILED'}  ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
      if (!ok) say(output.trimEnd());
    }
  };
  await Promise.all([worker(), worker()]);
  if (interrupted) throw new Failure('Interrupted');
  if (failed.length > 0) throw new Failure(`check failed: ${failed.join(', ')}`);
}

async function jest(args) {
  await bringWhatIsMissing();
  process.chdir(root);
  become(bin('jest/bin/jest.js'), ['--config', at('.config', 'jest.config.cjs'), ...args]);
}

async function main([target, ...args]) {
  process.env.TZ ??= 'Asia/Shanghai';
  if (target === 'jest') return jest(args);
  if (target === 'build') return build();
  if (target === 'check') return check();
  if (!/\.tsx?$/.test(target ?? ''))
    throw new Failure('Usage: node src/dev/run.mjs <file.ts | jest | build | check> [arguments]');
  return isProduction ? runBuilt(target, args) : runSource(target, args);
}

main(process.argv.slice(2)).catch((error) => {
  say(error instanceof Failure ? error.message : error.stack);
  process.exitCode = 1;
});
