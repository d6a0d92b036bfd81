import express, { type Request, type RequestHandler, type Response } from 'express';
import { parseBeijingLocal } from '../../kernel/business-day';
import { type Answer, answerWithoutEffect, rawBodyOf, sendAnswer } from '../answers';
import type { Trade } from '../books';
import type { SandboxContext } from '../context';
import type { Fault, FaultTarget } from '../faults';
import { BusinessRefusal, GatewayRefusal, refusalNode } from './refusal';
import { signedText, signRsa2, spoilSignature, verifyRsa2 } from './signature';

/** A verified call of one method. */
export interface AlipayCall {
  biz: Readonly<Record<string, unknown>>;
  notifyUrl: string | null;
  at: Date;
  /** Where this server was reached, for links in answers. */
  baseUrl: string;
}

export interface AlipayMethod {
  target: Exclude<FaultTarget, 'notification' | 'statement' | 'download'>;
  /** @returns the fields of the response node beside code and msg */
  handle(call: AlipayCall): Record<string, unknown>;
}

// The documents give no number; its sister platform, TOP, allows ten minutes.
const TIMESTAMP_WINDOW_MS = 10 * 60_000;

/** POST /gateway.do: common parameters in the query or in the form, business parameters in `biz_content`. */
export function alipayGateway(
  context: SandboxContext,
  methods: ReadonlyMap<string, AlipayMethod>,
): RequestHandler[] {
  return [
    express.raw({ type: () => true, limit: '1mb' }),
    async (req, res) => {
      const params = readParams(req);
      const name = params.get('method') ?? '';
      let fault: Fault | null = null;
      try {
        verifyCall(context, params);
        const method = methods.get(name);
        if (!method) throw new GatewayRefusal('40002', 'isv.invalid-method', '不存在的方法名');
        const call = readCall(context, params, req);
        fault = context.faults.take({
          channel: 'alipay',
          target: method.target,
          outTradeNo: outTradeNoOf(context, call),
        });
        const answer = answerWithoutEffect(fault) ?? perform(context, { name, method, call, fault });
        await sendAnswer(answer, fault, res);
      } catch (error) {
        if (!(error instanceof GatewayRefusal)) throw error;
        await refuse(res, name, error);
      }
    },
  ];
}

/**
 * GET /gateway.do: a signed page for a browser. @param show draws the opened trade, with the way back
 */
export function alipayPage(
  context: SandboxContext,
  open: (call: AlipayCall) => Trade,
  show: (trade: Trade, returnUrl: string | null) => string,
): RequestHandler {
  return (req, res) => {
    const params = readParams(req);
    try {
      verifyCall(context, params);
      if (!/^alipay\.trade\.(wap|page)\.pay$/.test(params.get('method') ?? '')) {
        throw new GatewayRefusal('40002', 'isv.invalid-method', '不存在的方法名');
      }
      const trade = open(readCall(context, params, req));
      res.type('html').send(show(trade, params.get('return_url') ?? null));
    } catch (error) {
      if (!(error instanceof GatewayRefusal || error instanceof BusinessRefusal)) throw error;
      res.status(400).type('text/plain').send(error.message);
    }
  };
}

/** An answer around a node. The signature is over the very text of the node, whose slashes are escaped. */
function signedAnswer(
  context: SandboxContext,
  { name, fault }: Pick<Performance, 'name' | 'fault'>,
  node: object,
): Answer {
  const text = nodeText(node);
  const signature = signRsa2(text, context.keys.alipay.privateKey);
  const sign = fault?.kind === 'bad_signature' ? spoilSignature(signature) : signature;
  const tail = fault?.kind === 'unsigned' ? '' : `,"sign":"${sign}"`;
  return textAnswer(`{"${responseName(name)}":${text}${tail}}`);
}

interface Performance {
  name: string;
  method: AlipayMethod;
  call: AlipayCall;
  fault: Fault | null;
}

function perform(context: SandboxContext, { name, method, call, fault }: Performance): Answer {
  if (fault?.kind === 'rate_limited')
    throw new GatewayRefusal('40005', 'isv.app-call-limited', '应用调用次数超过限制');
  try {
    if (fault?.kind === 'error_before') throw unknownOutcome();
    const fields = method.handle(call);
    if (fault?.kind === 'error_after') throw unknownOutcome();
    return signedAnswer(context, { name, fault }, { code: '10000', msg: 'Success', ...fields });
  } catch (error) {
    if (!(error instanceof BusinessRefusal)) throw error;
    return signedAnswer(context, { name, fault }, refusalNode(error));
  }
}

