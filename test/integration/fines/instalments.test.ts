import { MovedClock } from '../../support/moved-clock';
import { Town, until, type Json } from '../notifications/town';

const NO = '310115190000777';
const approval = { organ: '浦东分局交警支队', document_no: '沪公浦分期〔2026〕7号', on: '2026-03-01' };
const parts = ['2026-04-10', '2026-05-11', '2026-06-10', '2026-07-10'].map((due_on) => ({
  due_on,
  amount: 50_000,
}));
/** 2,000 yuan, to be paid in four parts of 500. */
const DECISION = {
  affair: 'traffic-fine',
  document_type: 'general_decision',
  amount: 200_000,
  obligor: { name: '赵强' },
  served: { method: 'handed_over', on: '2026-02-26' },
  instalments: { approval, parts },
};

let town: Town;
let clock: MovedClock;
let police: string;
beforeAll(async () => {
  clock = new MovedClock('2026-03-05T10:00:00+08:00');
  town = await Town.open({ clock });
  police = (await town.gateway.createKey('police', { scopes: ['fines'] })).key;
  town.gateway.work(['notifications', 'payments', 'webhooks']);
});
afterAll(() => town.closeInOrder());
beforeEach(async () => {
  clock.moveTo('2026-03-05T10:00:00+08:00');
});

