import { qrDrawing } from '../../src/web/shared/qr-code.page';
import { CashierWorld, type Ordered } from './cashier-world';

const PHONE =
  'Mozilla/5.0 (Linux; Android 9; Redmi 7A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90 Mobile Safari/537.36';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120 Safari/537.36';

const world = new CashierWorld();
beforeAll(() => world.open());
afterAll(() => world.gateway.close());

/** Presses a button on a device, and gives the page that it leads to. */
async function press(
  order: Ordered,
  channel: string,
  device: { agent: string; way?: string },
): Promise<string> {
  const answer = await world
    .press(order, channel)
    .set('User-Agent', device.agent)
    .send({ channel, way: device.way ?? 'here' })
    .expect(303);
  const page = await world.read(answer.headers.location ?? '').set('User-Agent', device.agent);
  return page.text;
}

const LINK = /<a class="button primary" href="(https?:[^"]+)"/;

test.each([
  ['wechat', '在本机打开微信支付'],
  ['alipay', '在本机打开支付宝'],
])('a phone opens %s by a link, and comes back to the page', async (channel, label) => {
  const order = await world.order();
  const text = await press(order, channel, { agent: PHONE });
  expect(text).toContain(label);
  expect(text).not.toContain('class="qr"');
  const url = new URL((LINK.exec(text)?.[1] ?? '').replaceAll('&amp;', '&'));
  const back = url.searchParams.get('redirect_url') ?? url.searchParams.get('return_url') ?? '';
  // In the language that the payer has chosen, whatever the browser of the wallet prefers.
  expect(back).toBe(`${world.gateway.url}${order.page}?lang=zh-CN`);
});

test('a phone can have the QR code instead, and go back to the link', async () => {
  const order = await world.order();
  await press(order, 'alipay', { agent: PHONE });
  const code = await press(order, 'alipay', { agent: PHONE, way: 'qr' });
  expect(code).toContain('class="qr"');
  expect(code).toContain('在本机打开支付宝');
});

test('a computer shows the QR code of WeChat', async () => {
  const text = await press(await world.order(), 'wechat', { agent: DESKTOP });
  expect(text).toContain('class="qr"');
  expect(text).not.toMatch(LINK);
});

test('the address of the payer is kept only where the channel needs it', async () => {
  const order = await world.order();
  await press(order, 'wechat', { agent: PHONE });
  await press(order, 'alipay', { agent: PHONE });
  const rows = await world.gateway.sql<{ channel: string; payer_ip: string | null }>(
    'select channel, payer_ip from payment where order_id = $1 order by id',
    [order.id],
  );
  expect(rows).toMatchObject([{ channel: 'wechat' }, { channel: 'alipay', payer_ip: null }]);
  // As the channel wants it, though the socket may know it as ::ffff:127.0.0.1.
  expect(rows[0]?.payer_ip).toBe('127.0.0.1');
});

test('opening the other channel closes the first one there', async () => {
  const order = await world.order();
  await press(order, 'wechat', { agent: DESKTOP });
  await press(order, 'alipay', { agent: DESKTOP });
  expect((await world.payments(order)).map(({ channel, status }) => `${channel} ${status}`)).toEqual([
    'wechat closed',
    'alipay pending',
  ]);
});

test('money that came on the first channel before it was closed pays the order', async () => {
  const order = await world.order();
  await press(order, 'wechat', { agent: DESKTOP });
  const [first] = await world.payments(order);
  await world.gateway.control('POST', '/faults', { channel: 'wechat', target: 'notification', kind: 'lose' });
  await world.gateway.pay(first?.action_content ?? '');
  const text = await press(order, 'alipay', { agent: DESKTOP });
  expect(text).toContain('支付成功');
  // Nothing was opened that could have been paid as well.
  expect(await world.payments(order)).toMatchObject([{ channel: 'wechat', status: 'succeeded' }]);
});

describe('the code that opens the page on a phone', () => {
  const drawing = () => /在手机上打开本页的二维码"[^>]*>.*?<path d="([^"]+)"/;
  const readOn = async (order: Ordered, agent: string) =>
    (await world.read(`${order.page}?lang=zh-CN`).set('User-Agent', agent)).text;

  test('stands on a desktop beside the channels, and holds the address of the page and nothing more', async () => {
    const order = await world.order();
    const text = await readOn(order, DESKTOP);
    expect(text).toContain('<details class="on-phone" open');
    expect(drawing().exec(text)?.[1]).toBe(qrDrawing(world.gateway.url + order.page).path);
  });

  test('waits behind its heading where the code of a channel is shown, so that a camera sees one code', async () => {
    const order = await world.order();
    const text = await press(order, 'alipay', { agent: DESKTOP });
    expect(text).toContain('<details class="on-phone"><summary>用手机打开本页');
    expect(text.indexOf('支付宝付款二维码')).toBeLessThan(text.indexOf('在手机上打开本页的二维码'));
  });

  test('is left out on a phone, which has the page open', async () => {
    expect(await readOn(await world.order(), PHONE)).not.toContain('on-phone');
  });

  test('lets the desktop say that the payment is open on the phone, and offer a code instead', async () => {
    const order = await world.order();
    await press(order, 'wechat', { agent: PHONE });
    const text = await readOn(order, DESKTOP);
    expect(text).toContain('付款已在手机上打开');
    expect(text).not.toMatch(LINK);
    expect(await press(order, 'wechat', { agent: DESKTOP, way: 'qr' })).toContain('微信支付付款二维码');
  });

  test('leads one wallet to its own payment while the desktop shows the code of the other', async () => {
    const order = await world.order();
    await press(order, 'wechat', { agent: DESKTOP });
    const onPhone = await press(order, 'alipay', { agent: PHONE });
    expect(onPhone).toContain('在本机打开支付宝');
    const payments = await world.payments(order);
    expect(payments.map(({ channel, status }) => [channel, status])).toEqual([
      ['wechat', 'closed'],
      ['alipay', 'pending'],
    ]);
  });
});
