import { z } from 'zod';
import { formatBeijingLocal, parseBeijingLocal } from '../../kernel/business-day';
import type { Clock } from '../../kernel/clock';
import { type Fen, formatYuan, parseYuan } from '../../kernel/money';
import type {
  ChannelFact,
  ChannelOrder,
  CloseOrderResult,
  CreateOrderRequest,
  CreateOrderResult,
  OrderReference,
  Scene,
} from '../provider';
import { requireSafeId } from '../transport';
import type { AlipayClient, AlipayContent } from './alipay.client';

const codeSchema = z.object({ out_trade_no: z.string(), qr_code: z.string().min(1).max(1024) });
const stateSchema = z.object({ out_trade_no: z.string(), trade_status: z.string() });
const paidSchema = z.object({
  out_trade_no: z.string(),
  trade_no: z.string().min(1).max(64),
  total_amount: z.string(),
  trans_currency: z.string().min(1).default('CNY'),
  send_pay_date: z.string().optional(),
});

const PAID_OR_REFUNDED = new Set(['TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED']);

/** A trade that is paid, or that is closed already, cannot be closed: both have their answer in a query. */
const NOT_CLOSABLE = new Set([
  'ACQ.TRADE_STATUS_ERROR',
  'ACQ.REASON_TRADE_STATUS_INVALID',
  'ACQ.REASON_ILLEGAL_STATUS',
  'ACQ.TRADE_HAS_SUCCESS',
]);

/** The signed pages of Alipay: nothing is asked, the payer's browser opens the trade by going there. */
const PAGES: Readonly<Partial<Record<Scene, { method: string; productCode: string }>>> = {
  wap: { method: 'alipay.trade.wap.pay', productCode: 'QUICK_WAP_WAY' },
  page: { method: 'alipay.trade.page.pay', productCode: 'FAST_INSTANT_TRADE_PAY' },
};

/**
 * alipay.trade.precreate, wap.pay or page.pay. The trade comes into being when the payer scans the code or opens the
 * page.
 */
export async function createAlipayOrder(
  client: AlipayClient,
  request: CreateOrderRequest,
): Promise<CreateOrderResult> {
  requireSafeId('out_trade_no', request.outTradeNo);
  const { notifyUrl, returnUrl } = request;
  const order = {
    out_trade_no: request.outTradeNo,
    total_amount: formatYuan(request.amountFen),
    subject: subjectOf(request.description),
    time_expire: formatBeijingLocal(request.expiresAt),
  };
  const page = PAGES[request.scene];
  if (page) {
    const content = { ...order, product_code: page.productCode, quit_url: returnUrl };
    const url = client.pageAddress({ method: page.method, notifyUrl, returnUrl, content });
    return { kind: 'created', action: { type: 'redirect', content: url } };
  }
  const answer = await client.call({
    method: 'alipay.trade.precreate',
    effect: 'opens',
    notifyUrl,
    content: { ...order, product_code: 'QR_CODE_OFFLINE' },
  });
  if (answer.isDone) {
    const code = codeSchema.safeParse(answer.content);
    if (!code.success || code.data.out_trade_no !== request.outTradeNo) throw client.unfit('opens');
    return { kind: 'created', action: { type: 'qr_code', content: code.data.qr_code } };
  }
  if (answer.code === 'ACQ.TRADE_HAS_SUCCESS') return { kind: 'already-paid' };
  if (answer.code === 'ACQ.TRADE_HAS_CLOSE') return { kind: 'already-closed' };
  throw client.rejected(answer.code);
}

/** alipay.trade.query. Also not found while nobody has scanned the code. */
export async function queryAlipayOrder(
  client: AlipayClient,
  clock: Clock,
  order: OrderReference,
): Promise<ChannelOrder> {
  requireSafeId('out_trade_no', order.outTradeNo);
  const content = { out_trade_no: order.outTradeNo };
  const answer = await client.call({ method: 'alipay.trade.query', effect: 'reads', content });
  if (!answer.isDone) {
    if (answer.code === 'ACQ.TRADE_NOT_EXIST') return { status: 'not-found' };
    throw client.rejected(answer.code);
  }
  const state = stateSchema.safeParse(answer.content);
  if (!state.success || state.data.out_trade_no !== order.outTradeNo) throw client.unfit('reads');
  const status = state.data.trade_status;
  // A trade that was paid and then refunded in full is closed too, but has a time of payment.
  if (status === 'TRADE_CLOSED' && !answer.content.send_pay_date) return { status: 'closed' };
  if (!PAID_OR_REFUNDED.has(status)) return { status: 'pending' };
  return { status: 'succeeded', facts: [paymentFact(client, clock, answer.content)] };
}

/** alipay.trade.close. A trade that nobody has scanned is not found. */
export async function closeAlipayOrder(
  client: AlipayClient,
  order: OrderReference,
): Promise<CloseOrderResult> {
  requireSafeId('out_trade_no', order.outTradeNo);
  // Never alipay.trade.cancel: that refunds a trade that has been paid in the meantime.
  const content = { out_trade_no: order.outTradeNo };
  const answer = await client.call({ method: 'alipay.trade.close', effect: 'closes', content });
  if (answer.isDone) {
    if (answer.content.out_trade_no !== order.outTradeNo) throw client.unfit('closes');
    return 'closed';
  }
  if (answer.code === 'ACQ.TRADE_NOT_EXIST') return 'not-found';
  if (answer.code === 'ACQ.TRADE_HAS_CLOSE') return 'closed';
  if (NOT_CLOSABLE.has(answer.code)) return 'already-paid';
  throw client.rejected(answer.code);
}

function paymentFact(client: AlipayClient, clock: Clock, content: AlipayContent): ChannelFact {
  const paid = paidSchema.safeParse(content);
  const amountFen = paid.success ? findAmount(paid.data.total_amount) : null;
  if (!paid.success || amountFen === null) throw client.unfit('reads');
  return {
    kind: 'payment_succeeded',
    transactionId: paid.data.trade_no,
    outTradeNo: paid.data.out_trade_no,
    amountFen,
    currency: paid.data.trans_currency,
    occurredAt: timeOf(paid.data.send_pay_date) ?? clock.now(),
  };
}

function findAmount(text: string): Fen | null {
  try {
    const amountFen = parseYuan(text);
    return amountFen > 0n ? amountFen : null;
  } catch {
    return null;
  }
}

/** Money that is there is booked even where the channel leaves out when it came. */
function timeOf(text: string | undefined): Date | null {
  try {
    return text ? parseBeijingLocal(text) : null;
  } catch {
    return null;
  }
}

/** At most 256 characters; the signs that Alipay forbids, or that would break its daily file, are widened. */
function subjectOf(text: string): string {
  const wide = new Map([
    ['/', '／'],
    ['=', '＝'],
    ['&', '＆'],
    [',', '，'],
    ['"', '＂'],
  ]);
  const plain = text.replace(/[/=&,"]/g, (sign) => wide.get(sign) ?? ' ').replace(/\p{Cc}/gu, ' ');
  return [...plain].slice(0, 256).join('').trim() || '缴费';
}
