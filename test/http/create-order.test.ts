import { MovedClock } from '../support/moved-clock';
import { listOf, newKey } from './support/api';
import { createOrder, expectProblem, expectStatus, openStage, PASSPORT, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ clock: new MovedClock('2026-11-24T10:00:00+08:00') });
});
afterAll(() => stage.gateway.close());

const countOrders = async (): Promise<number> =>
  (await stage.gateway.sql<{ count: number }>('select count(*)::int from orders'))[0]?.count ?? -1;

test('an order has its total, its prices and a page on which the citizen pays', async () => {
  const order = await createOrder(stage.portal, {
    external_ref: '浦东-2026-001',
    items: [
      { affair: 'passport', quantity: 2 },
      { affair: 'court-fee-property', amount: 5_000 },
    ],
    payer: { name: '李四' },
    expires_in: 600,
    return_url: 'https://portal.example/done?id=1',
    metadata: { counter: '7' },
  });
  expect(order).toMatchObject({
    id: expect.stringMatching(/^ord_[0-9a-z]+$/),
    status: 'open',
    external_ref: '浦东-2026-001',
    amount: 29_000,
    payer: { name: '李四' },
    return_url: 'https://portal.example/done?id=1',
    metadata: { counter: '7' },
    paid_at: null,
  });
  expect(order.items).toMatchObject([
    { affair: 'passport', name: '普通护照', quantity: 2, unit_amount: 12_000, amount: 24_000 },
    { affair: 'court-fee-property', quantity: 1, unit_amount: 5_000, amount: 5_000, decision_no: null },
  ]);
  expect(Date.parse(String(order.expires_at)) - Date.parse(String(order.created_at))).toBe(600_000);
  expect(order.cashier_url).toMatch(new RegExp(`^${stage.gateway.url}/pay/[\\w-]{32}$`));
  expect(order.cashier_url).not.toContain(order.id);
});

test('the amount of a fine is what its decision says, with or without the check digit', async () => {
  for (const decision_no of ['310115190000123', '3101151900001234']) {
    const order = await createOrder(stage.portal, { items: [{ affair: 'traffic-fine', decision_no }] });
    expect(order).toMatchObject({ amount: 20_000, items: [{ decision_no: '310115190000123' }] });
  }
});

test('a name may be written in any script', async () => {
  for (const name of ['𠮷田健', 'Ng 👨‍👩‍👧 🇨🇳', 'مريم', "O'Brien; drop table orders --", '\u200b']) {
    const order = await createOrder(stage.portal, { payer: { name } });
    const read = await stage.portal.get(`/v1/orders/${order.id}`);
    expect(read.json.payer).toEqual({ name });
  }
});

test.each([
  'https://portal.example.elsewhere.example/',
  'https://portal.example@elsewhere.example/',
  'http://portal.example/',
])('an order leads back only to what was registered for its service, and not to %s', async (return_url) => {
  const before = await countOrders();
  const answer = await stage.portal.post('/v1/orders', { ...PASSPORT, return_url });
  expect(expectProblem(answer, 422, 'RETURN_URL_NOT_REGISTERED')).toEqual(['/return_url']);
  expect(await countOrders()).toBe(before);
});

