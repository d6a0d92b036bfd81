import { businessDayOf } from '../../../src/kernel/business-day';
import { systemClock } from '../../../src/kernel/clock';
import { newId } from '../../../src/kernel/ids';
import type { ChannelStatementLine } from '../../../src/providers/provider';
import { createSandbox } from '../../../src/sandbox/sandbox';
import { describeProvider } from './contract';
import { createProvider, NotificationListener, type World } from './world';

interface SandboxWorld extends World {
  /** Asks the sandbox's control API for something. */
  control(path: string, body: object): Promise<void>;
}

async function openSandbox(channel: string): Promise<SandboxWorld> {
  const sandbox = await createSandbox({ clock: systemClock, timeScale: 1000 });
  const { url } = await sandbox.listen(0, '127.0.0.1');
  const listener = new NotificationListener();
  const notifyUrl = await listener.listen();
  const { provider, warnings, dispose } = createProvider(channel, sandbox.environment(url));
  const control = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/sandbox/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return {
    provider,
    notifyUrl,
    warnings,
    control,
    pay: (content) => control('pay', { content }),
    nextNotification: () => listener.next(),
    trouble: (target, kind) => control('faults', { channel, target, kind }),
    close: async () => {
      listener.close();
      await sandbox.close();
      dispose();
    },
  };
}

/** An order whose code has been scanned, and not paid yet. */
async function scannedOrder(world: SandboxWorld, notifyUrl = world.notifyUrl.replace('/notify', '/ignored')) {
  const now = systemClock.now();
  const request = {
    outTradeNo: newId('pay', now),
    scene: 'qr' as const,
    amountFen: 20_000n,
    description: '交通罚款',
    notifyUrl,
    returnUrl: 'https://portal.example/pay/token',
    payer: { payerId: null, payerIp: null },
    expiresAt: new Date(now.getTime() + 900_000),
  };
  const created = await world.provider.createOrder(request);
  const content = created.kind === 'created' ? created.action.content : '';
  await world.control('scan', { content });
  return { ...request, content };
}

async function readAllLines(world: SandboxWorld): Promise<ChannelStatementLine[] | string> {
  const result = await world.provider.readStatement(businessDayOf(systemClock.now()));
  if (result.kind !== 'ready') return result.kind;
  const lines: ChannelStatementLine[] = [];
  for await (const batch of result.statement.lines()) lines.push(...batch);
  return lines;
}

const REFUSED: Record<string, [string, unknown][]> = {
  wechat: [
    ['bad_signature', 'signature'],
    ['tamper', expect.stringMatching(/^(signature|decrypt)$/)],
    ['wrong_merchant', 'merchant'],
    ['signtest', 'signature'],
    ['unknown_serial', 'serial'],
    ['stale_timestamp', 'stale'],
  ],
  alipay: [
    ['bad_signature', 'signature'],
    ['tamper', 'signature'],
    ['wrong_merchant', 'merchant'],
    ['weak_signature', 'sign_type'],
  ],
};

describeProvider('the WeChat Pay of the sandbox', () => openSandbox('wechat'));
describeProvider('the Alipay of the sandbox', () => openSandbox('alipay'));

describe.each(['wechat', 'alipay'])('%s, as the sandbox spoils it', (channel) => {
  let world: SandboxWorld;
  beforeAll(async () => {
    world = await openSandbox(channel);
  });
  afterEach(() => world.control('reset', {}));
  afterAll(() => world.close());

  const fault = (target: string, kind: string) => world.control('faults', { channel, target, kind });

  test('an order that was scanned but not paid is pending, can be closed and is closed', async () => {
    const order = await scannedOrder(world);
    expect(await world.provider.queryOrder(order)).toEqual({ status: 'pending' });
    expect(await world.provider.closeOrder(order)).toBe('closed');
    expect(await world.provider.queryOrder(order)).toEqual({ status: 'closed' });
  });

  test.each(REFUSED[channel]!)('a notification with the fault %s is refused', async (kind, reason) => {
    const order = await scannedOrder(world, world.notifyUrl);
    await fault('notification', kind);
    await world.pay(order.content);
    const notification = await world.nextNotification();
    await expect(world.provider.readNotification(notification)).rejects.toMatchObject({
      details: { reason },
    });
  });

  test.each(['truncated', 'missing_footer', 'wrong_totals', 'unknown_column', 'bomb'])(
    'a statement with the fault %s is refused',
    async (kind) => {
      await world.pay((await scannedOrder(world)).content);
      await fault('statement', kind);
      await expect(readAllLines(world)).rejects.toMatchObject({ code: 'STATEMENT_REFUSED' });
    },
  );

  test.each(['hang', 'reset', 'html_502', 'rate_limited'])(
    'a download with the fault %s is tried again later',
    async (kind) => {
      await world.pay((await scannedOrder(world)).content);
      await fault('download', kind);
      await expect(readAllLines(world)).rejects.toMatchObject({ kind: 'unavailable' });
      expect(await readAllLines(world)).toHaveLength(1);
    },
  );

  test('a download that is sent elsewhere does not follow', async () => {
    await world.pay((await scannedOrder(world)).content);
    await world.control('faults', { channel, target: 'download', kind: 'redirect', times: 2 });
    await expect(readAllLines(world)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a statement that is not ready says so', async () => {
    await fault('statement', 'not_ready');
    expect(await readAllLines(world)).toBe('not-ready');
  });
});
