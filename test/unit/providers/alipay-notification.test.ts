import { generateKeyPairSync } from 'node:crypto';
import { readAlipayNotification } from '../../../src/providers/alipay/alipay.notification';
import { findRawNode } from '../../../src/providers/alipay/alipay.verify';
import { alipayKeys, alipayNotification } from '../../contract/providers/fakes/alipay-dialect';

const secrets = { key: alipayKeys.alipay.publicKey, appId: alipayKeys.appId, sellerId: alipayKeys.sellerId };

const paid = {
  notify_id: 'n1',
  notify_type: 'trade_status_sync',
  notify_time: '2026-11-24 10:00:00',
  out_trade_no: 'pay_0001',
  trade_no: '2026112322001400000000000001',
  trade_status: 'TRADE_SUCCESS',
  total_amount: '200.00',
  gmt_payment: '2026-11-23 23:59:59',
  subject: '罚款 100% a b+c',
};
const payment = {
  kind: 'payment_succeeded',
  transactionId: '2026112322001400000000000001',
  outTradeNo: 'pay_0001',
  amountFen: 20_000n,
  currency: 'CNY',
  occurredAt: new Date('2026-11-23T15:59:59Z'),
};
const refunded = { refund_fee: '50.00', gmt_refund: '2026-11-24 09:59:00.123', out_biz_no: 'ref_0001' };
const refund = {
  kind: 'refund_succeeded',
  transactionId: '2026112322001400000000000001:ref_0001',
  outTradeNo: 'pay_0001',
  outRefundNo: 'ref_0001',
  amountFen: 5_000n,
  isCumulative: true,
  currency: 'CNY',
  occurredAt: new Date('2026-11-24T01:59:00Z'),
};

const read = (body: string) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return readAlipayNotification({ headers, body: Buffer.from(body), receivedAt: new Date() }, secrets);
};
const detailsOf = (body: string): unknown => {
  try {
    return read(body);
  } catch (error) {
    return (error as { details: unknown }).details;
  }
};

describe('a notification of Alipay', () => {
  test.each(['TRADE_SUCCESS', 'TRADE_FINISHED'])('%s is a payment', (trade_status) => {
    expect(read(alipayNotification({ ...paid, trade_status }))).toEqual({ id: 'n1', facts: [payment] });
  });

  test('of a scan that is not paid yet states nothing', () => {
    expect(read(alipayNotification({ ...paid, trade_status: 'WAIT_BUYER_PAY' })).facts).toEqual([]);
  });

  test('of a partial refund states the payment and all that went back so far', () => {
    expect(read(alipayNotification({ ...paid, ...refunded })).facts).toEqual([payment, refund]);
  });

  test('of a trade closed by a full refund states that it was paid and refunded', () => {
    const full = { ...paid, ...refunded, refund_fee: '200.00', trade_status: 'TRADE_CLOSED' };
    expect(read(alipayNotification(full)).facts).toEqual([payment, { ...refund, amountFen: 20_000n }]);
  });

  test('of a full refund without a number takes the number of the order', () => {
    const { facts } = read(alipayNotification({ ...paid, ...refunded, out_biz_no: '' }));
    expect(facts[1]).toMatchObject({
      transactionId: '2026112322001400000000000001:pay_0001',
      outRefundNo: 'pay_0001',
    });
  });

  test('of a trade that nobody paid states that it is closed', () => {
    const closed = {
      ...paid,
      trade_status: 'TRADE_CLOSED',
      gmt_payment: '',
      gmt_close: '2026-11-24 09:00:00',
    };
    expect(read(alipayNotification(closed)).facts).toEqual([
      { ...payment, kind: 'payment_closed', amountFen: 0n, occurredAt: new Date('2026-11-24T01:00:00Z') },
    ]);
  });

  test('in another currency is a fact all the same', () => {
    expect(read(alipayNotification({ ...paid, trans_currency: 'USD' })).facts).toMatchObject([
      { currency: 'USD' },
    ]);
  });

  test.each([true, false])(
    'with empty values is believed, whether they are signed or not (%p)',
    (signEmpty) => {
      const body = alipayNotification({ ...paid, body: '', buyer_logon_id: '' }, { signEmpty });
      expect(read(body).facts).toEqual([payment]);
    },
  );

  test('in a form of another charset name is believed', () => {
    expect(read(alipayNotification({ ...paid, charset: 'UTF-8' })).facts).toHaveLength(1);
  });
});

