import { accessSync, constants, existsSync, mkdtempSync, readdirSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';

/** What Linux keeps in memory. Some containers have only 64 MiB of it. */
const MEMORY = '/dev/shm';
/** A whole run has about 300 MiB at a time. */
const ROOM_BYTES = 2 * 1024 ** 3;

/**
 * Where the clusters of tests lie: in memory where there is room. Each file of tests has a database of its own, hundreds of
 * files that are made and soon removed again, and on a disk a third of a run went into that.
 */
export function newClusterFolder(prefix: string): string {
  return mkdtempSync(path.join(hasRoom(MEMORY) ? MEMORY : tmpdir(), prefix));
}

/** Those that there are, of this run and of others. */
export function findClusterFolders(prefix: string): string[] {
  return [MEMORY, tmpdir()].filter(existsSync).flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => name.startsWith(prefix))
      .map((name) => path.join(parent, name)),
  );
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return Math.min(bavail * bsize, freemem()) > ROOM_BYTES;
  } catch {
    return false;
  }
}
