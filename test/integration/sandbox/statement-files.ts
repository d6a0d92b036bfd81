import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/** Rows by column title, and the values of the summary line. */
export function parseWechatStatement(content: Buffer) {
  const lines = content
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .filter(Boolean);
  const values = (line: string): string[] => line.split(',').map((value) => value.replace(/^`/, ''));
  const end = lines.findIndex((line, index) => index > 0 && !line.startsWith('`'));
  const header = values(lines[0]!);
  const rows = lines.slice(1, end < 0 ? undefined : end).map((line) => {
    const found = values(line);
    expect(found).toHaveLength(header.length);
    return Object.fromEntries(header.map((title, index) => [title, found[index]!]));
  });
  return { header, rows, summary: end < 0 ? [] : values(lines[end + 1]!) };
}

interface Archive {
  zip: ZipFile;
  entries: Entry[];
}

/** The directory of an archive, names as bytes. */
export function zipEntriesOf(bytes: Buffer): Promise<Archive> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: false, decodeStrings: false }, (error, zip) => {
      if (error) return reject(error);
      const entries: Entry[] = [];
      zip.on('entry', (entry: Entry) => entries.push(entry));
      zip.on('error', reject);
      zip.on('end', () => resolve({ zip, entries }));
    });
  });
}

/** Both files of an Alipay archive, decoded as GBK, the flags of their entries beside them. */
export async function readArchive(bytes: Buffer) {
  const gbk = new TextDecoder('gbk', { fatal: true });
  const { zip, entries } = await zipEntriesOf(bytes);
  const texts = await Promise.all(entries.map(async (entry) => gbk.decode(await contentOf(zip, entry))));
  const names = entries.map((entry) => gbk.decode(entry.fileName as unknown as Buffer));
  return {
    names,
    flags: entries.map((entry) => entry.generalPurposeBitFlag),
    detail: texts[0]!,
    summary: texts[1]!,
  };
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
      stream.on('error', reject);
    });
  });
}