async function fines(method: string, no: string, body?: object): Promise<Json & { http: number }> {
  const headers = { authorization: `Bearer ${police}`, 'content-type': 'application/json' };
  const address = `${town.gateway.url}/v1/fines/${no}`;
  const response = await fetch(address, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { ...((await response.json()) as Json), http: response.status };
}

let count = 0;
async function decide(facts: object = {}): Promise<string> {
  const no = String(BigInt(NO) + BigInt(++count));
  expect((await fines('PUT', no, { ...DECISION, ...facts })).http).toBe(201);
  return no;
}

const order = (no: string, more: object = {}) =>
  town.call('POST', '/v1/orders', {
    external_ref: 'I',
    items: [{ affair: 'traffic-fine', decision_no: no, ...more }],
  });

const quoteOf = (answer: Json): Json => (answer.items as { quote: Json }[])[0]!.quote;

/** Orders and pays at noon of a day. */
async function payOn(day: string, no: string, more: object): Promise<Json> {
  clock.moveTo(`${day}T12:00:00+08:00`);
  const { id } = await order(no, more);
  await town.gateway.pay((await town.openOn(String(id), 'wechat')).content);
  return town.untilOrder(String(id), 'paid');
}

test('R18: a plan is kept as it was told, and the next part is what is to be paid first', async () => {
  const no = await decide();
  const { fine, ...rest } = await fines('GET', no);
  expect((fine as Json).instalments).toEqual(DECISION.instalments);
  expect(rest).toMatchObject({
    received: 0,
    outstanding: 200_000,
    next_payment: { instalment: 1, due_on: '2026-04-10', amount: 50_000 },
  });
});

test('R18: 4 × 500.00, the third due on 10 June and paid on the 15th, costs 575.00; the fine is paid with the last', async () => {
  const no = await decide();
  await payOn('2026-04-10', no, { instalments: 1 });
  await payOn('2026-05-08', no, { instalments: 1 });
  const third = await payOn('2026-06-15', no, { instalments: 1 });
  expect(third).toMatchObject({ amount: 57_500 });
  expect(quoteOf(third)).toMatchObject({
    principal: 50_000,
    surcharge: 7_500,
    counted_days: 5,
    instalments: [3],
  });
  expect(await fines('GET', no)).toMatchObject({
    received: 157_500,
    outstanding: 50_000,
    next_payment: { instalment: 4 },
  });
  await payOn('2026-07-10', no, { instalments: 1 });
  expect(await fines('GET', no)).toMatchObject({ received: 207_500, outstanding: 0, next_payment: null });
  expect(await order(no)).toMatchObject({ http: 422, code: 'FINE_ALREADY_PAID' });
});

test('R18: the surcharge of a missed part is never more than the part', async () => {
  const no = await decide();
  clock.moveTo('2026-12-01T12:00:00+08:00');
  expect(quoteOf(await order(no, { instalments: 1 }))).toMatchObject({ surcharge: 50_000, is_capped: true });
  expect(quoteOf(await order(no))).toMatchObject({ surcharge: 200_000, total: 400_000 });
});

test('R17: the next parts or all that is left can be ordered, and nothing else', async () => {
  const no = await decide();
  await payOn('2026-04-10', no, { instalments: 1 });
  expect(quoteOf(await order(no, { instalments: 2 }))).toMatchObject({ total: 100_000, instalments: [2, 3] });
  expect(quoteOf(await order(no))).toMatchObject({ total: 150_000, instalments: [2, 3, 4] });
  for (const more of [{ instalments: 4 }, { amount: 50_000 }, { instalments: 1, amount: 49_999 }]) {
    expect(await order(no, more)).toMatchObject({ http: 422, code: 'PARTIAL_NOT_ALLOWED' });
  }
});

test.each([
  ['that is not approved', { instalments: { approval: null, parts } }],
  ['that nobody told of', { instalments: null }],
])('R18: by a plan %s no part can be ordered, and the whole is due', async (_, facts) => {
  const no = await decide(facts);
  expect(await order(no, { instalments: 1 })).toMatchObject({ http: 422, code: 'PARTIAL_NOT_ALLOWED' });
  expect(await order(no, { amount: 50_000 })).toMatchObject({ http: 422, code: 'PARTIAL_NOT_ALLOWED' });
  expect(await order(no)).toMatchObject({ http: 201, amount: 200_000 });
});

test.each<[string, object, string]>([
  ['whose parts are not the fine', { approval, parts: parts.slice(1) }, 'DECISION_INCONSISTENT'],
  ['whose parts are out of order', { approval, parts: parts.toReversed() }, 'DECISION_INCONSISTENT'],
  ['of one part', { approval, parts: [{ due_on: '2026-04-10', amount: 200_000 }] }, 'REQUEST_INVALID'],
  ['approved tomorrow', { approval: { ...approval, on: '2026-03-06' }, parts }, 'REQUEST_INVALID'],
])('a plan %s is refused', async (_, instalments, code) => {
  expect(await fines('PUT', '310115190009999', { ...DECISION, instalments })).toMatchObject({
    http: 422,
    code,
  });
});

test('once a part is paid the plan can be told again, but not otherwise', async () => {
  const no = await decide();
  await payOn('2026-04-10', no, { instalments: 1 });
  expect((await fines('PUT', no, DECISION)).http).toBe(200);
  const answer = await fines('PUT', no, { ...DECISION, instalments: null });
  expect(answer).toMatchObject({ http: 409, code: 'PAID_FINE_UNCHANGEABLE' });
});

test('R32: reduced, it gives each payer back what came for the parts beyond what they are now', async () => {
  const no = await decide();
  const paid = [
    await payOn('2026-04-10', no, { instalments: 1 }),
    await payOn('2026-05-08', no, { instalments: 1 }),
  ];
  const reduced = (on: string, amounts: number[] | null) => ({
    ...DECISION,
    instalments: amounts && { approval, parts: amounts.map((amount, at) => ({ ...parts[at], amount })) },
    revision: { kind: 'reduced', on, to: 100_000 },
  });
  for (const amounts of [[60_000, 40_000], null]) {
    const answer = await fines('PUT', no, reduced('2026-05-08', amounts));
    expect(answer).toMatchObject({ http: 409, code: 'PAID_FINE_UNCHANGEABLE' });
  }
  expect((await fines('PUT', no, reduced('2026-05-09', [40_000, 20_000, 40_000]))).http).toBe(422);
  expect((await fines('PUT', no, reduced('2026-05-08', [40_000, 20_000, 40_000]))).http).toBe(200);
  for (const [index, amount] of [10_000, 30_000].entries()) {
    const [refund] = await until(
      'the refund to be asked for',
      async () => (await town.call('GET', `/v1/orders/${String(paid[index]?.id)}/refunds`)).data as Json[],
      (refunds) => refunds.length > 0,
    );
    expect(refund).toMatchObject({ origin: 'fine', decision_no: no, amount, status: 'requested' });
  }
  expect(await order(no)).toMatchObject({ http: 201, amount: 40_000 });
});

test('R20: two payments of one part: the second goes to suspense and pays no other part', async () => {
  const no = await decide();
  const orders = [await order(no, { instalments: 1 }), await order(no)].map(({ id }) => String(id));
  const opened = await Promise.all(orders.map((id) => town.openOn(id, 'alipay')));
  for (const { content } of opened) await town.gateway.pay(content);
  const booked = await until(
    'both to be booked',
    () => town.booked(...opened.map(({ paymentId }) => paymentId)),
    (all) => all.length === 2,
  );
  expect(booked.map(({ reason }) => reason).sort()).toEqual(['fine_paid_already', null]);
});

test('R18: each part has its own receipt', async () => {
  const no = await decide();
  const orders = [
    await payOn('2026-04-10', no, { instalments: 1 }),
    await payOn('2026-05-08', no, { instalments: 1 }),
  ];
  town.gateway.work(['receipts']);
  const receipts = await until(
    'both receipts',
    () =>
      town.gateway.sql<{ amount_fen: string; quote: { paidParts: number[] } }>(
        'select amount_fen, quote from receipt where order_id = any($1) order by order_id',
        [orders.map(({ id }) => id)],
      ),
    (all) => all.length === 2,
  );
  expect(receipts.map(({ quote }) => quote.paidParts)).toEqual([[1], [2]]);
});
