import { X509Certificate } from 'node:crypto';
import { listOf } from './json';
import { Stage } from './stage';
import type { Sealed } from './wechat-client';

const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const ORDER = '/v3/pay/transactions/native';

describe('who may call WeChat Pay', () => {
  const body = () => stage.wechat.orderBody('ORDER001', 20_000, stage.inbox.url);

  test('a signed order gets a QR code and an answer signed with the public key it asked for', async () => {
    const reply = await stage.wechat.call('POST', ORDER, { body: body() });
    expect(reply.status).toBe(200);
    expect(reply.json.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\/up\?pr=\w+&groupid=00$/);
    expect(reply.headers.get('wechatpay-serial')).toBe(stage.env.WECHAT_PUBLIC_KEY_ID);
    expect(reply.headers.get('request-id')).toBeTruthy();
    expect(stage.wechat.isAuthentic(reply.headers, reply.raw)).toBe(true);
  });

  test('an answer is signed with the platform certificate when the public key was not asked for', async () => {
    const reply = await stage.wechat.call('POST', ORDER, { body: body(), withoutSerial: true });
    const certificate = new X509Certificate(stage.env.WECHAT_PLATFORM_CERTIFICATES!);
    expect(reply.headers.get('wechatpay-serial')).toBe(certificate.serialNumber);
    expect(certificate.serialNumber).toMatch(/^[0-9A-F]{40}$/);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(stage.wechat.isAuthentic(reply.headers, reply.raw)).toBe(true);
  });

  test('the certificate list opens with the APIv3 key and holds the platform certificate', async () => {
    const reply = await stage.wechat.call('GET', '/v3/certificates');
    const [entry] = listOf(reply.json.data);
    const sealed = entry!.encrypt_certificate as unknown as Sealed;
    expect(sealed.associated_data).toBe('certificate');
    expect(stage.wechat.open(sealed)).toBe(stage.env.WECHAT_PLATFORM_CERTIFICATES);
  });

  test('a body changed after signing is refused, and the refusal is not signed', async () => {
    const authorization = stage.wechat.authorization('POST', ORDER, { body: JSON.stringify(body()) });
    const altered = { ...body(), amount: { total: 1, currency: 'CNY' } };
    const reply = await stage.wechat.call('POST', ORDER, { body: altered, authorization });
    expect(reply).toMatchObject({ status: 401, json: { code: 'SIGN_ERROR' } });
    expect(reply.headers.get('wechatpay-signature')).toBeNull();
  });

  test('the query string is part of what is signed', async () => {
    const authorization = stage.wechat.authorization('GET', '/v3/pay/transactions/out-trade-no/ORDER001', {
      body: '',
    });
    const target = `/v3/pay/transactions/out-trade-no/ORDER001?mchid=${stage.env.WECHAT_MCH_ID}`;
    expect(await stage.wechat.call('GET', target, { authorization })).toMatchObject({
      status: 401,
      json: { code: 'SIGN_ERROR' },
    });
  });

  test.each([-301, 301])(
    'a timestamp %d seconds off is refused before the signature is looked at',
    async (skew) => {
      const timestamp = Math.floor(Date.now() / 1_000) + skew + Math.sign(skew);
      const reply = await stage.wechat.call('POST', ORDER, { body: body(), timestamp });
      expect(reply.status).toBe(401);
      expect(reply.json.message).toContain('不得超过5分钟');
    },
  );

  test('a request without Authorization is refused in the words of its family', async () => {
    const order = await stage.wechat.call('POST', ORDER, { body: body(), authorization: 'Bearer x' });
    const certificates = await stage.wechat.call('GET', '/v3/certificates', { authorization: 'Bearer x' });
    expect(order).toMatchObject({
      status: 401,
      json: { code: 'SIGN_ERROR', message: '签名信息错误，验签失败' },
    });
    expect(certificates).toMatchObject({ status: 401, json: { code: 'SIGN_ERROR' } });
    expect(certificates.json.message).toContain('Authorization值格式错误');
  });

  test('a request without User-Agent is refused', async () => {
    const reply = await stage.wechat.call('GET', '/v3/certificates', { headers: { 'User-Agent': '' } });
    expect(reply).toMatchObject({
      status: 400,
      json: { code: 'INVALID_REQUEST', message: 'Http头缺少Accept或User-Agent' },
    });
  });

  test('an unknown path gets an empty 404, a known one with another method an empty 405', async () => {
    const unknown = await stage.wechat.call('GET', '/v3/nothing/here');
    const method = await stage.wechat.call('GET', ORDER);
    expect([unknown.status, unknown.raw.length]).toEqual([404, 0]);
    expect([method.status, method.raw.length]).toEqual([405, 0]);
  });
});

test('the API keys are of the form that WeChat Pay gives out', () => {
  expect(Buffer.byteLength(stage.env.WECHAT_API_V3_KEY!)).toBe(32);
  expect(stage.env.WECHAT_PUBLIC_KEY_ID).toMatch(/^PUB_KEY_ID_\d+$/);
  expect(stage.env.WECHAT_MCH_SERIAL_NO).toMatch(/^[0-9A-F]{40}$/);
});
