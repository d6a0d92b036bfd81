import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { addDays, type BusinessDay, formatBeijingLocal, isBusinessDay } from '../../kernel/business-day';
import type { ChannelContext } from '../channel';
import type { ChannelStatement, ReadStatementResult } from '../provider';
import { ProviderRejected, ProviderUnavailable } from '../provider.errors';
import { errorOfDownload, refuseStatement, removeFile, startsWith } from '../statement-file';
import { HttpTransport } from '../transport';
import type { AlipayClient } from './alipay.client';
import type { AlipayValues } from './alipay.config';
import { alipayProfile } from './alipay.profile';
import { digestOfStatement, findStatementParts } from './alipay.statement-parts';
import { readStatementLines } from './alipay.statement-rows';

interface Reader {
  client: AlipayClient;
  http: HttpTransport;
  values: AlipayValues;
  context: ChannelContext;
}

const MAX_DOWNLOAD_BYTES = 512 * 1024 * 1024;
const DOWNLOAD_HOST = 'dwbillcenter.alipay.com';
const DOWNLOAD_ORIGIN = `https://${DOWNLOAD_HOST}`;
const ZIP_MAGIC = Buffer.from('PK\x03\x04', 'latin1');

const addressSchema = z.object({ bill_download_url: z.url() });

/** What statement files are downloaded with: from Alipay's own host, or from that of the gateway. */
export function createDownloads(values: AlipayValues): HttpTransport {
  const allowedOrigins = [DOWNLOAD_ORIGIN, values.ALIPAY_GATEWAY_URL.origin];
  return new HttpTransport({ allowedOrigins, timeoutMs: values.ALIPAY_TIMEOUT_MS });
}

/**
 * The day's trade file. It has neither signature nor checksum of the whole, so it is believed only when its rows,
 * its footers and its summary agree.
 * @throws StatementRefused when it is no zip of the two known files
 */
export async function readAlipayStatement(reader: Reader, day: BusinessDay): Promise<ReadStatementResult> {
  if (!isBusinessDay(day)) throw ProviderRejected({ details: { channel_code: 'NOT_A_DAY' } });
  // An address lives for 30 seconds; when it has expired on the way, a new one is asked for once.
  for (let attempt = 0; attempt < 2; attempt++) {
    const address = await findAddress(reader, day);
    if (address === 'empty' || address === 'not-ready') return { kind: address };
    const path = await download(reader, address);
    if (path) return { kind: 'ready', statement: await openAlipayStatement(path, reader.values) };
  }
  throw ProviderUnavailable({ details: { reason: 'STATEMENT_ADDRESS_EXPIRED' } });
}

/** The documents and the field disagree on the prefix of the codes (ACQ., isp., none), so only the rest counts. */
async function findAddress({ client, context }: Reader, day: BusinessDay): Promise<string> {
  const answer = await client.call({
    method: 'alipay.data.dataservice.bill.downloadurl.query',
    effect: 'reads',
    content: { bill_type: 'trade', bill_date: day },
  });
  if (answer.isDone) {
    const address = addressSchema.safeParse(answer.content);
    if (!address.success) throw client.unfit('reads');
    return address.data.bill_download_url;
  }
  const code = answer.code.toUpperCase();
  if (code.endsWith('NO_BILL_DATA')) return 'empty';
  if (!code.endsWith('BILL_NOT_EXIST')) throw client.rejected(answer.code);
  // Before its hour a file that is missing may still come; after it there was nothing to put into one.
  const readyAt = `${addDays(day, 1)} ${alipayProfile.statementReadyAt}:00`;
  return formatBeijingLocal(context.clock.now()) < readyAt ? 'not-ready' : 'empty';
}

/** The path of the file on disk, or null when its address has expired. */
async function download({ http, values, context }: Reader, address: string): Promise<string | null> {
  const url = resolveAddress(address, values.ALIPAY_GATEWAY_URL);
  const path = join(context.downloadDirectory, `alipay-${randomBytes(12).toString('hex')}.csv.zip`);
  const headers = { 'user-agent': 'tongfu', 'accept-encoding': 'identity' };
  let status: number;
  try {
    status = await http.download(
      { method: 'GET', url: url.href, headers },
      { path, maxBytes: MAX_DOWNLOAD_BYTES },
    );
  } catch (error) {
    throw errorOfDownload(error);
  }
  if (status >= 500 || status === 429) throw ProviderUnavailable({ details: { reason: `HTTP_${status}` } });
  if (status !== 200) return null;
  if (await startsWith(path, ZIP_MAGIC)) return path;
  await removeFile(path);
  return null;
}

/**
 * Where the file may be read from: Alipay's own download host (over TLS, whatever the address says) or the host of
 * the gateway. A gateway that is not Alipay's serves the files that it announces under Alipay's name itself.
 */
function resolveAddress(address: string, gateway: URL): URL {
  const url = new URL(address);
  if (url.origin === gateway.origin) return url;
  if (url.hostname !== DOWNLOAD_HOST || url.port !== '' || url.username) throw refuseStatement('address');
  const isReal = gateway.hostname.endsWith('.alipay.com');
  return new URL(url.pathname + url.search, isReal ? DOWNLOAD_ORIGIN : gateway.origin);
}

/** The zip at this path, however it came there. @throws StatementRefused when it is no zip of the two known files */
export async function openAlipayStatement(path: string, values: AlipayValues): Promise<ChannelStatement> {
  try {
    const parts = await findStatementParts(path, values.ALIPAY_SELLER_ID);
    return {
      digest: () => digestOfStatement(parts),
      day: parts.day,
      lines: () => readStatementLines(parts, { feeRate: values.ALIPAY_FEE_RATE }),
      dispose: () => removeFile(path),
    };
  } catch (error) {
    await removeFile(path);
    throw error;
  }
}
