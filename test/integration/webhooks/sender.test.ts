import { createWebhookSender, type SenderOptions } from '../../../src/webhooks/sender.service';
import { type Receiver, startReceiver, status } from './receiver';

let receiver: Receiver;
const senders: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await receiver.close();
  for (const sender of senders.splice(0)) await sender.close();
});

const development = { allowInsecureWebhooks: true, allowedHosts: null };
const production = { allowInsecureWebhooks: false, allowedHosts: null };

function send(url: string, options: SenderOptions = development) {
  const sender = createWebhookSender(options);
  senders.push(sender);
  return sender.send({
    url,
    id: 'evt_1',
    body: '{}',
    secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    sentAt: new Date('2026-11-24T02:00:00Z'),
  });
}

const port = () => new URL(receiver.url).port;

/** A resolver that gives these addresses, and counts how often it was asked. */
function resolverOf(...addresses: string[]) {
  const resolveHost = jest.fn(async (_host: string) =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
  return resolveHost;
}

describe('what an answer is', () => {
  test('its status, whatever stands behind it', async () => {
    receiver.answer = status(202, {}, 'x'.repeat(1_000_000));
    expect(await send(receiver.url)).toEqual({ status: 202 });
  });

  test('a redirect is an answer and is not followed', async () => {
    receiver.answer = status(307, { location: receiver.url.replace('/hooks', '/elsewhere') });
    expect(await send(receiver.url)).toEqual({ status: 307 });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hooks?tenant=1']);
  });

  test('no more than 64 KB of an endless one is read', async () => {
    const ended = new Promise<number>((resolve) => {
      receiver.answer = (response) => {
        let written = 0;
        const chunk = Buffer.alloc(16 * 1024);
        response.on('close', () => resolve(written));
        const pour = () => {
          if (response.destroyed) return;
          written += chunk.length;
          response.write(chunk, () => setImmediate(pour));
        };
        pour();
      };
    });
    expect(await send(receiver.url)).toEqual({ status: 200 });
    expect(await ended).toBeGreaterThan(64 * 1024);
  });
});

describe('an answer that does not come', () => {
  test('is a timeout', async () => {
    receiver.answer = () => undefined;
    expect(await send(receiver.url, { ...development, timeoutMs: 200 })).toEqual({ failure: 'timeout' });
    expect(receiver.received).toHaveLength(1);
  });

  test('also where only the name server is silent', async () => {
    const resolveHost = () => new Promise<never>(() => undefined);
    const options = { ...production, timeoutMs: 200, resolveHost };
    expect(await send('https://portal.example/', options)).toEqual({ failure: 'timeout' });
  });

  test('a headline without an end does not hold us up', async () => {
    receiver.answer = (response) => void response.writeHead(200).write('{');
    expect(await send(receiver.url, { ...development, timeoutMs: 200 })).toEqual({ status: 200 });
  });

  test('a connection that breaks is one that is lost', async () => {
    receiver.answer = (response) => response.destroy();
    expect(await send(receiver.url)).toEqual({ failure: 'connection-lost' });
  });

  test('a host that nobody knows is not found', async () => {
    const resolveHost = () => Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }));
    expect(await send('https://portal.example/', { ...production, resolveHost })).toEqual({
      failure: 'host-not-found',
    });
  });

  test('a receiver that speaks no TLS has no valid certificate', async () => {
    const url = `https://127.0.0.1:${port()}/`;
    expect(await send(url)).toEqual({ failure: 'certificate-refused' });
    expect(receiver.received).toEqual([]);
  });
});

describe('where nothing may be sent', () => {
  test('plain HTTP outside of development', async () => {
    expect(await send(receiver.url, production)).toEqual({ failure: 'url-refused' });
  });

  test('a host that is not on the list', async () => {
    const options = { ...production, allowedHosts: ['portal.example'] };
    expect(await send('https://evil.example/', options)).toEqual({ failure: 'host-not-allowed' });
  });

  test.each([
    'https://127.0.0.1:PORT/',
    'https://2130706433:PORT/',
    'https://0x7f.1:PORT/',
    'https://[::1]:PORT/',
    'https://[::ffff:127.0.0.1]:PORT/',
    'https://localhost:PORT/',
    'https://0.0.0.0:PORT/',
    'https://10.0.0.1/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
  ])('%s', async (url) => {
    expect(await send(url.replace('PORT', port()), production)).toEqual({ failure: 'address-refused' });
    expect(receiver.received).toEqual([]);
  });

  test.each(['10.0.0.1', '127.0.0.1', '169.254.169.254', 'fc00::1', '::ffff:10.0.0.1'])(
    'a public name for %s',
    async (address) => {
      const options = { ...production, resolveHost: resolverOf(address) };
      expect(await send('https://portal.example/', options)).toEqual({ failure: 'address-refused' });
    },
  );

  test('a name with one public and one private address', async () => {
    const options = { ...production, resolveHost: resolverOf('8.8.8.8', '10.0.0.1') };
    expect(await send('https://portal.example/', options)).toEqual({ failure: 'address-refused' });
  });

  test('not even development leads to the metadata of a cloud', async () => {
    expect(await send('https://169.254.169.254/')).toEqual({ failure: 'address-refused' });
  });

  test('not even a listed host leads to this machine or to the metadata of a cloud', async () => {
    const allowedHosts = ['portal.example'];
    for (const address of ['127.0.0.1', '169.254.169.254', '100.100.100.200']) {
      const options = { ...production, allowedHosts, resolveHost: resolverOf(address) };
      expect(await send('https://portal.example/', options)).toEqual({ failure: 'address-refused' });
    }
  });
});

test.each([
  ['a listed host', { ...production, allowedHosts: ['portal.example'] }],
  ['any host in development', development],
])('%s may stand in a private network', async (_whose, rules) => {
  const options = { ...rules, timeoutMs: 50, resolveHost: resolverOf('10.255.255.1') };
  // Nobody answers there, but it was tried.
  expect(await send('https://portal.example:9/', options)).not.toEqual({ failure: 'address-refused' });
});

test('a name is resolved once, and the connection is made to what was checked', async () => {
  const resolveHost = resolverOf('127.0.0.1');
  const url = `http://localhost:${port()}/pinned`;
  expect(await send(url, { ...development, resolveHost })).toEqual({ status: 204 });
  expect(receiver.received).toMatchObject([{ path: '/pinned', headers: { host: `localhost:${port()}` } }]);
  expect(resolveHost.mock.calls).toEqual([['localhost']]);
});
