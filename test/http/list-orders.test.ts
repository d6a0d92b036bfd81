import { isPayCode } from '../../src/orders/pay-code';
import { createApi, listOf } from './support/api';
import { createOrder, expectProblem, expectStatus, openStage, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());

interface Page {
  ids: string[];
  next: string | null;
}

async function readPage(query: string): Promise<Page> {
  const { json } = expectStatus(await stage.portal.get(`/v1/orders?${query}`), 200);
  return {
    ids: listOf(json.data).map(({ id }) => String(id)),
    next: json.next_cursor === null ? null : String(json.next_cursor),
  };
}

test('a service without orders has an empty list', async () => {
  const { json } = expectStatus(await stage.stranger.get('/v1/orders'), 200);
  expect(json).toEqual({ data: [], next_cursor: null });
});

test('every order is read once, while new ones are added between the pages', async () => {
  const there: string[] = [];
  for (let i = 0; i < 11; i++)
    there.push(String((await createOrder(stage.portal, { external_ref: `PAGE-${i}` })).id));
  const seen: string[] = [];
  let page = await readPage('limit=3');
  for (;;) {
    seen.push(...page.ids);
    if (page.next === null) break;
    await createOrder(stage.portal, { external_ref: 'NEW' });
    page = await readPage(`limit=3&cursor=${page.next}`);
    expect(page.ids.length).toBeGreaterThan(0);
  }
  expect(seen).toEqual([...there].reverse());
});

test('a page that is just full is the last one', async () => {
  for (let i = 0; i < 2; i++) await createOrder(stage.portal, { external_ref: 'FULL' });
  expect(await readPage('external_ref=FULL&limit=2')).toMatchObject({ next: null });
  expect((await readPage('external_ref=FULL&limit=1')).next).not.toBeNull();
});

test('without a limit there are twenty on a page', async () => {
  for (let i = 0; i < 21; i++) await createOrder(stage.portal, { external_ref: 'TWENTY' });
  const page = await readPage('external_ref=TWENTY');
  expect(page.ids).toHaveLength(20);
  expect((await readPage(`external_ref=TWENTY&cursor=${page.next}`)).ids).toHaveLength(1);
});

test('orders are found by the number of the service and by their status', async () => {
  const open = await createOrder(stage.portal, { external_ref: '编号 7/8' });
  const closed = await createOrder(stage.portal, { external_ref: '编号 7/8' });
  await stage.portal.post(`/v1/orders/${closed.id}/close`);
  const ref = `external_ref=${encodeURIComponent('编号 7/8')}`;
  expect((await readPage(ref)).ids).toEqual([closed.id, open.id]);
  expect((await readPage(`${ref}&status=open`)).ids).toEqual([open.id]);
  expect((await readPage(`${ref}&status=closed`)).ids).toEqual([closed.id]);
  expect((await readPage(`${ref}&status=refunded`)).ids).toEqual([]);
  expect((await readPage('external_ref=7')).ids).toEqual([]);
});

test("another service's orders are in no list", async () => {
  const order = await createOrder(stage.portal, { external_ref: 'MINE' });
  const { json } = await stage.stranger.get('/v1/orders?external_ref=MINE');
  expect(json.data).toEqual([]);
  const behind = await stage.stranger.get(`/v1/orders?cursor=${order.id}x`);
  expect(behind.json.data).toEqual([]);
});

test.each([
  ['an unknown state', 'status=pending', '/status'],
  ['an empty state', 'status=', '/status'],
  ['two states', 'status=open&status=paid', '/status'],
  ['an unknown field', 'state=open', '/state'],
  ['a field of a body', 'payer%5Bname%5D=x', '/payer[name]'],
  ['a limit of 0', 'limit=0', '/limit'],
  ['a limit of 101', 'limit=101', '/limit'],
  ['a limit that is no number', 'limit=many', '/limit'],
  ['half an order', 'limit=1.5', '/limit'],
  ['an empty limit', 'limit=', '/limit'],
  ['a cursor that is none', 'cursor=%27%20or%201=1', '/cursor'],
  ['a cursor with a NUL', 'cursor=%00', '/cursor'],
  ['an empty cursor', 'cursor=', '/cursor'],
  ['a reference with a NUL', 'external_ref=%00', '/external_ref'],
  ['a reference that is too long', `external_ref=${'x'.repeat(65)}`, '/external_ref'],
])('%s in the address is refused, and pointed at', async (_, query, pointer) => {
  const answer = await stage.portal.get(`/v1/orders?${query}`);
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual([pointer]);
  expect(listOf(answer.json.errors)[0]?.in).toBe('query');
});

describe('a pay code (R34)', () => {
  test('finds its order, and nobody else’s', async () => {
    const order = await createOrder(stage.portal);
    expect(isPayCode(String(order.pay_code))).toBe(true);
    expect((await readPage(`pay_code=${String(order.pay_code)}`)).ids).toEqual([order.id]);
    const { key } = await stage.gateway.createKey('another portal');
    const answer = await createApi(stage.gateway, key).get(`/v1/orders?pay_code=${String(order.pay_code)}`);
    expect(answer.json.data).toEqual([]);
  });

  test('with a slip is pointed at, instead of finding nothing', async () => {
    const answer = await stage.portal.get('/v1/orders?pay_code=31000026000000123548');
    expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual(['/pay_code']);
  });
});
