import { WechatRefusal } from './refusal';

type Body = Readonly<Record<string, unknown>>;

/** The words WeChat Pay uses for the fields in its error messages. */
const LABELS: Readonly<Record<string, string>> = {
  '/body/appid': '应用ID',
  '/body/mchid': '商户号',
  '/body/description': '商品描述',
  '/body/out_trade_no': '商户订单号',
  '/body/transaction_id': '微信支付订单号',
  '/body/out_refund_no': '商户退款单号',
  '/body/notify_url': '通知地址',
  '/body/attach': '附加数据',
  '/body/time_expire': '交易结束时间',
  '/body/amount': '订单金额',
  '/body/amount/total': '总金额',
  '/body/amount/refund': '退款金额',
  '/body/amount/currency': '货币类型',
};

/** @throws WechatRefusal PARAM_ERROR for what is no JSON object, holds a null, or a character beyond 3 bytes */
export function readJsonBody(raw: Buffer): Body {
  let value: unknown;
  const text = raw.toString('utf8');
  try {
    value = JSON.parse(text);
  } catch {
    throw paramError('/body', text.slice(0, 40), '请求参数不是合法的JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw paramError('/body', null, '请求参数须为JSON对象');
  }
  if (/[\u{10000}-\u{10FFFF}]/u.test(text))
    throw paramError('/body', null, '请求参数含有不支持的字符，仅支持3字节以内的UTF-8字符');
  refuseNull(value, '/body');
  return value as Body;
}

/** A text that must be there. */
export function requiredText(body: Body, field: string, rule: { max: number; pattern?: RegExp }): string {
  const text = optionalText(body, field, rule);
  if (text === null || text === '') throw paramError(`/body/${field}`, text, '必填项缺失');
  return text;
}

/** @throws WechatRefusal PARAM_ERROR when it breaks the rule; lengths are in characters */
export function optionalText(
  body: Body,
  field: string,
  rule: { max: number; pattern?: RegExp },
): string | null {
  const pointer = `/body/${field}`;
  const value = body[field];
  if (value === undefined) return null;
  if (typeof value !== 'string') throw paramError(pointer, value, '类型须为字符串');
  if ([...value].length > rule.max) throw paramError(pointer, value, `字符串长度大于最大值 ${rule.max}`);
  if (rule.pattern && !rule.pattern.test(value)) throw paramError(pointer, value, '格式不符合要求');
  return value;
}

/** @throws WechatRefusal PARAM_ERROR when it is absent or no object */
export function requiredObject(body: Body, field: string): Body {
  const value = body[field];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw paramError(`/body/${field}`, value ?? null, '必填项缺失');
  }
  return value as Body;
}

/** A whole number of fen, at least 1, as a field of `amount`. */
export function requiredFen(amount: Body, field: string): bigint {
  const pointer = `/body/amount/${field}`;
  const value = amount[field];
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw paramError(pointer, value ?? null, '类型须为整数');
  if (value < 1) throw paramError(pointer, value, '值低于最小值 1');
  return BigInt(value);
}

/** A refusal in WeChat Pay's own words. @param pointer such as '/body/amount/total' */
export function paramError(pointer: string, value: unknown, issue: string): WechatRefusal {
  const kind = typeof value === 'number' ? '数值' : '字符串';
  const message = `输入源“${pointer}”映射到${kind}字段“${LABELS[pointer] ?? pointer.split('/').at(-1)}”规则校验失败，${issue}`;
  return new WechatRefusal('PARAM_ERROR', message, {
    field: pointer,
    value: value ?? '',
    issue,
    location: 'body',
  });
}

function refuseNull(value: object, pointer: string): void {
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) throw paramError(`${pointer}/${key}`, '', '值不能为null');
    if (typeof inner === 'object') refuseNull(inner as object, `${pointer}/${key}`);
  }
}
