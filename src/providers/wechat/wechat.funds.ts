import type { BusinessDay } from '../../kernel/business-day';
import type { ChannelFundFile, FundFiles, ReadFundFileResult } from '../fund-flow';
import { digestOf, openGzip, removeFile } from '../statement-file';
import { firstLine } from '../statement-records';
import { FUND_HEADER, readFundLines } from './wechat.fund-rows';
import { fetchBill } from './wechat.statement';
import type { Reader } from './wechat.statement';

/** The fund-flow bill of the basic account, which is the one that payments come to. */
export function wechatFunds(reader: Reader): FundFiles {
  return {
    readFile: (day) => readFile(reader, day),
    isFundFile: async (path) => (await firstLine(path)) === FUND_HEADER,
    openFile,
  };
}

async function readFile(reader: Reader, day: BusinessDay): Promise<ReadFundFileResult> {
  const bill = await fetchBill(reader, day, (pay) =>
    pay.fundflowbill({ bill_date: day, account_type: 'BASIC', tar_type: 'GZIP' }),
  );
  if (typeof bill === 'string') return { kind: bill };
  return { kind: 'ready', file: fileOf(bill.path, bill.sha256) };
}

async function openFile(path: string): Promise<ChannelFundFile> {
  try {
    const [sha256 = ''] = await digestOf(await openGzip(path), ['sha256']);
    return fileOf(path, sha256);
  } catch (error) {
    await removeFile(path);
    throw error;
  }
}

const fileOf = (path: string, sha256: string): ChannelFundFile => ({
  sha256,
  lines: () => readFundLines(path),
  dispose: () => removeFile(path),
});
