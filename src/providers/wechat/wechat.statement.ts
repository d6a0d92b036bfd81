import { z } from 'zod';
import { type BusinessDay, isBusinessDay } from '../../kernel/business-day';
import type { ChannelStatement, ReadStatementResult } from '../provider';
import { ProviderRejected, ProviderUnavailable } from '../provider.errors';
import { digestOf, openGzip, refuseStatement, removeFile } from '../statement-file';
import type { WechatClient } from './wechat.client';
import { REAL_ORIGIN, type WechatValues } from './wechat.config';
import { fit } from './wechat.facts';
import { readStatementLines } from './wechat.statement-rows';
import { STATEMENT_FILE_PATH } from './wechat.transport';

export interface Reader {
  client: WechatClient;
  values: WechatValues;
}

const fileSchema = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url(),
});
type File = z.infer<typeof fileSchema>;

/** The day's trade bill (type ALL, gzipped). */
export async function readWechatStatement(reader: Reader, day: BusinessDay): Promise<ReadStatementResult> {
  const bill = await fetchBill(reader, day, (pay) =>
    pay.tradebill({ bill_date: day, bill_type: 'ALL', tar_type: 'GZIP' }),
  );
  if (typeof bill === 'string') return { kind: bill };
  return { kind: 'ready', statement: statementOf(bill, reader.values) };
}

type AskForBill = Parameters<WechatClient['call']>[1];

/** A file on disk, gzipped or not. */
export interface Bill {
  path: string;
  /** SHA-256 of the unpacked bytes. @throws StatementRefused when it is damaged, or not the file that was announced */
  digest(): Promise<string>;
}

/** A bill of the day. @throws StatementRefused when its address is not the channel's */
export async function fetchBill(
  reader: Reader,
  day: BusinessDay,
  ask: AskForBill,
): Promise<Bill | 'empty' | 'not-ready'> {
  if (!isBusinessDay(day)) throw ProviderRejected({ details: { channel_code: 'NOT_A_DAY' } });
  // An address lives for minutes only; when it has expired on the way, a new one is asked for once.
  for (let attempt = 0; attempt < 2; attempt++) {
    const file = await findFile(reader.client, ask);
    if (typeof file === 'string') return file;
    const path = await download(reader, file);
    if (path) return billOf(path, file.hash_value);
  }
  throw ProviderUnavailable({ details: { reason: 'STATEMENT_ADDRESS_EXPIRED' } });
}

/** A trade bill that a person brought, packed or not; nothing announced its SHA-1. */
export function openWechatStatement(path: string, values: WechatValues): ChannelStatement {
  return statementOf(billOf(path, null), values);
}

/** @param announced its SHA-1, which is over the unpacked bytes; null where nothing announced it */
export function billOf(path: string, announced: string | null): Bill {
  return {
    path,
    async digest() {
      const [sha256 = '', sha1] = await digestOf(
        await openGzip(path),
        announced ? ['sha256', 'sha1'] : ['sha256'],
      );
      if (announced && sha1 !== announced.toLowerCase()) throw refuseStatement('hash');
      return sha256;
    },
  };
}

async function findFile(client: WechatClient, ask: AskForBill): Promise<File | 'empty' | 'not-ready'> {
  const answer = await client.call('reads', ask);
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

function statementOf(bill: Bill, values: WechatValues): ChannelStatement {
  const terms = { mchId: values.WECHAT_MCH_ID, feeRate: values.WECHAT_FEE_RATE };
  return {
    digest: () => bill.digest(),
    day: null,
    lines: () => readStatementLines(bill.path, terms),
    dispose: () => removeFile(bill.path),
  };
}
