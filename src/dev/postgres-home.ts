import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Account, canEnter, giveTo, minimalEnvironment } from './account';
import type { PostgresBinaries } from './postgres-binaries';

/** What belongs to one server of ours, and where it lies. */
export interface ClusterHome {
  account: Account | null;
  /** Postgres's own data directory, as a real path. */
  cluster: string;
  user: string;
  password: string;
  logFile: string;
  ownerFile: string;
  portFile: string;
}

const USER = 'tongfu';
const LOG_LINES = 12;

/** The number that a small file holds; 0 when there is none. */
export function readNumber(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || 0 : 0;
}

/** Keeps a number for the next start. */
export function writeNumber(file: string, value: number): void {
  writeFileSync(file, String(value));
}

/** Opens (and makes, when missing) the folder; the data goes elsewhere when the account cannot enter it. */
export function openHome(dataDir: string, account: Account | null): ClusterHome {
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o711);
  const folder = realpathSync(dataDir);
  return {
    account,
    cluster: path.join(clusterFolder(folder, account), 'cluster'),
    user: USER,
    password: passwordIn(folder),
    logFile: path.join(folder, 'postgres.log'),
    ownerFile: path.join(folder, 'owner.pid'),
    portFile: path.join(folder, 'port'),
  };
}

function clusterFolder(folder: string, account: Account | null): string {
  const note = path.join(folder, 'location');
  if (existsSync(note)) {
    const noted = readFileSync(note, 'utf8');
    if (existsSync(noted)) return noted;
  }
  if (account === null || canEnter(folder, account)) {
    const place = path.join(folder, 'data');
    mkdirSync(place, { recursive: true });
    giveTo(account, place, 0o700);
    return place;
  }
  // A random name, noted: a guessable one in a folder that everybody writes to could be laid out as a trap.
  const elsewhere = realpathSync(mkdtempSync(path.join(tmpdir(), 'tongfu-data-')));
  giveTo(account, elsewhere, 0o700);
  writeFileSync(note, elsewhere);
  return elsewhere;
}

/** The password of the cluster, made up once. It appears whole: another start may look at the same moment. */
function passwordIn(folder: string): string {
  const file = path.join(folder, 'password');
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}

/** The last lines that the server or its set-up wrote, for an error message. */
export function lastLogLines(home: ClusterHome): string {
  if (!existsSync(home.logFile)) return '(it wrote nothing)';
  return readFileSync(home.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}

/** Sets the cluster up once. It appears whole or not at all, also with two starts at once or a kill between. */
export async function createCluster(home: ClusterHome, binaries: PostgresBinaries): Promise<void> {
  if (existsSync(home.cluster)) {
    assertSameMajor(home.cluster, binaries.major);
    return;
  }
  const draft = `${home.cluster}.${process.pid}`;
  const passwordFile = `${draft}.password`;
  try {
    writeFileSync(passwordFile, home.password, { mode: 0o600 });
    giveTo(home.account, passwordFile, 0o600);
    await runInitdb(home, binaries, { draft, passwordFile });
    renameSync(draft, home.cluster);
  } catch (error) {
    if (!existsSync(home.cluster)) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

async function runInitdb(
  home: ClusterHome,
  binaries: PostgresBinaries,
  files: { draft: string; passwordFile: string },
): Promise<void> {
  // From version 17 the locale is built in and needs nothing of the machine.
  const locale =
    binaries.major >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C.UTF-8'];
  const flags = [
    '-D',
    files.draft,
    '-U',
    home.user,
    `--pwfile=${files.passwordFile}`,
    '--auth=scram-sha-256',
  ];
  try {
    await promisify(execFile)(binaries.initdb, [...flags, '--encoding=UTF8', '--no-sync', ...locale], {
      ...home.account,
      cwd: '/',
      env: minimalEnvironment(),
    });
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    throw new Error(`PostgreSQL cannot set up ${home.cluster}:\n${stdout}${stderr}`.trimEnd(), {
      cause: error,
    });
  }
}

function assertSameMajor(cluster: string, major: number): void {
  const version = path.join(cluster, 'PG_VERSION');
  if (statSync(cluster).isDirectory() && Number(readFileSync(version, 'utf8')) === major) return;
  throw new Error(
    `${cluster} was made by another version of PostgreSQL than ${major}; remove it or move it away`,
  );
}