describe('a field that is not valid is refused, and pointed at', () => {
  const item = (more: object) => ({ items: [{ affair: 'passport', ...more }] });
  const fee = (amount: unknown) => ({ items: [{ affair: 'court-fee-property', amount }] });
  test.each<[string, object, string]>([
    ['an unknown field', { discount: 1 }, '/discount'],
    ['an unknown field of an item', item({ price: 1 }), '/items/0/price'],
    ['an unknown field of the payer', { payer: { name: '李四', id_no: '3101' } }, '/payer/id_no'],
    ['a field whose name has a slash and a tilde', { 'a/b~c': 1 }, '/a~1b~0c'],
    ['an unknown affair', { items: [{ affair: 'passport' }, { affair: 'parking' }] }, '/items/1/affair'],
    ['no items', { items: [] }, '/items'],
    ['items that are no list', { items: 'passport' }, '/items'],
    ['an item that is none', { items: ['passport'] }, '/items/0'],
    ['no reference', { external_ref: undefined }, '/external_ref'],
    ['an empty reference', { external_ref: '' }, '/external_ref'],
    ['a reference that is a number', { external_ref: 7 }, '/external_ref'],
    ['a reference that is too long', { external_ref: 'x'.repeat(65) }, '/external_ref'],
    ['a quantity of 0', item({ quantity: 0 }), '/items/0/quantity'],
    ['half a passport', item({ quantity: 0.5 }), '/items/0/quantity'],
    ['a quantity in words', item({ quantity: '2' }), '/items/0/quantity'],
    ['an amount where the price is fixed', item({ amount: 12_000 }), '/items/0/amount'],
    ['no amount where the price is open', fee(undefined), '/items/0/amount'],
    ['an amount of 0', fee(0), '/items/0/amount'],
    ['a negative amount', fee(-5_000), '/items/0/amount'],
    ['an amount in yuan', fee(50.5), '/items/0/amount'],
    ['an amount as text', fee('5000'), '/items/0/amount'],
    ['an amount of null', fee(null), '/items/0/amount'],
    ['an amount under the range', fee(2_499), '/items/0/amount'],
    ['an amount over the range', fee(2_000_000_001), '/items/0/amount'],
    ['an amount of 2^53', fee(2 ** 53), '/items/0/amount'],
    ['an amount without end', fee(1e300), '/items/0/amount'],
    ['a decision on a fee', item({ decision_no: '310115190000123' }), '/items/0/decision_no'],
    ['a decision number with letters', item({ decision_no: '31011519000012A' }), '/items/0/decision_no'],
    ['an end in the past', { expires_in: -1 }, '/expires_in'],
    ['an end in a hundred years', { expires_in: 3_153_600_000 }, '/expires_in'],
    ['a page that is no page', { return_url: 'javascript:alert(1)' }, '/return_url'],
    ['a page with a NUL', { return_url: 'https://portal.example/\u0000' }, '/return_url'],
    ['a page with a line break', { return_url: 'https://portal.example/\r\nSet-Cookie: a=b' }, '/return_url'],
    ['a page with half a character', { return_url: 'https://portal.example/\ud800' }, '/return_url'],
    ['a page without a host', { return_url: '/done' }, '/return_url'],
    ['metadata that is no text', { metadata: { counter: 7 } }, '/metadata/counter'],
    ['a key of metadata with a line break', { metadata: { 'a\nb': '1' } }, '/metadata/a\nb'],
    ['a name with a NUL', { payer: { name: '李\u0000四' } }, '/payer/name'],
    ['a name with a line break', { payer: { name: '李四\n王五' } }, '/payer/name'],
    ['a reference with half a character', { external_ref: 'A\ud842' }, '/external_ref'],
    ['a name with half a character', { payer: { name: '\udfb7田' } }, '/payer/name'],
    ['metadata with a NUL', { metadata: { note: 'a\u0000b' } }, '/metadata/note'],
    ['metadata with half a character', { metadata: { note: '\ud83d' } }, '/metadata/note'],
  ])('%s', async (_, change, pointer) => {
    const before = await countOrders();
    const answer = await stage.portal.post('/v1/orders', { ...PASSPORT, ...change });
    expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual([pointer]);
    expect(await countOrders()).toBe(before);
  });

  test('all of them at once', async () => {
    const answer = await stage.portal.post('/v1/orders', {
      items: [{ quantity: 0 }],
      expires_in: 'soon',
      x: 1,
    });
    const pointers = expectProblem(answer, 422, 'REQUEST_INVALID');
    expect(pointers.sort()).toEqual([
      '/expires_in',
      '/external_ref',
      '/items/0/affair',
      '/items/0/quantity',
      '/x',
    ]);
  });

  test('metadata of more than twenty entries, or with a name that needs escaping', async () => {
    const metadata = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, 'v']));
    const tooMany = await stage.portal.post('/v1/orders', { ...PASSPORT, metadata });
    expect(expectProblem(tooMany, 422, 'REQUEST_INVALID')).toEqual(['/metadata']);
    const tilde = await stage.portal.post('/v1/orders', { ...PASSPORT, metadata: { 'a/b~c': 1 } });
    expect(expectProblem(tilde, 422, 'REQUEST_INVALID')).toEqual(['/metadata/a~1b~0c']);
  });
});

