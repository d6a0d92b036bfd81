import { generateKeyPairSync } from 'node:crypto';
import { Secret } from '../../../src/kernel/secret';
import type { RawNotification } from '../../../src/providers/provider';
import { readWechatNotification } from '../../../src/providers/wechat/wechat.notification';
import { wechatKeys, wechatResource, wechatSignature } from '../../contract/providers/fakes/wechat-dialect';

const receivedAt = new Date('2026-11-24T02:00:00Z');
const keys = new Map([[wechatKeys.serial, wechatKeys.platform.publicKey]]);
const merchant = { mchId: wechatKeys.mchId, appId: wechatKeys.appId };
const secrets = { keys, apiV3Key: new Secret(wechatKeys.apiV3Key), merchant };

const payment = {
  mchid: wechatKeys.mchId,
  appid: wechatKeys.appId,
  out_trade_no: 'pay_0001',
  transaction_id: '4200002026112300000000000001',
  trade_state: 'SUCCESS',
  success_time: '2026-11-23T23:59:59+08:00',
  amount: { total: 20_000, payer_total: 19_000, currency: 'CNY', payer_currency: 'CNY' },
};
const refund = {
  mchid: wechatKeys.mchId,
  out_trade_no: 'pay_0001',
  transaction_id: '4200002026112300000000000001',
  out_refund_no: 'ref_0001',
  refund_id: '50302709992026112300000000001',
  refund_status: 'SUCCESS',
  success_time: '2026-11-24T09:59:00+08:00',
  amount: { total: 20_000, refund: 5_000, payer_total: 20_000, payer_refund: 5_000 },
};

function envelopeOf(content: object, more: object = {}): string {
  return JSON.stringify({
    id: 'EV-1',
    create_time: '2026-11-24T10:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    resource: wechatResource(content),
    ...more,
  });
}

function signed(body: string): RawNotification {
  return { headers: wechatSignature(body, receivedAt), body: Buffer.from(body), receivedAt };
}

const factsOf = (content: object, more?: object) =>
  readWechatNotification(signed(envelopeOf(content, more)), secrets).facts;
const detailsOf = (raw: RawNotification): unknown => {
  try {
    return readWechatNotification(raw, secrets);
  } catch (error) {
    return (error as { details: unknown }).details;
  }
};

describe('a notification of WeChat Pay', () => {
  test('of a payment states what was paid, not what the payer paid after coupons', () => {
    expect(readWechatNotification(signed(envelopeOf(payment)), secrets)).toEqual({
      id: 'EV-1',
      facts: [
        {
          kind: 'payment_succeeded',
          transactionId: '4200002026112300000000000001',
          outTradeNo: 'pay_0001',
          amountFen: 20_000n,
          currency: 'CNY',
          occurredAt: new Date('2026-11-23T15:59:59Z'),
        },
      ],
    });
  });

  test('in another currency is a fact all the same', () => {
    expect(factsOf({ ...payment, amount: { total: 1, currency: 'USD' } })).toMatchObject([
      { currency: 'USD' },
    ]);
  });

  test.each([
    ['REFUND.SUCCESS', 'SUCCESS', 'refund_succeeded'],
    ['REFUND.CLOSED', 'CLOSED', 'refund_closed'],
    ['REFUND.ABNORMAL', 'ABNORMAL', 'refund_abnormal'],
  ])('of the event %s is a refund in the state %s', (event_type, refund_status, kind) => {
    expect(factsOf({ ...refund, refund_status }, { event_type })).toEqual([
      {
        kind,
        transactionId: '50302709992026112300000000001',
        outTradeNo: 'pay_0001',
        outRefundNo: 'ref_0001',
        amountFen: 5_000n,
        currency: 'CNY',
        occurredAt: new Date('2026-11-24T01:59:00Z'),
      },
    ]);
  });

  test('of a refund without a time takes that of the message', () => {
    const facts = factsOf({ ...refund, success_time: undefined }, { event_type: 'REFUND.SUCCESS' });
    expect(facts).toMatchObject([{ occurredAt: receivedAt }]);
  });

  test('that comes again says the same again', () => {
    const raw = signed(envelopeOf(payment));
    expect(readWechatNotification(raw, secrets)).toEqual(readWechatNotification(raw, secrets));
  });

  test('is believed under the old certificate and the new key in the same hour, under a removed key no more', () => {
    const old = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const body = envelopeOf(payment);
    const headers = { ...wechatSignature(body, receivedAt, old.privateKey), 'wechatpay-serial': '77CERT' };
    const raw = { headers, body: Buffer.from(body), receivedAt };
    const both = { ...secrets, keys: new Map([...keys, ['77CERT', old.publicKey]]) };
    expect(readWechatNotification(raw, both).facts).toHaveLength(1);
    expect(readWechatNotification(signed(body), both).facts).toHaveLength(1);
    expect(detailsOf(raw)).toEqual({ reason: 'serial' });
  });
});

