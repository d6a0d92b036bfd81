import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { pipeline, type Readable, Transform } from 'node:stream';
import { crc32, createGunzip } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { AppError } from '../kernel/errors';
import { StatementRefused } from './provider.errors';
import { REFUSAL_TEXTS } from './statement-refusals';
import { errorOfTransport, TransportError } from './transport';

/** What an unpacked file may have at most: some millions of rows. */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;
/** Rows of one day are alike and pack well, but not like this. */
const MAX_RATIO = 200;
/** Below this the ratio says nothing. */
const FREE_BYTES = 16 * 1024 * 1024;
const MAX_ZIP_ENTRIES = 16;
/** A portion holds a hundred rows, so that what each costs does not count; larger ones lie about for longer. */
const PORTION_BYTES = 32 * 1024;

/** A damaged, oversized or unknown file: refused whole. `details.reason` and the row say where. */
export function refuseStatement(
  reason: string,
  details: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
) {
  const what = REFUSAL_TEXTS[reason];
  return StatementRefused({ details: { reason, ...details, ...(what !== undefined && { what }) }, cause });
}

/** A download that stopped is tried again later; a file over the limit is refused for good. */
export function errorOfDownload(error: unknown): unknown {
  const isTooLarge = error instanceof TransportError && error.code === 'ANSWER_TOO_LARGE';
  return isTooLarge ? refuseStatement('too-large', {}, error) : errorOfTransport(error, 'reads');
}

/** Also when it is gone already. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Tells the form of a file by its first bytes. */
export async function startsWith(path: string, magic: Buffer): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return bytesRead === magic.length && buffer.equals(magic);
  } finally {
    await file.close();
  }
}

/** The content of a file that may be gzipped, as a stream that refuses a bomb while it unpacks. */
export async function openGzip(path: string): Promise<Readable> {
  const isPacked = await startsWith(path, Buffer.from([0x1f, 0x8b]));
  const { size } = await stat(path);
  const source = createReadStream(path, { highWaterMark: PORTION_BYTES });
  if (!isPacked) return chain(source, limitUnpacked(MAX_UNPACKED_BYTES));
  return chain(source, createGunzip({ chunkSize: PORTION_BYTES }), limitUnpacked(unpackedLimit(size)));
}

/** One file inside a zip. Its name is in no known encoding, so it is told apart by what is in it. */
export interface ZippedFile {
  open(): Promise<Readable>;
}

/** The files in a zip on disk. @throws StatementRefused when it is no zip, has too many files or is a bomb */
export async function readZip(path: string): Promise<ZippedFile[]> {
  const entries = await withZip(path, listEntries);
  let unpacked = 0;
  for (const entry of entries) {
    unpacked += entry.uncompressedSize;
    const isBomb =
      unpacked > MAX_UNPACKED_BYTES || entry.uncompressedSize > unpackedLimit(entry.compressedSize);
    if (isBomb) throw refuseStatement('too-large');
  }
  return entries.map((entry) => ({ open: () => openEntry(path, entry) }));
}

async function listEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > MAX_ZIP_ENTRIES) throw refuseStatement('too-many-files');
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

async function openEntry(path: string, entry: Entry): Promise<Readable> {
  // Opened once per pass: yauzl closes the file when its stream has ended.
  const zip = await openZip(path);
  try {
    const source = await zip.openReadStreamPromise(entry);
    source.once('close', () => zip.close());
    return chain(source, limitUnpacked(unpackedLimit(entry.compressedSize)), checkCrc(entry.crc32));
  } catch (error) {
    zip.close();
    throw refuseStatement('damaged', {}, error);
  }
}

async function withZip<T>(path: string, use: (zip: ZipFile) => Promise<T>): Promise<T> {
  const zip = await openZip(path);
  try {
    return await use(zip);
  } catch (error) {
    throw asRefusal(error);
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    throw refuseStatement('damaged', {}, error);
  }
}

const unpackedLimit = (packedBytes: number): number =>
  Math.min(MAX_UNPACKED_BYTES, Math.max(FREE_BYTES, packedBytes * MAX_RATIO));

function limitUnpacked(maxBytes: number): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > maxBytes) done(refuseStatement('too-large'));
      else done(null, chunk);
    },
  });
}

/** The zip library leaves the checksum to its caller, and Alipay gives no other. */
function checkCrc(expected: number): Transform {
  let checksum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      checksum = crc32(chunk, checksum);
      done(null, chunk);
    },
    flush(done) {
      done(checksum === expected ? null : refuseStatement('damaged'));
    },
  });
}

function chain(source: Readable, ...steps: Transform[]): Readable {
  let last: Readable = source;
  for (const step of steps) {
    // Errors travel to the last stream, where the reader sees them.
    last = pipeline(last, step, () => undefined);
  }
  return last;
}

/** Digests of a stream in one pass. @throws StatementRefused when the stream breaks */
export async function digestOf(content: Readable, algorithms: readonly string[]): Promise<string[]> {
  const hashes: Hash[] = algorithms.map((algorithm) => createHash(algorithm));
  try {
    for await (const chunk of content) for (const hash of hashes) hash.update(chunk as Buffer);
  } catch (error) {
    throw asRefusal(error);
  }
  return hashes.map((hash) => hash.digest('hex'));
}

/** What broke while a file was read, as the refusal of the file. */
export function asRefusal(error: unknown): AppError {
  return error instanceof AppError ? error : refuseStatement('damaged', {}, error);
}
