import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import { createLogger } from '../../src/log';
import { Secret } from '../../src/kernel/secret';
import { createStaffAdministration } from '../../src/staff/administration.service';
import { testRedisUrl } from '../support/redis';
import { totpCode } from '../support/totp';
import { Visitor } from '../web/console-visitor';
import { Town, until, type Json } from './notifications/town';

const PEOPLE = {
  payer: '欧阳锋的秘密',
  obligor: '慕容复的秘密',
  licence: '731X',
  plate: '沪A9Z3K7',
  engine: 'W4V8J2',
  payerId: 'oCanary0123456789abcdefghij',
  payerIp: '198.51.100.77',
  visitor: '203.0.113.199',
  metadata: '身份证 310101199003071230',
  backTo: 'canary-return-query',
  refundReason: '退款原因里的电话 13800138000',
  nameTyped: '打字的人西门吹雪',
  malformed: 'canary-in-a-broken-body',
  unknownField: 'canary-of-an-unknown-field',
  searched: '热线查询理由 canary',
  claimed: '认领理由 canary',
  forgedBody: 'canary-in-a-forged-notification',
  forgedSignature: 'Y2FuYXJ5IG9mIGEgZm9yZ2VkIHNpZ25hdHVyZQ',
  wrongPassword: 'canary-wrong-password',
  userAgent: 'CanaryBrowser/1.0',
} as const;
const SECRETS = {
  fineLookup: 'canary secret of the look-up, forty characters',
  console: 'canary secret of the console, forty characters',
  register: 'canary-token-of-the-register',
} as const;
const PASSPORT = [{ affair: 'passport' }];

let town: Town;
let monitor: Redis | null = null;
/** Every command that Redis was given, with what the jobs carry. */
const commands: string[] = [];
const lines: string[] = [];
const answers: string[] = [];
const found: Record<string, string> = {};

beforeAll(async () => {
  const sink = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) });
  const seal = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const redisUrl = testRedisUrl();
  if (redisUrl) {
    const redis = new Redis(redisUrl);
    monitor = await redis.monitor();
    redis.disconnect();
    monitor.on('monitor', (_time: string, args: string[]) => commands.push(args.join(' ')));
  }
  town = await Town.open({
    ...(redisUrl && { redisUrl }),
    withRegister: true,
    log: createLogger('trace', sink),
    environment: {
      FINE_LOOKUP_SECRET: SECRETS.fineLookup,
      CONSOLE_SECRET: SECRETS.console,
      DAY_SEAL_PRIVATE_KEY: String(seal),
      TRUSTED_PROXIES: 'loopback',
    },
  });
  found.sealKey = String(seal).split('\n')[1] ?? '';
  town.gateway.work(['notifications', 'payments', 'register', 'webhooks', 'receipts']);
}, 60_000);
afterAll(async () => {
  monitor?.disconnect();
  await town.close();
});

/** Keeps what came back where it was a refusal. */
async function call(path: string, init: RequestInit & { key?: string } = {}): Promise<Json> {
  const { key = town.key, headers, ...rest } = init;
  const answer = await fetch(town.gateway.url + path, {
    ...rest,
    headers: {
      authorization: `Bearer ${key}`,
      'idempotency-key': randomUUID(),
      'x-forwarded-for': PEOPLE.visitor,
      'user-agent': PEOPLE.userAgent,
      ...(typeof rest.body === 'string' && { 'content-type': 'application/json' }),
      ...(headers as Record<string, string>),
    },
    redirect: 'manual',
  });
  const text = await answer.text();
  if (answer.status >= 400) answers.push(text);
  return text.startsWith('{') ? (JSON.parse(text) as Json) : { text };
}

const post = (path: string, body: object, key?: string): Promise<Json> =>
  call(path, { method: 'POST', body: JSON.stringify(body), ...(key && { key }) });

async function tellFine(decisionNo: string, key: string): Promise<void> {
  await call(`/v1/fines/${decisionNo}`, {
    key,
    method: 'PUT',
    body: JSON.stringify({
      ...{ affair: 'traffic-fine', document_type: 'simple_decision', amount: 20_000 },
      obligor: { name: PEOPLE.obligor },
      served: { method: 'handed_over', on: '2026-11-20' },
      ...{ licence_tail: PEOPLE.licence, plate: PEOPLE.plate, engine_tail: PEOPLE.engine },
    }),
  });
}

async function payAndRefund(): Promise<void> {
  const order = await post('/v1/orders', {
    ...{ external_ref: 'canary-1', items: PASSPORT, payer: { name: PEOPLE.payer } },
    ...{ metadata: { note: PEOPLE.metadata }, return_url: `https://portal.example/?${PEOPLE.backTo}` },
  });
  const id = String(order.id);
  const payment = await post(`/v1/orders/${id}/payments`, { channel: 'wechat', scene: 'qr' });
  found.cashierLink = String(order.cashier_url).split('/').at(-1) ?? '';
  await call(`/pay/${found.cashierLink}`);
  await town.gateway.pay(String((payment.action as Json).content));
  await town.untilOrder(id, 'paid');
  const paid = await until(
    'the receipt',
    () => town.order(id),
    ({ receipt_url: url }) => url !== null,
  );
  found.receiptLink = String(paid.receipt_url).split('/').at(-1) ?? '';
  await call(`/receipts/${found.receiptLink}`);
  const terms = { amount: 1_000, reason: PEOPLE.refundReason, refundable_seen: 12_000 };
  await post(`/v1/orders/${id}/refunds`, terms);
  await post(`/v1/orders/${id}/refunds`, { ...terms, amount: 99_999_999 });
  await post('/v1/claims', { channel: 'wechat', transaction_id: '42', order_id: id, reason: PEOPLE.claimed });
}