describe('a notification that is not authentic is refused without an alarm', () => {
  const genuine = alipayNotification(paid);
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  test.each([
    ['another amount', genuine.replace('200.00', '900.00'), 'signature'],
    ['one more parameter', `${genuine}&refund_fee=1.00`, 'signature'],
    ['another key', alipayNotification(paid, { key: foreign }), 'signature'],
    ['no signature', genuine.replace(/&sign=.*/, ''), 'signature'],
    ['decoded twice', genuine.replace('a+b', 'a%2520b'), 'signature'],
    [
      'the weak algorithm',
      alipayNotification({ ...paid, sign_type: 'RSA' }, { algorithm: 'RSA-SHA1' }),
      'sign_type',
    ],
    [
      'the weak algorithm under the name of the strong one',
      alipayNotification(paid, { algorithm: 'RSA-SHA1' }),
      'signature',
    ],
    ['an unknown algorithm', alipayNotification({ ...paid, sign_type: 'evil' }), 'sign_type'],
    [
      'an algorithm called constructor',
      alipayNotification({ ...paid, sign_type: 'constructor' }),
      'sign_type',
    ],
    ['a list of algorithms', genuine.replace('sign_type=', 'sign_type%5B%5D='), 'sign_type'],
    ['two amounts', `${genuine}&total_amount=1.00`, 'form'],
    ['two algorithms', `${genuine}&sign_type=RSA2`, 'form'],
    ['another charset', alipayNotification({ ...paid, charset: 'GBK' }), 'form'],
    ['a broken escape', `${genuine}&body=%E0%A4%A`, 'signature'],
    ['XML', '<?xml version="1.0"?><a/>', 'sign_type'],
    ['nothing', '', 'sign_type'],
  ])('%s', (_what, body, reason) => {
    expect(detailsOf(body)).toEqual({ reason });
  });

  test.each(['__proto__', 'constructor', 'toString'])('a parameter called %s does no harm', (name) => {
    expect(read(alipayNotification({ ...paid, ...JSON.parse(`{"${name}":"x"}`) })).facts).toEqual([payment]);
  });
});

describe('a notification that is signed, but not right, is refused with an alarm', () => {
  test.each([
    ['another app', { app_id: '2021999999999999' }, 'merchant'],
    ['another seller', { seller_id: '2088999999999999' }, 'merchant'],
    ['no seller', { seller_id: '' }, 'merchant'],
    ['an unknown status', { trade_status: 'TRADE_PENDING' }, 'form'],
    ['no number of the trade', { trade_no: '' }, 'form'],
    ['no number of ours', { out_trade_no: '' }, 'form'],
    ['no id', { notify_id: '' }, 'form'],
    ['a time that does not exist', { gmt_payment: '2026-02-30 10:00:00' }, 'form'],
    ['a refund above the payment', { ...refunded, refund_fee: '200.01' }, 'form'],
    ['a refund of nothing', { ...refunded, refund_fee: '' }, 'form'],
  ])('%s', (_what, spoilt, reason) => {
    expect(detailsOf(alipayNotification({ ...paid, ...spoilt }))).toEqual({ reason, alarm: true });
  });

  test.each(['100', '100.0', '1e2', '0.00', '-1.00', '1,000.00', ' 1.00', '1.000', ''])(
    'an amount of %j',
    (total_amount) => {
      expect(detailsOf(alipayNotification({ ...paid, total_amount }))).toEqual({
        reason: 'form',
        alarm: true,
      });
    },
  );
});

describe('the signed text inside an answer of Alipay', () => {
  test.each([
    ['{"a_response":{"x":"\\/"},"sign":"s"}', '{"x":"\\/"}'],
    ['{"a_response": {"x":{"y":"}"}, "z":"\\"}"},"sign":"s"}', '{"x":{"y":"}"}, "z":"\\"}"}'],
    ['{"sign":"s","a_response":{}}', '{}'],
    ['{"a_response":{"x":1}', '{"x":1}'],
    ['{"a_response":{"x":1', null],
    ['{"a_response":"text","b":{}}', null],
    ['{"b_response":{}}', null],
  ])('of %s is %s', (text, node) => {
    expect(findRawNode(text, 'a_response')).toBe(node);
  });
});