describe('a fine', () => {
  const fine = (more: object) => ({
    ...PASSPORT,
    items: [{ affair: 'traffic-fine', decision_no: '310115190000123', ...more }],
  });

  test('R17: cannot be paid in part', async () => {
    const answer = await stage.portal.post('/v1/orders', fine({ amount: 10_000 }));
    expect(expectProblem(answer, 422, 'PARTIAL_NOT_ALLOWED')).toEqual(['/items/0/amount']);
  });

  test.each<[string, object, string]>([
    ['twice in one item', fine({ quantity: 2 }), '/items/0/quantity'],
    ['as another affair', fine({ affair: 'pedestrian-fine' }), '/items/0/affair'],
    [
      'twice in one order',
      { ...PASSPORT, items: [...fine({}).items, ...fine({}).items] },
      '/items/1/decision_no',
    ],
  ])('cannot be paid %s', async (_, body, pointer) => {
    const answer = await stage.portal.post('/v1/orders', body);
    expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual([pointer]);
  });

  test('that is paid cannot be ordered again', async () => {
    const order = await createOrder(stage.portal, {
      items: [{ affair: 'traffic-fine', decision_no: '310115190000124' }],
    });
    await stage.gateway.sql("update orders set status = 'paid', paid_at = now() where id = $1", [order.id]);
    const again = await stage.portal.post('/v1/orders', {
      ...PASSPORT,
      items: [{ affair: 'traffic-fine', decision_no: '3101151900001242' }],
    });
    expectProblem(again, 422, 'FINE_ALREADY_PAID');
    expect(again.json.details).toEqual({ decision_nos: ['310115190000124'] });
  });
});

test('a field called __proto__ or constructor is unknown like any other, and changes nothing', async () => {
  const send = (raw: string) =>
    stage.portal.call('POST', '/v1/orders', { raw, headers: { 'idempotency-key': newKey() } });
  const refused = await send(
    `{"external_ref":"P","items":[{"affair":"passport","__proto__":{"quantity":9}}],
      "__proto__":{"expires_in":1},"constructor":{"prototype":{"amount":1}}}`,
  );
  const pointers = expectProblem(refused, 422, 'REQUEST_INVALID');
  expect(pointers.sort()).toEqual(['/__proto__', '/constructor', '/items/0/__proto__']);
  const named = '"payer":{"name":"__proto__"},"metadata":{"__proto__":"1","constructor":"2"}';
  const order = await send(`{"external_ref":"P","items":[{"affair":"passport"}],${named}}`);
  expect(expectStatus(order, 201).json).toMatchObject({ amount: 12_000, payer: { name: '__proto__' } });
  expect(JSON.stringify(order.json.metadata)).toBe('{"constructor":"2"}');
  expect(({} as { amount?: number }).amount).toBeUndefined();
});

describe('a price that depends on the matter', () => {
  const items = [
    { affair: 'passport', priced_by: { accepted_on: '2019-06-30' } },
    { affair: 'court-fee-property', priced_by: { basis_amount: 25_000_000, halved: true } },
    { affair: 'real-estate-home', quantity: 2 },
    { affair: 'real-estate-certificate' },
  ];

  test('is found by the gateway, and the order says by what (R38, R39, R40)', async () => {
    const order = await createOrder(stage.portal, { items });
    const named = listOf(order.items).map((item) => [item.amount, item.priced_by]);
    expect(named).toEqual([
      [16_000, items[0]!.priced_by],
      [252_500, items[1]!.priced_by],
      [16_000, null],
      [1_000, null],
    ]);
    expect(order.amount).toBe(285_500);
    expect((await stage.portal.get(`/v1/orders/${String(order.id)}`)).json.items).toEqual(order.items);
  });

  test.each<[string, object, string]>([
    ['a day that is none', { accepted_on: '2019-02-30' }, '/items/0/priced_by/accepted_on'],
    ['a day to come', { accepted_on: '2999-01-01' }, '/items/0/priced_by/accepted_on'],
    ['a sum', { basis_amount: 1 }, '/items/0/priced_by'],
    ['a day and a sum', { accepted_on: '2019-06-30', basis_amount: 1 }, '/items/0/priced_by'],
    ['nothing', {}, '/items/0/priced_by'],
  ])('is refused for a passport where %s is named', async (_, by, pointer) => {
    const change = { items: [{ affair: 'passport', priced_by: by }] };
    const answer = await stage.portal.post('/v1/orders', { ...PASSPORT, ...change });
    expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual([pointer]);
  });
});

test.each([
  ['with a space in it', '310115 19000012', '编号中有空格。'],
  ['with full-width digits', '３１０１１５１９００００１２３', '编号中有全角数字，请使用半角的 0 到 9。'],
  ['with a letter', '31011519000012A', '编号只能是数字。'],
  ['of 14 digits', '31011519000012', '编号须为 15 位数字，或连同校验位 16 位数字。'],
])('a decision number %s is refused with what is wrong with it', async (_, decision_no, message) => {
  const { json } = await stage.portal.call('POST', '/v1/orders', {
    body: { external_ref: 'P-1', items: [{ affair: 'traffic-fine', decision_no }] },
    headers: { 'idempotency-key': newKey(), 'accept-language': 'zh-CN' },
  });
  const pointer = '/items/0/decision_no';
  expect(json).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer, message }] });
});
