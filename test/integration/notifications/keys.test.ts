import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateway, type Gateway } from '../../support/gateway';
import { digits, Messages, send } from './messages';
import { Town } from './town';

let town: Town;
let messages: Messages;
beforeAll(async () => {
  [town, messages] = await Promise.all([Town.open(), Messages.load()]);
});
afterAll(() => town.close());

describe('a gateway with other settings', () => {
  const withGateway = async (
    environment: Record<string, string>,
    work: (other: Gateway) => Promise<void>,
  ): Promise<void> => {
    const { databaseUrl } = town.gateway;
    const other = await startGateway({ databaseUrl, environment });
    await work(other).finally(() => other.close());
  };

  test('does not believe a certificate that was taken out of the configuration', async () => {
    const opened = await town.open('wechat');
    const { identity, platform } = messages.keys;
    const message = messages.wechatPayment(
      opened.paymentId,
      {},
      { serial: identity.wechatPlatformSerialNo, signWith: platform.privateKey },
    );
    await withGateway({ WECHAT_PLATFORM_CERTIFICATES: '' }, async (other) => {
      expect((await send(other.url, 'wechat', message)).status).toBe(401);
    });
    expect(await town.facts(opened.paymentId)).toEqual([]);
  });

  test('reads nothing into a message when its APIv3 key is wrong', async () => {
    const opened = await town.open('wechat');
    await withGateway({ WECHAT_API_V3_KEY: '0123456789abcdef0123456789abcdef' }, async (other) => {
      const reply = await send(other.url, 'wechat', messages.wechatPayment(opened.paymentId));
      expect([reply.status, reply.body]).toEqual([401, '{"code":"FAIL","message":"失败"}']);
    });
    expect(await town.facts(opened.paymentId)).toEqual([]);
  });

  test('asks nobody about serials that it does not know, however many come', async () => {
    let calls = 0;
    const channel = createServer((_, response) => void response.end(String(calls++)));
    await new Promise<void>((resolve) => channel.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(channel.address() as AddressInfo).port}`;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await withGateway({ WECHAT_API_BASE_URL: url }, async (other) => {
      const forged = Array.from({ length: 50 }, () =>
        messages.wechatPayment('pay_0', {}, { serial: digits(40), signWith: privateKey }),
      );
      const replies = await Promise.all(forged.map((message) => send(other.url, 'wechat', message)));
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
    });
    channel.close();
    expect(calls).toBe(0);
  });
});
