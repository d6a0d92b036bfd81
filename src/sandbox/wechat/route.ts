import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { type Answer, answerWithoutEffect, rawBodyOf, sendAnswer } from '../answers';
import type { SandboxContext } from '../context';
import type { Fault, FaultTarget } from '../faults';
import { readJsonBody } from './fields';
import { WechatRefusal } from './refusal';
import { signatureHeaders, verifyRequest } from './signature';

/** A request whose signature has been verified. */
export interface WechatCall {
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** The JSON body; empty for a GET. */
  body: Readonly<Record<string, unknown>>;
  at: Date;
  /** Where this server was reached, for links in answers. */
  baseUrl: string;
  /** The fault that this call meets; only refunds look at it. */
  fault: Fault | null;
}

export interface WechatReply {
  status: number;
  body: object | null;
}

type Handler = (call: WechatCall) => WechatReply;

export interface WechatEndpoint {
  /** What faults call this endpoint; null for those that cannot be disturbed. */
  target: Exclude<FaultTarget, 'notification' | 'statement'> | null;
  handle: Handler;
}

/** Verifies the request, runs the handler, signs the answer, and lets a fault have its way. */
export function wechatRoute(context: SandboxContext, endpoint: WechatEndpoint): RequestHandler {
  return async (req, res) => {
    let fault: Fault | null = null;
    let answer: Answer;
    try {
      const request = readCall(context, req);
      fault = takeFault(context, endpoint, request);
      const call = { ...request, fault };
      answer = answerWithoutEffect(fault) ?? perform(context, { endpoint, call, req });
    } catch (error) {
      if (!(error instanceof WechatRefusal)) throw error;
      answer = refusalAnswer(error);
    }
    await sendAnswer(answer, fault, res);
  };
}

/** An answer with an error: the real ones carry a Request-ID but no signature. */
export function refusalAnswer(refusal: WechatRefusal): Answer {
  return { status: refusal.status, headers: plainHeaders(), body: refusal.body() };
}

/** @throws WechatRefusal when headers or signature are not in order */
export function verifyCall(context: SandboxContext, req: Request): void {
  if (!req.get('accept') || !req.get('user-agent')) {
    throw new WechatRefusal('INVALID_REQUEST', 'Http头缺少Accept或User-Agent');
  }
  const request = {
    method: req.method,
    target: req.originalUrl,
    body: rawBodyOf(req),
    authorization: req.get('authorization'),
  };
  verifyRequest(request, context.keys, context.clock.now());
}

function readCall(context: SandboxContext, req: Request): Omit<WechatCall, 'fault'> {
  verifyCall(context, req);
  const isPost = req.method === 'POST';
  if (isPost && !/^application\/json\b/i.test(req.get('content-type') ?? '')) {
    throw new WechatRefusal('INVALID_REQUEST', 'Http头Content-Type须为application/json');
  }
  return {
    params: req.params as Record<string, string>,
    query: new URL(req.originalUrl, 'http://sandbox').searchParams,
    body: isPost ? readJsonBody(rawBodyOf(req)) : {},
    at: context.clock.now(),
    baseUrl: `${req.protocol}://${req.get('host') ?? 'localhost'}`,
  };
}

interface Performance {
  endpoint: WechatEndpoint;
  call: WechatCall;
  req: Request;
}

function perform(context: SandboxContext, { endpoint, call, req }: Performance): Answer {
  const { fault } = call;
  if (fault?.kind === 'error_before') throw new WechatRefusal('SYSTEM_ERROR', '系统异常，请稍后重试');
  if (fault?.kind === 'rate_limited') throw new WechatRefusal('FREQUENCY_LIMITED', '频率限制，请求过于频繁');
  const reply = endpoint.handle(call);
  if (fault?.kind === 'error_after') throw new WechatRefusal('SYSTEM_ERROR', '系统异常，请稍后重试');
  const body = reply.body ? Buffer.from(JSON.stringify(reply.body)) : Buffer.alloc(0);
  const signature = signatureHeaders(context.keys, {
    body,
    at: context.clock.now(),
    wantedSerial: req.get('wechatpay-serial'),
    fault,
  });
  const headers = { ...plainHeaders(), ...signature };
  return { status: reply.status, headers: reply.body ? headers : withoutType(headers), body };
}

function takeFault(
  context: SandboxContext,
  endpoint: WechatEndpoint,
  call: Omit<WechatCall, 'fault'>,
): Fault | null {
  if (!endpoint.target) return null;
  const named = call.body.out_trade_no ?? call.params.out_trade_no;
  const byId = call.params.transaction_id ?? call.body.transaction_id;
  const found =
    typeof byId === 'string' ? context.books.findTradeByTransactionId('wechat', byId)?.outTradeNo : null;
  const refund =
    call.params.out_refund_no && context.books.findRefund('wechat', call.params.out_refund_no, null);
  const outTradeNo = typeof named === 'string' ? named : (found ?? (refund ? refund.outTradeNo : null));
  return context.faults.take({ channel: 'wechat', target: endpoint.target, outTradeNo });
}

function plainHeaders(): Record<string, string> {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Request-ID': `08${randomBytes(8).toString('hex').toUpperCase()}-0`,
    'Cache-Control': 'no-cache, must-revalidate',
  };
}

function withoutType(headers: Record<string, string>): Record<string, string> {
  const { 'Content-Type': _none, ...rest } = headers;
  return rest;
}
