import type { BusinessDay } from '../../kernel/business-day';
import type { ChannelFundFile, FundFiles, ReadFundFileResult } from '../fund-flow';
import { removeFile } from '../statement-file';
import { firstLine } from '../statement-records';
import { FUND_HEADER, readFundLines } from './wechat.fund-rows';
import { billOf, fetchBill } from './wechat.statement';
import type { Bill, Reader } from './wechat.statement';

/** The fund-flow bill of the basic account, which is the one that payments come to. */
export function wechatFunds(reader: Reader): FundFiles {
  return {
    readFile: (day) => readFile(reader, day),
    isFundFile: async (path) => (await firstLine(path)) === FUND_HEADER,
    openFile: (path) => fileOf(billOf(path, null)),
  };
}

async function readFile(reader: Reader, day: BusinessDay): Promise<ReadFundFileResult> {
  const bill = await fetchBill(reader, day, (pay) =>
    pay.fundflowbill({ bill_date: day, account_type: 'BASIC', tar_type: 'GZIP' }),
  );
  if (typeof bill === 'string') return { kind: bill };
  return { kind: 'ready', file: await fileOf(bill) };
}

async function fileOf({ path, digest }: Bill): Promise<ChannelFundFile> {
  const dispose = () => removeFile(path);
  try {
    return { sha256: await digest(), lines: () => readFundLines(path), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
