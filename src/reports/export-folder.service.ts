import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file that is whole. */
export interface StoredFile {
  storedAs: string;
  sha256: string;
  bytes: bigint;
}

/** The folder of the exports, which every process sees. A name that does not end in `.part` is a whole file. */
export interface ExportFolder {
  /** Writes under a name of its own, whatever else is written for the same export; nothing is left where it fails. */
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** Null where it is not there. */
  read(storedAs: string): Promise<ReadStream | null>;
  remove(storedAs: readonly string[]): Promise<void>;
  /** What processes that were killed have left. @param before last written to */
  sweep(before: Date): Promise<void>;
  /** Another folder, made where only it is missing, gets a copy under its own name, whole or not at all. */
  copyTo(storedAs: string, folder: string, name: string): Promise<void>;
}

const PART = '.part';
const FOR_THE_GROUP = 0o640;

/** @param directory made where it is not there */
export function createExportFolder(directory: string): ExportFolder {
  const inside = (name: string): string => path.join(directory, path.basename(name));
  return {
    async write(name, content) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const storedAs = `${randomBytes(6).toString('hex')}-${path.basename(name)}`;
      const part = inside(storedAs) + PART;
      try {
        const written = await writeAll(part, content);
        await rename(part, inside(storedAs));
        return { storedAs, ...written };
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },
    read: (storedAs) =>
      stat(inside(storedAs)).then(
        () => createReadStream(inside(storedAs)),
        () => null,
      ),
    async remove(storedAs) {
      for (const name of storedAs) await rm(inside(name), { force: true });
    },
    async sweep(before) {
      const names = await readdir(directory).catch(() => []);
      for (const name of names.filter((it) => it.endsWith(PART))) {
        const known = await stat(inside(name)).catch(() => null);
        if (known && known.mtime < before) await rm(inside(name), { force: true });
      }
    },
    copyTo: (storedAs, folder, name) => copyWhole(inside(storedAs), folder, name),
  };
}

/** Whoever looks into the folder sees the whole file or none. */
async function copyWhole(file: string, folder: string, name: string): Promise<void> {
  await makeFolder(folder);
  const target = path.join(folder, path.basename(name));
  const part = `${target}.${randomBytes(6).toString('hex')}${PART}`;
  await copyFile(file, part);
  // Ours are for nobody else; what is put there is for the folder's group.
  await chmod(part, FOR_THE_GROUP);
  await rename(part, target);
}

async function writeAll(
  file: string,
  content: AsyncIterable<Uint8Array>,
): Promise<Pick<StoredFile, 'sha256' | 'bytes'>> {
  const digest = createHash('sha256');
  const handle = await open(file, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const chunk of content) {
      digest.update(chunk);
      bytes += chunk.length;
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: digest.digest('hex'), bytes: BigInt(bytes) };
}

/** Only the last part of its name is made: Node never comes back from making all of them under /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const known = await stat(folder).catch(() => null);
    if (!known?.isDirectory()) throw error;
  }
}