async function refuse(res: Response, name: string, refusal: GatewayRefusal): Promise<void> {
  const node = nodeText(refusalNode(refusal));
  await sendAnswer(textAnswer(`{"${name ? responseName(name) : 'error_response'}":${node}}`), null, res);
}

function verifyCall(context: SandboxContext, params: ReadonlyMap<string, string>): void {
  const { identity, app } = context.keys;
  const need = (key: string, subCode: string): string => {
    const value = params.get(key);
    if (!value) throw new GatewayRefusal('40001', subCode, `缺少${key}参数`);
    return value;
  };
  need('method', 'isv.missing-method');
  if (need('app_id', 'isv.missing-app-id') !== identity.alipayAppId) {
    throw new GatewayRefusal('40002', 'isv.invalid-app-id', '无效的AppID参数');
  }
  const signature = need('sign', 'isv.missing-signature');
  if (need('sign_type', 'isv.missing-signature-type') !== 'RSA2') {
    throw new GatewayRefusal('40002', 'isv.invalid-signature-type', '无效的签名类型，须为RSA2');
  }
  requireFreshTimestamp(need('timestamp', 'isv.missing-timestamp'), context.clock.now());
  if (need('version', 'isv.missing-version') !== '1.0') throw invalidParameter('version参数无效');
  if (!/^utf-?8$/i.test(params.get('charset') ?? '')) {
    throw new GatewayRefusal('40002', 'isv.invalid-charset', '字符集错误');
  }
  if (!verifyRsa2(signedText(params, ['sign']), signature, app.publicKey)) {
    throw new GatewayRefusal(
      '40002',
      'isv.invalid-signature',
      '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配',
    );
  }
}

function requireFreshTimestamp(text: string, now: Date): void {
  try {
    const skewMs = Math.abs(parseBeijingLocal(text).getTime() - now.getTime());
    if (skewMs <= TIMESTAMP_WINDOW_MS) return;
  } catch {
    // Not a time at all is refused like a wrong one.
  }
  throw new GatewayRefusal('40002', 'isv.invalid-timestamp', '非法的时间戳参数');
}

function readCall(context: SandboxContext, params: ReadonlyMap<string, string>, req: Request): AlipayCall {
  return {
    biz: readBizContent(params.get('biz_content') ?? '{}'),
    notifyUrl: params.get('notify_url') || null,
    at: context.clock.now(),
    baseUrl: `${req.protocol}://${req.get('host') ?? 'localhost'}`,
  };
}

function readBizContent(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through to the refusal below.
  }
  throw invalidParameter('biz_content不是合法的JSON');
}

function outTradeNoOf(context: SandboxContext, { biz }: AlipayCall): string | null {
  if (typeof biz.out_trade_no === 'string') return biz.out_trade_no;
  const byId =
    typeof biz.trade_no === 'string' ? context.books.findTradeByTransactionId('alipay', biz.trade_no) : null;
  return byId?.outTradeNo ?? null;
}

/** Query first, form second: a parameter in both counts once, as in the form. */
function readParams(req: Request): Map<string, string> {
  const query = new URL(req.originalUrl, 'http://sandbox').searchParams;
  const form = new URLSearchParams(req.method === 'POST' ? rawBodyOf(req).toString('utf8') : '');
  return new Map([...query, ...form]);
}

function textAnswer(text: string): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html;charset=utf-8' },
    body: Buffer.from(text, 'utf8'),
  };
}

const nodeText = (node: object): string => JSON.stringify(node).replaceAll('/', '\\/');
const responseName = (method: string): string =>
  `${method.replace(/[^\w.]/g, '').replaceAll('.', '_')}_response`;
const invalidParameter = (message: string): GatewayRefusal =>
  new GatewayRefusal('40002', 'isv.invalid-parameter', message);
const unknownOutcome = (): BusinessRefusal => new BusinessRefusal('aop.unknow-error', '系统繁忙', '20000');
