import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/kernel/clock';
import type { PayerIdentification } from '../../../src/providers/provider';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox';
import { createProvider } from './world';

const RETURN_URL = 'https://pay.example.gov.cn/pay/token/payer?channel=wechat&lang=zh-CN';

let sandbox: Sandbox;
let environment: Record<string, string>;
let url: string;
beforeAll(async () => {
  sandbox = await createSandbox({ clock: systemClock, timeScale: 1 });
  ({ url } = await sandbox.listen(0, '127.0.0.1'));
  environment = sandbox.environment(url);
});
afterAll(() => sandbox.close());

const identificationWith = (changes: Record<string, string>) => {
  const { provider, warnings, dispose } = createProvider('wechat', { ...environment, ...changes });
  dispose();
  return { identification: provider.identification, profile: provider.profile, warnings };
};

const codeFrom = async (identification: PayerIdentification, state = 'abc123') => {
  const reply = await fetch(identification.addressOf(RETURN_URL, state), { redirect: 'manual' });
  const back = new URL(reply.headers.get('location') ?? 'about:blank');
  return { back, code: back.searchParams.get('code') ?? '' };
};

test('the payer comes back to where he came from, with a code that tells once who he is', async () => {
  const { identification } = identificationWith({});
  const { back, code } = await codeFrom(identification!);
  expect(back.href.startsWith(RETURN_URL)).toBe(true);
  expect(back.searchParams.get('state')).toBe('abc123');
  expect(await identification!.readPayerId(code)).toMatch(/^[\w-]{10,64}$/);
  await expect(identification!.readPayerId(code)).rejects.toMatchObject({ kind: 'rejected' });
});

test('a code that was made up is refused', async () => {
  const { identification } = identificationWith({});
  await expect(identification!.readPayerId('made-up')).rejects.toMatchObject({ kind: 'rejected' });
});

test('the address is the documented one, in its order and with its fragment', () => {
  const { identification } = identificationWith({
    WECHAT_OAUTH_AUTHORIZE_URL: 'https://open.weixin.qq.com/connect/oauth2/authorize',
  });
  expect(identification!.addressOf('https://a.example/pay?x=1', 's1')).toBe(
    'https://open.weixin.qq.com/connect/oauth2/authorize' +
      `?appid=${environment.WECHAT_APP_ID}&redirect_uri=https%3A%2F%2Fa.example%2Fpay%3Fx%3D1` +
      '&response_type=code&scope=snsapi_base&state=s1#wechat_redirect',
  );
});

test('without the secret of the account a payer in the app keeps the QR code', () => {
  const { identification, profile } = identificationWith({ WECHAT_APP_SECRET: '' });
  expect(identification).toBeNull();
  expect(profile.ownApp.scene).toBe('qr');
});

test('a wrong secret is not the payer’s fault, and is told to the operator', async () => {
  const { identification, warnings } = identificationWith({ WECHAT_APP_SECRET: 'x'.repeat(32) });
  const { code } = await codeFrom(identification!);
  await expect(identification!.readPayerId(code)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(warnings.join()).toContain('check the secret');
});

describe('an answer that proves nothing names nobody', () => {
  let server: Server;
  let answer: { status: number; body: string | null };
  beforeAll((done) => {
    server = createServer((_request, response) => {
      if (answer.body === null) return;
      response.writeHead(answer.status, { 'content-type': 'text/plain' }).end(answer.body);
    }).listen(0, '127.0.0.1', () => done());
  });
  afterAll((done) => {
    server.closeAllConnections();
    server.close(() => done());
  });

  test.each<[string, number, string | null]>([
    ['busy', 200, '{"errcode":-1,"errmsg":"system error"}'],
    ['a page of something in between', 502, '<html>Bad Gateway</html>'],
    ['an openid that is none', 200, '{"openid":"a b<script>"}'],
    ['nothing', 200, ''],
    ['silence', 200, null],
  ])('%s', async (_name, status, body) => {
    answer = { status, body };
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { identification } = identificationWith({ WECHAT_OAUTH_BASE_URL: base });
    await expect(identification!.readPayerId('code')).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