describe('a notification that nobody could have signed', () => {
  const body = envelopeOf(payment);
  const genuine = wechatSignature(body, receivedAt);

  test.each([
    ['is forged', { ...genuine, 'wechatpay-signature': 'Zm9yZ2Vk' }, 'signature'],
    ['is a signature test', { ...genuine, 'wechatpay-signature': 'WECHATPAY/SIGNTEST/xyz' }, 'signature'],
    ['names an unknown key', { ...genuine, 'wechatpay-serial': 'toString' }, 'serial'],
    ['is six minutes old', wechatSignature(body, new Date(receivedAt.getTime() - 360_000)), 'stale'],
    ['is six minutes early', wechatSignature(body, new Date(receivedAt.getTime() + 360_000)), 'stale'],
    ['has no headers', {}, 'signature'],
  ])('%s, is refused without an alarm', (_what, headers, reason) => {
    expect(detailsOf({ headers, body: Buffer.from(body), receivedAt })).toEqual({ reason });
  });

  test('is in the old XML form, is refused', () => {
    const xml = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml>&x;</xml>';
    expect(detailsOf({ headers: {}, body: Buffer.from(xml), receivedAt })).toEqual({ reason: 'signature' });
  });
});

describe('a notification that is signed, but not right, is refused with an alarm', () => {
  test.each([
    ['not JSON', '<xml/>', 'form'],
    ['not an object', '7', 'form'],
    ['without a resource', JSON.stringify({ id: 'EV-1' }), 'form'],
    [
      'under another APIv3 key',
      envelopeOf(payment, { resource: wechatResource(payment, '0'.repeat(32)) }),
      'decrypt',
    ],
    [
      'with another context',
      envelopeOf(payment, { resource: { ...wechatResource(payment), associated_data: 'x' } }),
      'decrypt',
    ],
    ['an unknown event', envelopeOf(refund, { event_type: 'COUPON.USE' }), 'form'],
    ['of another merchant', envelopeOf({ ...payment, mchid: '1900000001' }), 'merchant'],
    ['of another app', envelopeOf({ ...payment, appid: 'wx0000000000000000' }), 'merchant'],
    ['of a sub-merchant', envelopeOf({ ...payment, sub_mchid: '1900000002' }), 'merchant'],
    [
      'a refund of another merchant',
      envelopeOf({ ...refund, mchid: '1' }, { event_type: 'REFUND.SUCCESS' }),
      'merchant',
    ],
    [
      'a refund event about another state',
      envelopeOf({ ...refund, refund_status: 'CLOSED' }, { event_type: 'REFUND.SUCCESS' }),
      'form',
    ],
    ['a payment that is not paid', envelopeOf({ ...payment, trade_state: 'NOTPAY' }), 'form'],
    [
      'a refund above the payment',
      envelopeOf({ ...refund, amount: { total: 1, refund: 2 } }, { event_type: 'REFUND.SUCCESS' }),
      'form',
    ],
  ])('%s', (_what, body, reason) => {
    expect(detailsOf(signed(body))).toEqual({ reason, alarm: true });
  });

  test.each([0, -1, 1.5, '20000', '1e2', null, 2 ** 53, undefined])('an amount of %p', (total) => {
    const body = envelopeOf({ ...payment, amount: { total, currency: 'CNY' } });
    expect(detailsOf(signed(body))).toEqual({ reason: 'form', alarm: true });
  });
});
