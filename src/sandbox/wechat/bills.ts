import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import {
  addDays,
  businessDayOf,
  type BusinessDay,
  isBusinessDay,
  startOfBusinessDay,
} from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import { type Answer, answerWithoutEffect, sendAnswer } from '../answers';
import { gzipBomb } from '../bomb';
import type { SandboxContext } from '../context';
import type { Fault } from '../faults';
import { spoilRows, statementRows, type StatementRow } from '../statement-rows';
import { fundFlowStatement, netFen } from './fund-flow';
import { WechatRefusal } from './refusal';
import { refusalAnswer, verifyCall, type WechatCall, type WechatReply } from './route';
import { type StatementForm, type TradeBillType, tradeStatement } from './statement';

const TOKEN_LIFETIME_MS = 5 * 60_000;
const READY_AFTER_MS = 10 * 3_600_000;
const KEPT_DAYS = 92;
const OPENING_BALANCE_FEN = 100_000n;

/** GET /v3/bill/tradebill */
export function tradeBill(context: SandboxContext, call: WechatCall): WechatReply {
  const type = call.query.get('bill_type') ?? 'ALL';
  if (type !== 'ALL' && type !== 'SUCCESS' && type !== 'REFUND')
    throw queryError('bill_type', type, '账单类型有误');
  return bill(context, call, (rows, form) => tradeStatement(rows, type satisfies TradeBillType, form));
}

/** GET /v3/bill/fundflowbill; the sandbox keeps one account, BASIC. */
export function fundFlowBill(context: SandboxContext, call: WechatCall): WechatReply {
  const account = call.query.get('account_type') ?? 'BASIC';
  if (!['BASIC', 'OPERATION', 'FEES'].includes(account))
    throw queryError('account_type', account, '资金账户类型有误');
  if (account !== 'BASIC') throw noStatement();
  const day = call.query.get('bill_date') ?? '';
  return bill(context, call, (rows, form) => fundFlowStatement(rows, openingBalance(context, day), form));
}

/** GET /v3/billdownload/file?token=: signed by the merchant, the answer is not. */
export function downloadBill(context: SandboxContext): RequestHandler {
  return async (req, res) => {
    let answer: Answer;
    let fault: Fault | null = null;
    try {
      verifyCall(context, req);
      fault = context.faults.take({ channel: 'wechat', target: 'download' });
      answer = answerWithoutEffect(fault) ?? downloadAnswer(context, req.originalUrl, fault);
    } catch (error) {
      if (!(error instanceof WechatRefusal)) throw error;
      answer = refusalAnswer(error);
    }
    await sendAnswer(answer, fault, res);
  };
}

function downloadAnswer(context: SandboxContext, target: string, fault: Fault | null): Answer {
  if (fault?.kind === 'error_before') throw new WechatRefusal('SYSTEM_ERROR', '系统异常，请稍后重试');
  if (fault?.kind === 'rate_limited') throw new WechatRefusal('FREQUENCY_LIMITED', '频率限制，请求过于频繁');
  const token = new URL(target, 'http://sandbox').searchParams.get('token') ?? '';
  const bytes = context.downloads.find(token);
  if (!bytes) throw new WechatRefusal('PARAM_ERROR', '账单下载链接无效或已过期');
  return { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: bytes };
}

type Render = (rows: readonly StatementRow[], form: StatementForm) => string;

function bill(context: SandboxContext, call: WechatCall, render: Render): WechatReply {
  const day = readDay(context, call);
  const isGzip = readTarType(call);
  const faults = context.faults.takeAll({ channel: 'wechat', target: 'statement', businessDay: day });
  const kinds = new Set(faults.map((fault) => fault.kind));
  if (kinds.has('not_ready')) throw new WechatRefusal('STATEMENT_CREATING', '账单生成中');
  const rows = spoilRows(statementRows(context.books, 'wechat', day), day, faults);
  if (rows.length === 0) throw noStatement();
  const { wechatAppId: appId, wechatMchId: mchId } = context.keys.identity;
  const { feeRatePermyriad } = context.behaviour;
  const content = Buffer.from(render(rows, { appId, mchId, feeRatePermyriad, faults: kinds }));
  const file = pack(content, isGzip, kinds);
  const token = context.downloads.offer(file.bytes, TOKEN_LIFETIME_MS);
  // The real host, as the real answer has it: the caller's transport knows where that is.
  const download_url = `https://api.mch.weixin.qq.com/v3/billdownload/file?token=${token}`;
  return { status: 200, body: { hash_type: 'SHA1', hash_value: file.hash, download_url } };
}

/** The hash is of the content, not of what travels. */
function pack(content: Buffer, isGzip: boolean, kinds: ReadonlySet<string>): { bytes: Buffer; hash: string } {
  if (kinds.has('bomb')) return { bytes: gzipBomb(), hash: sha1(content) };
  const packed = isGzip ? gzipSync(content) : content;
  const bytes = kinds.has('truncated') ? packed.subarray(0, Math.floor(packed.length * 0.6)) : packed;
  if (kinds.has('hash_of_gzip')) return { bytes, hash: sha1(gzipSync(content)) };
  return { bytes, hash: kinds.has('wrong_hash') ? sha1(Buffer.from('another file')) : sha1(content) };
}

function readDay(context: SandboxContext, call: WechatCall): BusinessDay {
  const day = call.query.get('bill_date') ?? '';
  if (!isBusinessDay(day)) throw queryError('bill_date', day, '账单日期格式有误');
  const today = businessDayOf(call.at);
  if (day > today) throw queryError('bill_date', day, '账单日期晚于当前日期');
  if (day < addDays(today, -KEPT_DAYS)) throw queryError('bill_date', day, '仅支持三个月内的账单下载申请');
  if (context.behaviour.allowToday) return day;
  if (day === today) throw queryError('bill_date', day, '当日账单次日方可下载');
  const readyAt = startOfBusinessDay(addDays(day, 1)).getTime() + READY_AFTER_MS;
  if (call.at.getTime() < readyAt) throw new WechatRefusal('STATEMENT_CREATING', '账单生成中');
  return day;
}

function readTarType(call: WechatCall): boolean {
  const tarType = call.query.get('tar_type');
  if (tarType !== null && tarType !== 'GZIP') throw queryError('tar_type', tarType, '压缩类型有误');
  return tarType === 'GZIP';
}

function openingBalance(context: SandboxContext, day: BusinessDay): Fen {
  const { books } = context;
  const days = [
    ...books.trades('wechat').map((trade) => trade.paidAt),
    ...books.refunds('wechat').map((r) => r.acceptedAt),
  ];
  const earlier = new Set(days.flatMap((at) => (at && businessDayOf(at) < day ? [businessDayOf(at)] : [])));
  const rows = [...earlier].flatMap((each) => statementRows(books, 'wechat', each));
  return rows.reduce((sum, row) => sum + netFen(row), OPENING_BALANCE_FEN);
}

function queryError(field: string, value: string, issue: string): WechatRefusal {
  return new WechatRefusal('PARAM_ERROR', issue, { field, value, issue, location: 'query' });
}

const noStatement = (): WechatRefusal => new WechatRefusal('NO_STATEMENT_EXIST', '请求的账单文件不存在');
const sha1 = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');
