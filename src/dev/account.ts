import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readFileSync } from 'node:fs';

/** The unprivileged ids that Postgres runs under when we are root; Postgres refuses to run as root. */
export interface Account {
  uid: number;
  gid: number;
}

interface PasswdEntry extends Account {
  name: string;
}

const OVERFLOW_ID = 65534;
const PREFERRED_NAMES = ['postgres', 'nobody', 'daemon'];

function readPasswd(path: string): PasswdEntry[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== '' && uid > 0 && gid > 0);
}

/**
 * The account to drop to: null when we are not root (or on a system without user ids).
 * A user that exists is preferred, since `initdb` asks the system for its own name; without any, the numeric
 * id that Linux calls "nobody" is taken.
 */
export function chooseAccount(passwdPath = '/etc/passwd'): Account | null {
  if (process.getuid?.() !== 0) return null;
  const entries = readPasswd(passwdPath);
  const found =
    PREFERRED_NAMES.map((name) => entries.find((entry) => entry.name === name)).find(Boolean) ?? entries[0];
  return found ? { uid: found.uid, gid: found.gid } : { uid: OVERFLOW_ID, gid: OVERFLOW_ID };
}

/** Runs a short command as the account; null when it succeeded, otherwise why it did not. */
export function failureOf(command: string, args: string[], account: Account | null): string | null {
  const run = spawnSync(command, args, { ...account, cwd: '/', encoding: 'utf8', env: minimalEnvironment() });
  if (run.status === 0) return null;
  return (
    (run.error?.message ?? `${run.stderr}${run.stdout}`.trim()) || `ended with ${run.signal ?? run.status}`
  );
}

/** Whether the account can enter the directory; asking the system also covers ACLs and mount options. */
export function canEnter(directory: string, account: Account | null): boolean {
  return account === null || failureOf('/bin/sh', ['-c', 'cd "$0"', directory], account) === null;
}

/** Gives a path to the account with a private mode. */
export function giveTo(account: Account | null, path: string, mode: number): void {
  chmodSync(path, mode);
  if (account) chownSync(path, account.uid, account.gid);
}

/** What Postgres programs get as environment: nothing of ours, so no PG* variable can lead them astray. */
export function minimalEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' };
}
