import { generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Call, Trouble } from '../world';
import type { Dialect, FakeAnswer, FakeOrder, FakeRequest } from './fake-channel';
import { newOrder } from './wechat-dialect';

export const alipayKeys = {
  app: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  alipay: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  appId: '2021000000000001',
  sellerId: '2088123456789012',
};

/** The environment of a gateway for the merchant of the fake; the keys come as bare base64, one of them PKCS#1. */
export function alipayEnvironment(url: string): Record<string, string> {
  return {
    ALIPAY_GATEWAY_URL: `${url}/gateway.do`,
    ALIPAY_APP_ID: alipayKeys.appId,
    ALIPAY_SELLER_ID: alipayKeys.sellerId,
    ALIPAY_PRIVATE_KEY: alipayKeys.app.privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
    ALIPAY_PUBLIC_KEY: alipayKeys.alipay.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

const textOf = (parameters: Iterable<[string, string]>): string =>
  [...parameters]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/** The parameters of a notification with their signature, as a form. `algorithm` is for those who cheat. */
export function alipayNotification(
  parameters: Record<string, string>,
  { algorithm = 'RSA-SHA256', signEmpty = false, key = alipayKeys.alipay.privateKey } = {},
): string {
  const common = {
    charset: 'utf-8',
    version: '1.0',
    app_id: alipayKeys.appId,
    seller_id: alipayKeys.sellerId,
  };
  const all = { ...common, ...parameters };
  const signed = Object.entries(all).filter(([name, value]) => name !== 'sign_type' && (signEmpty || value));
  const signature = sign(algorithm, Buffer.from(textOf(signed)), key).toString('base64');
  return new URLSearchParams({ sign_type: 'RSA2', ...all, sign: signature }).toString();
}

/** The Alipay gateway, as much as the port needs, written from the documents. */
export class AlipayDialect implements Dialect {
  readonly orders = new Map<string, FakeOrder>();
  readonly #scanned = new Set<string>();
  /** What the bill calls answer: a sub_code, or a file. */
  bill: { code: string } | { file: Buffer } = { code: 'isp.BILL_NOT_EXIST' };
  billOrigin = 'http://dwbillcenter.alipay.com';
  expiredAddresses = 0;
  /** The sub_code that every call is refused with. */
  refusal: string | null = null;
  /** The next gateway error: unsigned, as the real ones are. */
  gatewayError: { code: string; sub_code: string } | null = null;

  callOf({ target }: FakeRequest): Call | null {
    const method = new URL(target, 'http://a').searchParams.get('method') ?? '';
    const calls: Record<string, Call> = {
      'alipay.trade.precreate': 'create',
      'alipay.trade.query': 'query',
      'alipay.trade.close': 'close',
      'alipay.trade.refund': 'refund',
    };
    return calls[method] ?? null;
  }

  answer(request: FakeRequest, trouble: Trouble | null): FakeAnswer {
    const url = new URL(request.target, 'http://a');
    if (url.pathname !== '/gateway.do') return this.#download();
    const method = url.searchParams.get('method')!;
    const name = `${method.replaceAll('.', '_')}_response`;
    const unsigned = (node: object): FakeAnswer => ({ status: 200, body: JSON.stringify({ [name]: node }) });
    const { gatewayError } = this;
    this.gatewayError = null;
    if (gatewayError) return unsigned(gatewayError);
    if (!isSigned(url, request)) return unsigned({ code: '40002', sub_code: 'isv.invalid-signature' });
    if (trouble === 'rate_limited') return unsigned({ code: '40005', sub_code: 'isv.app-call-limited' });
    const content = JSON.parse(new URLSearchParams(request.body).get('biz_content')!);
    const node =
      trouble === 'error_before'
        ? { code: '20000', sub_code: 'isp.unknow-error' }
        : this.#perform(method, content, url.searchParams.get('notify_url') ?? '');
    // As the real gateway does: slashes are escaped, and the signature is over the escaped text.
    const text = JSON.stringify(node).replaceAll('/', '\\/');
    if (trouble === 'unsigned') return { status: 200, body: `{"${name}":${text}}` };
    const signed = trouble === 'bad_signature' ? `${text} ` : text;
    const signature = sign('RSA-SHA256', Buffer.from(signed), alipayKeys.alipay.privateKey).toString(
      'base64',
    );
    return { status: 200, body: `{"${name}":${text},"sign":"${signature}"}` };
  }

  /** The payment notification as a form. */
  pay(outTradeNo: string): string {
    const order = this.orders.get(outTradeNo)!;
    this.#scanned.add(outTradeNo);
    order.state = 'paid';
    return alipayNotification({
      notify_id: `n${outTradeNo}`,
      notify_type: 'trade_status_sync',
      notify_time: '2026-11-23 10:34:57',
      out_trade_no: outTradeNo,
      trade_no: order.transactionId,
      trade_status: 'TRADE_SUCCESS',
      total_amount: yuan(order.amountFen),
      gmt_payment: '2026-11-23 10:34:56',
    });
  }

  #perform(method: string, content: Record<string, string>, notifyUrl: string): object {
    if (this.refusal) return refusal(this.refusal);
    const out_trade_no = content.out_trade_no ?? '';
    const order = this.orders.get(out_trade_no);
    const done = (fields: object) => ({ code: '10000', msg: 'Success', out_trade_no, ...fields });
    if (method === 'alipay.data.dataservice.bill.downloadurl.query') return this.#announceBill();
    if (method === 'alipay.trade.precreate') {
      if (order?.state === 'paid') return refusal('ACQ.TRADE_HAS_SUCCESS');
      this.orders.set(out_trade_no, newOrder(fen(content.total_amount!), notifyUrl));
      return done({ qr_code: `https://qr.alipay.com/${out_trade_no}` });
    }
    if (!order || !this.#scanned.has(out_trade_no)) return refusal('ACQ.TRADE_NOT_EXIST');
    switch (method) {
      case 'alipay.trade.query':
        return done({
          trade_no: order.transactionId,
          trade_status: 'TRADE_SUCCESS',
          total_amount: yuan(order.amountFen),
          send_pay_date: '2026-11-23 10:34:56',
        });
      case 'alipay.trade.close':
        return refusal('ACQ.REASON_TRADE_STATUS_INVALID');
      case 'alipay.trade.refund':
        return this.#refund(order, content, done);
      default: {
        const out_request_no = content.out_request_no ?? '';
        return done(
          order.refunds.has(out_request_no) ? { out_request_no, refund_status: 'REFUND_SUCCESS' } : {},
        );
      }
    }
  }

  #refund(order: FakeOrder, content: Record<string, string>, done: (fields: object) => object): object {
    const isAgain = order.refunds.has(content.out_request_no!);
    if (fen(content.refund_amount!) > order.amountFen) return refusal('ACQ.REASON_TRADE_REFUND_FEE_ERR');
    order.refunds.set(content.out_request_no!, fen(content.refund_amount!));
    const total = [...order.refunds.values()].reduce((sum, amount) => sum + amount, 0);
    return done({ trade_no: order.transactionId, fund_change: isAgain ? 'N' : 'Y', refund_fee: yuan(total) });
  }

  #announceBill(): object {
    if ('code' in this.bill) return refusal(this.bill.code);
    const bill_download_url = `${this.billOrigin}/downloadBillFile.resource?token=abc`;
    return { code: '10000', msg: 'Success', bill_download_url };
  }

  #download(): FakeAnswer {
    if ('code' in this.bill || this.expiredAddresses-- > 0)
      return { status: 200, body: '<html>expired</html>' };
    return { status: 200, body: this.bill.file };
  }
}

/** Whether the request carries the application's signature, in Beijing time, with the content in the form only. */
function isSigned(url: URL, request: FakeRequest): boolean {
  const signature = url.searchParams.get('sign') ?? '';
  const parameters = new Map([...url.searchParams, ...new URLSearchParams(request.body)]);
  parameters.delete('sign');
  if (url.searchParams.has('biz_content') || parameters.get('sign_type') !== 'RSA2') return false;
  const sentAt = Date.parse(`${parameters.get('timestamp')?.replace(' ', 'T')}+08:00`);
  if (!(Math.abs(Date.now() - sentAt) < 60_000)) return false;
  const signed = Buffer.from(textOf(parameters));
  return verify('RSA-SHA256', signed, alipayKeys.app.publicKey, Buffer.from(signature, 'base64'));
}

const refusal = (sub_code: string): object => ({ code: '40004', msg: 'Business Failed', sub_code });
const yuan = (amountFen: number): string =>
  `${Math.trunc(amountFen / 100)}.${String(amountFen % 100).padStart(2, '0')}`;
const fen = (text: string): number => Number(text.replace('.', ''));
