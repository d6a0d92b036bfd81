import type { RequestHandler } from 'express';
import { encode } from 'iconv-lite';
import {
  addDays,
  businessDayOf,
  type BusinessDay,
  isBusinessDay,
  startOfBusinessDay,
} from '../../kernel/business-day';
import { type Answer, answerWithoutEffect, sendAnswer } from '../answers';
import { deflatedBomb } from '../bomb';
import type { SandboxContext } from '../context';
import type { Fault } from '../faults';
import { spoilRows, statementRows, type StatementRow } from '../statement-rows';
import { requiredText } from './fields';
import type { AlipayCall } from './gateway';
import { BusinessRefusal } from './refusal';
import { detailStatement, type StatementForm, summaryStatement } from './statement';
import { zipArchive, type ZipEntry, zipEntry } from './zip';

const TOKEN_LIFETIME_MS = 30_000;
const READY_AFTER_MS = 9 * 3_600_000;

/** alipay.data.dataservice.bill.downloadurl.query: a link that works for 30 seconds, and is not signed. */
export function billDownloadUrl(context: SandboxContext, call: AlipayCall): Record<string, unknown> {
  const type = requiredText(call.biz, 'bill_type', 20);
  if (type !== 'trade') throw new BusinessRefusal('TYPE_NOT_SUPPORTED', '账单类型不支持');
  const day = readDay(context, call);
  const faults = context.faults.takeAll({ channel: 'alipay', target: 'statement', businessDay: day });
  const kinds = new Set(faults.map((fault) => fault.kind));
  if (kinds.has('not_ready')) throw billNotExist();
  const rows = spoilRows(statementRows(context.books, 'alipay', day), day, faults);
  if (rows.length === 0) throw new BusinessRefusal('NO_BILL_DATA', '账单无数据');
  const account = `${context.keys.identity.alipaySellerId}0156`;
  const bytes = archive(rows, { account, day, exportedAt: call.at, faults: kinds });
  const query = new URLSearchParams({
    ...{ bizType: 'trade', userId: account, fileType: 'csv.zip', bizDates: day.replaceAll('-', '') },
    downloadFileName: `${account}_${day.replaceAll('-', '')}.csv.zip`,
    token: context.downloads.offer(bytes, TOKEN_LIFETIME_MS),
  });
  return { bill_download_url: `${call.baseUrl}/downloadBillFile.resource?${query.toString()}` };
}

/** GET /downloadBillFile.resource?…&token= */
export function downloadBill(context: SandboxContext): RequestHandler {
  return async (req, res) => {
    const fault = context.faults.take({ channel: 'alipay', target: 'download' });
    const answer = answerWithoutEffect(fault) ?? downloadAnswer(context, req.originalUrl, fault);
    await sendAnswer(answer, fault, res);
  };
}

function downloadAnswer(context: SandboxContext, target: string, fault: Fault | null): Answer {
  if (fault?.kind === 'error_before') return pageAnswer(500, '系统繁忙');
  if (fault?.kind === 'rate_limited') return pageAnswer(429, '访问过于频繁');
  const token = new URL(target, 'http://sandbox').searchParams.get('token') ?? '';
  const bytes = context.downloads.find(token);
  if (!bytes) return pageAnswer(403, '下载链接已失效');
  return { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: bytes };
}

function archive(rows: readonly StatementRow[], form: StatementForm): Buffer {
  const name = (kind: string): Buffer =>
    encode(`${form.account}_${form.day.replaceAll('-', '')}_${kind}.csv`, 'gbk');
  const detail = form.faults.has('bomb')
    ? bombEntry(name('业务明细'))
    : zipEntry(name('业务明细'), encode(detailStatement(rows, form), 'gbk'));
  const summary = zipEntry(name('业务明细(汇总)'), encode(summaryStatement(rows, form), 'gbk'));
  const bytes = zipArchive([detail, summary]);
  return form.faults.has('truncated') ? bytes.subarray(0, Math.floor(bytes.length * 0.6)) : bytes;
}

function bombEntry(name: Buffer): ZipEntry {
  const { bytes, size, crc } = deflatedBomb();
  return { name, deflated: bytes, size, crc };
}

function readDay(context: SandboxContext, call: AlipayCall): BusinessDay {
  const day = requiredText(call.biz, 'bill_date', 10);
  const today = businessDayOf(call.at);
  if (!isBusinessDay(day) || day > today) throw new BusinessRefusal('INVAILID_ARGUMENTS', '入参不合法');
  if (context.behaviour.allowToday) return day;
  const readyAt = startOfBusinessDay(addDays(day, 1)).getTime() + READY_AFTER_MS;
  if (call.at.getTime() < readyAt) throw billNotExist();
  return day;
}

function pageAnswer(status: number, text: string): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/html;charset=utf-8' },
    body: Buffer.from(`<p>${text}</p>`),
  };
}

const billNotExist = (): BusinessRefusal => new BusinessRefusal('BILL_NOT_EXIST', '账单不存在');
