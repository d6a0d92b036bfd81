import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { StatementRow } from '../../../sandbox/statement-rows';
import { tradeStatement } from '../../../sandbox/wechat/statement';
import { middayOf, paymentOf } from '../books';
import { runTask } from '../task';
import type { Bill, BillTask } from './bill';

const FEE_RATE_PERMYRIAD = 60;

/** Writes the channel's daily file about the booked payments. */
runTask(async (task: BillTask): Promise<Bill> => {
  const at = middayOf(task.businessDay);
  const rows = Array.from({ length: task.count }, (_, i) => rowOf(i + 1, at));
  const { appId, mchId } = task;
  const form = { appId, mchId, feeRatePermyriad: FEE_RATE_PERMYRIAD, faults: new Set<string>() };
  const content = Buffer.from(tradeStatement(rows, 'ALL', form));
  writeFileSync(task.file, gzipSync(content));
  return { sha1: createHash('sha1').update(content).digest('hex'), bytes: content.length };
});

function rowOf(no: number, at: Date): StatementRow {
  const { outTradeNo, transactionId, amountFen } = paymentOf(no);
  return {
    kind: 'payment',
    at,
    createdAt: at,
    transactionId,
    outTradeNo,
    refundId: null,
    outRefundNo: null,
    tradeType: 'NATIVE',
    status: 'SUCCESS',
    amountFen,
    feeFen: (amountFen * BigInt(FEE_RATE_PERMYRIAD) + 5_000n) / 10_000n,
    payer: `oBench${String(no).padStart(22, '0')}`,
    subject: '普通护照',
    attach: '',
  };
}
