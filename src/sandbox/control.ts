import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { businessDayOf, formatBeijing, isBusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Channel, Refund, Trade } from './books';
import type { SandboxContext } from './context';
import type { Fault } from './faults';
import { listKnownFaults } from './fault-names';
import type { Delivery } from './notifier';
import { registerControlRouter } from './register/control';
import { type PayOptions, WalletRefusal } from './wallet';

type Body = Readonly<Record<string, unknown>>;

/**
 * The control API under /sandbox: JSON, no authentication, amounts in fen. It is the payer's phone, the channel's
 * back office, and the source of all trouble.
 */
export function controlRouter(context: SandboxContext, reset: () => void): Router {
  const router = express.Router();
  router.use(express.json());
  router.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  moneyRoutes(router, context);
  router.get('/books', (req, res) => void res.json(booksOf(context, req)));
  router.get('/deliveries', (req, res) => void res.json({ data: deliveriesOf(context, req) }));
  router.post('/replay', async (req, res) => {
    const delivery = await context.notifier.replay(textOf(bodyOf(req), 'delivery_id'));
    if (!delivery) throw new WalletRefusal(404, 'UNKNOWN_DELIVERY', 'no such delivery, or nothing was sent');
    res.json(deliveryJson(delivery));
  });
  router.get('/faults/kinds', (_req, res) => void res.json({ data: listKnownFaults() }));
  router.get('/faults', (_req, res) => void res.json({ data: context.faults.list().map(faultJson) }));
  router.post('/faults', (req, res) => void res.status(201).json(faultJson(context.faults.add(bodyOf(req)))));
  router.delete('/faults', (_req, res) => {
    context.faults.clear();
    res.status(204).end();
  });
  router.delete('/faults/:id', (req, res) => {
    context.faults.remove(req.params.id);
    res.status(204).end();
  });
  router.use('/register', registerControlRouter(context.register));
  router.post('/reset', (_req, res) => {
    reset();
    res.status(204).end();
  });
  router.use(refuse);
  return router;
}

function moneyRoutes(router: Router, context: SandboxContext): void {
  router.get('/trades', (req, res) => {
    const channel = optionalChannel(req.query.channel);
    const { out_trade_no: outTradeNo } = req.query;
    const found = context.books
      .trades(channel)
      .filter((trade) => !outTradeNo || trade.outTradeNo === outTradeNo);
    res.json({ data: found.map((trade) => tradeJson(context, trade)) });
  });
  router.post('/scan', (req, res) => {
    res.json(tradeJson(context, context.wallet.scan(textOf(bodyOf(req), 'content'))));
  });
  router.post('/pay', (req, res) => {
    const body = bodyOf(req);
    res.json(tradeJson(context, context.wallet.pay(tradeOf(context, body), payOptions(body))));
  });
  router.post('/refund', (req, res) => {
    const body = bodyOf(req);
    res.status(201).json(refundJson(channelRefund(context, tradeOf(context, body), body)));
  });
}

/** What a payment looks like on the control API. */
function tradeJson(context: SandboxContext, trade: Trade): Record<string, unknown> {
  return {
    channel: trade.channel,
    out_trade_no: trade.outTradeNo,
    transaction_id: trade.transactionId,
    status: trade.status,
    amount: Number(trade.amountFen),
    ordered_amount: Number(trade.orderedFen),
    refunded_amount: Number(context.books.refundedFen(trade)),
    fee: Number(trade.feeFen),
    subject: trade.subject,
    attach: trade.attach,
    notify_url: trade.notifyUrl,
    trade_type: trade.tradeType,
    code: context.books.codesOf(trade).findLast((code) => !code.isVoid)?.content ?? null,
    created_at: formatBeijing(trade.createdAt),
    expires_at: timeOrNull(trade.expiresAt),
    paid_at: timeOrNull(trade.paidAt),
    closed_at: timeOrNull(trade.closedAt),
  };
}

function refundJson(refund: Refund): Record<string, unknown> {
  return {
    channel: refund.channel,
    out_trade_no: refund.outTradeNo,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    status: refund.status,
    amount: Number(refund.amountFen),
    fee: Number(refund.feeFen),
    accepted_at: formatBeijing(refund.acceptedAt),
    succeeded_at: timeOrNull(refund.succeededAt),
  };
}

