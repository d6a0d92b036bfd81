import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pLimit from 'p-limit';
import { alipayKinds } from './forged/alipay-kinds';
import { Chance, type ForgeryKind, type Forgery } from './forged/forgery';
import { wechatKinds } from './forged/wechat-kinds';
import { Messages, send } from './messages';
import { Town, type Channel, type Opened } from './town';

/** Of each kind; `FORGERIES=400 npm test -- test/integration/notifications/forged` is the full size. */
const VARIANTS = Number(process.env.FORGERIES ?? 8);
const SEED = Number(process.env.FORGERY_SEED ?? 20261124);
const AT_ONCE = 16;
const TIMEOUT_MS = 30_000 + VARIANTS * 500;

let town: Town;
let messages: Messages;
let outbound = 0;

/** The channels as the gateway sees them: whatever it calls there is counted. */
const counted = createServer((request, response) => {
  outbound += 1;
  town.gateway.sandbox.app(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => counted.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(counted.address() as AddressInfo).port}`;
  const environment = { WECHAT_API_BASE_URL: base, ALIPAY_GATEWAY_URL: `${base}/gateway.do` };
  [town, messages] = await Promise.all([Town.open({ environment }), Messages.load()]);
  town.gateway.work(['notifications']);
});
afterAll(async () => {
  await town.closeInOrder();
  counted.closeAllConnections();
  await new Promise((resolve) => counted.close(resolve));
});

interface Sent {
  forgery: Forgery;
  status: number;
  body: string;
}

/** A kept-alive connection may end just as it is used again: then the message is sent once more. */
const sendForgery = (channel: Channel, forgery: Forgery): Promise<Sent> =>
  post(channel, forgery).catch(() => post(channel, forgery));

async function post(channel: Channel, forgery: Forgery): Promise<Sent> {
  const response = await fetch(`${town.gateway.url}/v1/notifications/${channel}`, {
    method: 'POST',
    headers: forgery.headers,
    body: typeof forgery.body === 'string' ? forgery.body : new Uint8Array(forgery.body),
    redirect: 'manual',
  });
  return { forgery, status: response.status, body: await response.text() };
}

async function sendVariants(channel: Channel, kind: ForgeryKind, paymentId: string): Promise<Sent[]> {
  const limit = pLimit(AT_ONCE);
  const variants = Array.from({ length: VARIANTS }, (_, index) =>
    limit(() => {
      const chance = new Chance(SEED + index * 7919);
      return sendForgery(channel, kind.forge({ messages, paymentId, chance }));
    }),
  );
  return Promise.all(variants);
}

const isRefusal = ({ status, body }: Sent): boolean =>
  status >= 400 && status < 500 && body.trim() !== 'success';

const cases = [
  ...wechatKinds.map((kind) => ['wechat', kind.name, kind] as const),
  ...alipayKinds.map((kind) => ['alipay', kind.name, kind] as const),
];

test('the corpus has at least 25 kinds for each channel, each told apart', () => {
  for (const kinds of [wechatKinds, alipayKinds]) {
    expect(kinds.length).toBeGreaterThanOrEqual(25);
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  }
});

/** A payment for each kind, so that a forgery that was believed can be told from the others. */
const targets = new Map<ForgeryKind, Opened>();
beforeAll(async () => {
  const limit = pLimit(AT_ONCE);
  const opening = cases.map(([channel, , kind]) =>
    limit(async () => targets.set(kind, await town.open(channel))),
  );
  await Promise.all(opening);
});

test.each(cases)(
  'a forged message (%s: %s) is refused, and makes no call',
  async (channel, _, kind) => {
    const { paymentId } = targets.get(kind)!;
    const before = outbound;
    const sent = await sendVariants(channel, kind, paymentId);
    expect(sent.filter((it) => !isRefusal(it))).toEqual([]);
    expect(outbound).toBe(before);
  },
  TIMEOUT_MS,
);

test('no forged message was kept, moved a status or booked anything', async () => {
  const moved = await town.gateway.sql(
    `select id, status from payment where status <> 'pending' or transaction_id is not null
     union all select id, status from orders where status <> 'open'
     union all select id::text, kind from journal
     union all select transaction_id, kind from channel_transaction
     union all select out_trade_no, kind from inbox`,
  );
  expect(moved).toEqual([]);
});

test('the genuine message after the forged ones is believed, and pays each order once', async () => {
  const genuine = await Promise.all(
    cases.map(([channel, , kind]) => {
      const { paymentId } = targets.get(kind)!;
      const isWechat = channel === 'wechat';
      const message = isWechat ? messages.wechatPayment(paymentId) : messages.alipay(paymentId);
      return send(town.gateway.url, channel, message);
    }),
  );
  expect(genuine.filter(({ status }) => status >= 300)).toEqual([]);
  await town.drained();
  const settled = await town.gateway.sql<{ orders: string; movements: string }>(
    `select (select count(*) from orders where status = 'paid') as orders,
       (select count(*) from channel_transaction where disposition = 'settled' and amount_fen = 12000) as movements`,
  );
  expect(settled).toEqual([{ orders: String(cases.length), movements: String(cases.length) }]);
});
