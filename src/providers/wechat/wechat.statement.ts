import { z } from 'zod';
import { type BusinessDay, isBusinessDay } from '../../kernel/business-day';
import type { ChannelStatement, ReadStatementResult } from '../provider';
import { ProviderRejected, ProviderUnavailable } from '../provider.errors';
import { digestOf, inBatches, openGzip, refuseStatement, removeFile } from '../statement-file';
import type { WechatClient } from './wechat.client';
import { REAL_ORIGIN, type WechatValues } from './wechat.config';
import { fit } from './wechat.facts';
import { readStatementLines } from './wechat.statement-rows';
import { STATEMENT_FILE_PATH } from './wechat.transport';

interface Reader {
  client: WechatClient;
  values: WechatValues;
}

const fileSchema = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url(),
});
type File = z.infer<typeof fileSchema>;

/**
 * The day's trade bill (type ALL, gzipped). Its SHA-1 is over the unpacked bytes.
 * @throws StatementRefused when the file is not the one that was announced
 */
export async function readWechatStatement(reader: Reader, day: BusinessDay): Promise<ReadStatementResult> {
  if (!isBusinessDay(day)) throw ProviderRejected({ details: { channel_code: 'NOT_A_DAY' } });
  // An address lives for minutes only; when it has expired on the way, a new one is asked for once.
  for (let attempt = 0; attempt < 2; attempt++) {
    const file = await findFile(reader.client, day);
    if (typeof file === 'string') return { kind: file };
    const path = await download(reader, file);
    if (path) return { kind: 'ready', statement: await verify(path, file, reader.values) };
  }
  throw ProviderUnavailable({ details: { reason: 'STATEMENT_ADDRESS_EXPIRED' } });
}

/** A trade bill that a person brought, packed or not; nothing announced its SHA-1. */
export async function openWechatStatement(path: string, values: WechatValues): Promise<ChannelStatement> {
  try {
    const [sha256 = ''] = await digestOf(await openGzip(path), ['sha256']);
    return statementOf(path, sha256, values);
  } catch (error) {
    await removeFile(path);
    throw error;
  }
}

async function verify(path: string, file: File, values: WechatValues): Promise<ChannelStatement> {
  try {
    const [sha1, sha256 = ''] = await digestOf(await openGzip(path), ['sha1', 'sha256']);
    if (sha1 !== file.hash_value.toLowerCase()) throw refuseStatement('hash');
    return statementOf(path, sha256, values);
  } catch (error) {
    await removeFile(path);
    throw error;
  }
}

async function findFile(client: WechatClient, day: BusinessDay): Promise<File | 'empty' | 'not-ready'> {
  const answer = await client.call('reads', (pay) =>
    pay.tradebill({ bill_date: day, bill_type: 'ALL', tar_type: 'GZIP' }),
  );
  if (answer.isDone) return client.readContent('reads', () => fit(fileSchema, answer.data));
  if (answer.code === 'NO_STATEMENT_EXIST') return 'empty';
  if (answer.code === 'STATEMENT_CREATING') return 'not-ready';
  throw client.rejected(answer.code);
}

/** The path of the file on disk, or null when its address has expired. */
async function download(reader: Reader, file: File): Promise<string | null> {
  const { origin, pathname, search } = new URL(file.download_url);
  const isKnown = [REAL_ORIGIN, reader.values.WECHAT_API_BASE_URL].includes(origin);
  if (!isKnown || pathname !== STATEMENT_FILE_PATH) throw refuseStatement('address');
  // The address belongs to the real host wherever the file is read from: path and query are what is signed.
  return reader.client.download((pay) => pay.downloadBill(`${REAL_ORIGIN}${pathname}${search}`));
}

function statementOf(path: string, sha256: string, values: WechatValues): ChannelStatement {
  const terms = { mchId: values.WECHAT_MCH_ID, feeRate: values.WECHAT_FEE_RATE };
  return {
    sha256,
    day: null,
    lines: () => inBatches(readStatementLines(path, terms)),
    dispose: () => removeFile(path),
  };
}
