import { constants, crc32, deflateRawSync } from 'node:zlib';

const BLOCK_BYTES = 1024 * 1024;
const BLOCKS = 300;

/** A raw deflate stream of a few hundred kilobytes that unpacks to 300 MB of spaces, and the facts of its content. */
export function deflatedBomb(): { bytes: Buffer; size: number; crc: number } {
  const block = Buffer.alloc(BLOCK_BYTES, 0x20);
  // A full flush ends on a byte and forgets the window, so the block can be repeated.
  const packed = deflateRawSync(block, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const end = deflateRawSync(Buffer.alloc(0));
  let crc = 0;
  for (let i = 0; i < BLOCKS; i++) crc = crc32(block, crc);
  return {
    bytes: Buffer.concat([...Array.from({ length: BLOCKS }, () => packed), end]),
    size: BLOCKS * BLOCK_BYTES,
    crc,
  };
}

/** The same as a gzip file. */
export function gzipBomb(): Buffer {
  const { bytes, size, crc } = deflatedBomb();
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc, 0);
  tail.writeUInt32LE(size, 4);
  return Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), bytes, tail]);
}