async function openForPayers(): Promise<void> {
  for (const payment of [
    { channel: 'wechat', scene: 'jsapi', payer_id: PEOPLE.payerId },
    { channel: 'wechat', scene: 'h5', payer_ip: PEOPLE.payerIp },
  ]) {
    for (const kind of ['bad_signature', 'html_502', 'error_after', null]) {
      const { id } = await post('/v1/orders', { external_ref: randomUUID(), items: PASSPORT });
      const fault = { channel: payment.channel, target: 'create', kind };
      if (kind) await town.gateway.control('POST', '/faults', fault);
      await post(`/v1/orders/${String(id)}/payments`, payment);
    }
  }
}

async function lookUp(number: string): Promise<void> {
  for (const licence of [PEOPLE.licence, '0000'])
    await call('/fines?lang=zh-CN', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ number, licence, name: PEOPLE.nameTyped }),
    });
}

async function askBadly(): Promise<void> {
  await call('/v1/orders', { method: 'POST', body: `{"external_ref": "${PEOPLE.malformed}` });
  await post('/v1/orders', { external_ref: 'x', items: PASSPORT, more: PEOPLE.unknownField });
  await post('/v1/orders', {}, `${town.key.slice(0, -4)}AAAA`);
  const forged = { 'wechatpay-signature': PEOPLE.forgedSignature, 'wechatpay-serial': 'X' };
  await call('/v1/notifications/wechat', { method: 'POST', body: PEOPLE.forgedBody, headers: forged });
  const form = new URLSearchParams({
    body: PEOPLE.forgedBody,
    sign: PEOPLE.forgedSignature,
    sign_type: 'RSA2',
  });
  await call('/v1/notifications/alipay', { method: 'POST', body: form });
}

/** A break-glass account: one wrong try, one good one, and a search of the hotline. */
async function workInConsole(): Promise<void> {
  const administration = createStaffAdministration({
    database: town.gateway.database,
    clock: { now: () => new Date() },
    secret: new Secret(SECRETS.console),
  });
  const operator = { id: 'system', name: 'test', permissions: new Set(['staff.manage'] as const) };
  const terms = { name: 'canary-glass', roles: ['support'] as const, subject: null, isLocal: true };
  const { password = '', totpUri = '' } = await administration.createMember(operator, terms);
  const visitor = new Visitor(town.gateway.url);
  const code = totpCode(totpUri, new Date());
  const logIn = (word: string) =>
    visitor.post('/console/login/local', { name: terms.name, password: word, code, back: '/console' });
  answers.push((await logIn(PEOPLE.wrongPassword)).html);
  await logIn(password);
  await visitor.post('/console/search', { number: found.cashierLink ?? '', reason: PEOPLE.searched });
  found.password = password;
  found.totp = new URL(totpUri).searchParams.get('secret') ?? '';
  found.session = decodeURIComponent(visitor.cookies.get('tongfu_console') ?? '').slice(2);
}

/** By what it is, so that a failure does not show it once more. */
async function gatherCanaries(keys: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const environment = town.gateway.sandbox.environment(town.gateway.sandboxUrl);
  const keyLines = ['WECHAT_MCH_PRIVATE_KEY', 'ALIPAY_PRIVATE_KEY'].flatMap((name) =>
    [1, 5, 9].map((line) => [`${name}, line ${line}`, environment[name]?.split('\n')[line] ?? ''] as const),
  );
  const secrets = await town.gateway.sql<{ webhook_secret: string }>('select webhook_secret from service');
  const tokens = await town.gateway.sql<{ token: string }>(
    `select cashier_token as token from orders where external_ref <> 'canary-1' limit 3`,
  );
  return new Map<string, string>([
    ...Object.entries(PEOPLE),
    ...Object.entries(SECRETS),
    ...Object.entries(found),
    ...Object.entries(keys),
    ...keyLines,
    ...['WECHAT_API_V3_KEY', 'WECHAT_APP_SECRET'].map((name) => [name, environment[name] ?? ''] as const),
    ...secrets.map((row, i) => [`webhook secret ${i}`, row.webhook_secret] as const),
    ...tokens.map((row, i) => [`cashier link ${i}`, row.token] as const),
    ['a signature of ours', 'WECHATPAY2-SHA256-RSA2048'],
    ['a header of a channel', 'Wechatpay-Signature'],
    ['password of the database', new URL(town.gateway.databaseUrl).password],
  ]);
}

test('no key, no link and nothing about a person stands in a log, a refusal or what the queue carries', async () => {
  const { key: ofPolice } = await town.gateway.createKey('police', { scopes: ['fines', 'orders'] });
  const { key: ofDesk } = await town.gateway.createKey('desk', { scopes: ['refunds:approve'] });
  await tellFine('310115190000987', ofPolice);
  await lookUp('310115190000987');
  await payAndRefund();
  await openForPayers();
  await askBadly();
  await workInConsole();
  await town.drained();
  const canaries = await gatherCanaries({ portalKey: town.key, ofPolice, ofDesk });
  const waiting = await town.gateway.sql('select * from outbox');
  const places = {
    log: lines.join(''),
    refusals: answers.join('\n'),
    queue: commands.join('\n') + JSON.stringify(waiting),
  };
  expect([...canaries].filter(([, text]) => text === '')).toEqual([]);
  expect(canaries.size).toBeGreaterThanOrEqual(40);
  // What is looked through is what happened.
  expect(lines.length).toBeGreaterThan(20);
  expect(answers.length).toBeGreaterThan(8);
  if (monitor) expect(commands.length).toBeGreaterThan(20);
  for (const [place, text] of Object.entries(places))
    expect({
      place,
      holds: [...canaries].filter(([, canary]) => text.includes(canary)).map(([name]) => name),
    }).toEqual({ place, holds: [] });
}, 60_000);
