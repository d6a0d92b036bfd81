import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** Written as they are: Alipay's names are GBK, without the flag that would mark UTF-8. */
  name: Buffer;
  deflated: Buffer;
  size: number;
  crc: number;
}

const VERSION = 20;
const DEFLATE = 8;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** Compresses one file of an archive. */
export function zipEntry(name: Buffer, content: Buffer): ZipEntry {
  return { name, deflated: deflateRawSync(content), size: content.length, crc: crc32(content) };
}

/** A zip archive. The libraries at hand can only write names as UTF-8 with the flag set. */
export function zipArchive(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const facts = entryFacts(entry);
    const local = Buffer.concat([uint32(LOCAL), facts, entry.name, entry.deflated]);
    files.push(local);
    // Made by DOS (version 20), no comment, disk 0, no attributes.
    const rest = Buffer.concat([Buffer.alloc(10), uint32(offset), entry.name]);
    directory.push(Buffer.concat([uint32(CENTRAL), uint16(VERSION), facts, rest]));
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const counts = Buffer.concat([uint16(0), uint16(0), uint16(entries.length), uint16(entries.length)]);
  const end = Buffer.concat([uint32(END), counts, uint32(central.length), uint32(offset), uint16(0)]);
  return Buffer.concat([...files, central, end]);
}

/** The part that both headers share: version needed, flags, method, time, CRC, sizes, lengths of name and extra. */
function entryFacts(entry: ZipEntry): Buffer {
  const fixedDate = 0x5a21;
  return Buffer.concat([
    ...[uint16(VERSION), uint16(0), uint16(DEFLATE), uint16(0), uint16(fixedDate)],
    ...[uint32(entry.crc), uint32(entry.deflated.length), uint32(entry.size)],
    ...[uint16(entry.name.length), uint16(0)],
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