/** A refund made in the channel's own back office: the merchant's system learns of it by notification only. */
function channelRefund(context: SandboxContext, trade: Trade, body: Body): Refund {
  const amountFen = fenOf(body, 'amount') ?? trade.amountFen;
  const leftFen = trade.amountFen - context.books.refundedFen(trade);
  if (trade.status !== 'paid') throw new WalletRefusal(409, 'NOT_PAID', 'only a paid trade can be refunded');
  if (amountFen > leftFen)
    throw new WalletRefusal(409, 'TOO_MUCH', `at most ${leftFen} fen are left to refund`);
  const made = context.books.refundsOf(trade).length + 1;
  const outRefundNo =
    body.out_refund_no === undefined ? `channel_${trade.outTradeNo}_${made}` : textOf(body, 'out_refund_no');
  return context.wallet.refund({
    trade,
    outRefundNo,
    amountFen,
    notifyUrl: trade.notifyUrl,
    outcome: 'success',
  });
}

function booksOf(context: SandboxContext, req: Request): Record<string, unknown> {
  const day = String(req.query.business_day ?? businessDayOf(context.clock.now()));
  if (!isBusinessDay(day)) throw new RangeError('business_day: YYYY-MM-DD');
  const channel = optionalChannel(req.query.channel);
  const data = (channel ? [channel] : (['wechat', 'alipay'] as const)).map((each) => {
    const { payments, refunds } = context.books.day(each, day);
    const sum = (amounts: readonly Fen[]): number => Number(amounts.reduce((total, fen) => total + fen, 0n));
    return {
      channel: each,
      business_day: day,
      payments: payments.map((trade) => tradeJson(context, trade)),
      refunds: refunds.map(refundJson),
      totals: {
        paid: sum(payments.map((trade) => trade.amountFen)),
        refunded: sum(refunds.map((refund) => refund.amountFen)),
        fee: sum(payments.map((trade) => trade.feeFen)),
        fee_returned: sum(refunds.map((refund) => refund.feeFen)),
      },
    };
  });
  return { data };
}

function deliveriesOf(context: SandboxContext, req: Request): Record<string, unknown>[] {
  const { channel, out_trade_no: outTradeNo } = req.query;
  const isWanted = (delivery: Delivery): boolean =>
    (!channel || delivery.channel === channel) && (!outTradeNo || delivery.outTradeNo === outTradeNo);
  return context.notifier.deliveries().filter(isWanted).map(deliveryJson);
}

function deliveryJson(delivery: Delivery): Record<string, unknown> {
  return {
    id: delivery.id,
    notification_id: delivery.notificationId,
    channel: delivery.channel,
    event: delivery.event,
    out_trade_no: delivery.outTradeNo,
    out_refund_no: delivery.outRefundNo,
    url: delivery.url,
    try: delivery.tryNo,
    fault: delivery.fault,
    sent_at: formatBeijing(delivery.sentAt),
    took_ms: delivery.tookMs,
    request: delivery.message,
    status: delivery.status,
    body: delivery.body,
    error: delivery.error,
  };
}

function faultJson(fault: Fault): Record<string, unknown> {
  return { ...fault.settings, id: fault.id, times: fault.timesLeft };
}

function tradeOf(context: SandboxContext, body: Body): Trade {
  if (body.content !== undefined) return context.wallet.scan(textOf(body, 'content'));
  const channel = optionalChannel(body.channel);
  const trade = channel && context.wallet.find(channel, textOf(body, 'out_trade_no'));
  if (!trade)
    throw new WalletRefusal(404, 'UNKNOWN_TRADE', 'no such trade: give content, or channel and out_trade_no');
  return trade;
}

function payOptions(body: Body): PayOptions {
  const amountFen = fenOf(body, 'amount');
  const at = body.at === undefined ? undefined : new Date(textOf(body, 'at'));
  if (at && Number.isNaN(at.getTime())) throw new RangeError('at: a time in RFC 3339');
  return {
    ...(amountFen === undefined ? {} : { amountFen }),
    ...(at ? { at } : {}),
    force: body.force === true,
  };
}

function fenOf(body: Body, name: string): Fen | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name}: a whole number of fen from 1`);
  }
  return BigInt(value);
}

function textOf(body: Body, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value) return value;
  throw new RangeError(`${name}: a text`);
}

function optionalChannel(value: unknown): Channel | undefined {
  if (value === undefined || value === '') return undefined;
  if (value === 'wechat' || value === 'alipay') return value;
  throw new RangeError('channel: wechat or alipay');
}

const bodyOf = (req: Request): Body =>
  typeof req.body === 'object' && req.body !== null ? (req.body as Body) : {};
const timeOrNull = (at: Date | null): string | null => at && formatBeijing(at);

function refuse(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (error instanceof WalletRefusal)
    res.status(error.status).json({ code: error.code, message: error.message });
  else if (error instanceof RangeError) res.status(400).json({ code: 'INVALID', message: error.message });
  else if (error instanceof SyntaxError)
    res.status(400).json({ code: 'INVALID', message: 'the body is no JSON' });
  else next(error);
}
