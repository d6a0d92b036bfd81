import { addDays, businessDayOf, startOfBusinessDay } from '../../../src/kernel/business-day';
import { until, type Json } from '../notifications/town';
import { Counter } from '../claims/counter';
import { MovableClock } from '../sandbox/movable-clock';

// Yesterday's file is there from the middle of the morning on.
const TODAY = businessDayOf(new Date());
const YESTERDAY = addDays(TODAY, -1);
const clock = new MovableClock();
clock.offsetMs = startOfBusinessDay(TODAY).getTime() + 13 * 3_600_000 - Date.now();

let counter: Counter;
let checker: string;
beforeAll(async () => {
  counter = await Counter.open({ clock, environment: { DATABASE_POOL_SIZE: '20' } });
  counter.desk.town.gateway.work(['reconciliation']);
  checker = (await counter.desk.town.gateway.createKey('checker', { scopes: ['finance'] })).key;
});
afterAll(() => counter.desk.town.closeInOrder());

const call: Counter['desk']['town']['call'] = (...args) => counter.desk.town.call(...args);

async function check(path: string, body: object): Promise<Json & { http: number }> {
  const response = await fetch(counter.desk.town.gateway.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${checker}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { ...((await response.json()) as Json), http: response.status };
}

const fault = (kind: string, settings: Json) =>
  counter.desk.town.gateway.control('POST', '/faults', {
    ...{ channel: 'wechat', target: 'statement', kind, business_day: YESTERDAY },
    ...settings,
  });

async function reconcile(): Promise<Json> {
  const { id } = await call('POST', '/v1/reconciliations', { channel: 'wechat', business_day: YESTERDAY });
  return until(
    'the run to end',
    () => call('GET', `/v1/reconciliations/${String(id)}`),
    ({ status }) => status !== 'queued' && status !== 'waiting',
  );
}

async function differences(): Promise<Json[]> {
  return (await call('GET', `/v1/differences?business_day=${YESTERDAY}&limit=100`)).data as Json[];
}

/** Of the trades: what the channel's account says of the same money comes when it comes. */
async function differenceOf(amount: number): Promise<Json> {
  const ofTrades = (await differences()).filter(({ kind }) => kind !== 'fund_flow');
  const found = ofTrades.find(({ theirs }) => (theirs as Json | null)?.amount === amount);
  if (!found) throw new Error('no such difference');
  return found;
}

const propose = (difference: Json, action: string, more: Json = {}) =>
  call('POST', '/v1/resolutions', { difference_ids: [difference.id], action, reason: '来函核对', ...more });

const idOf = (answer: Json): string => String((answer.data as Json[])[0]?.id);

describe('what only the channel’s own file told us of', () => {
  beforeAll(async () => {
    for (let row = 1; row <= 3; row++) await fault('add_row', { amount: 12_000 });
    await fault('add_row', { amount: 777 });
    await fault('add_row', { amount: 333, row: 'refund' });
    expect(await reconcile()).toMatchObject({ status: 'differences' });
  });

  test('pays the order that it was for, once another key has approved it', async () => {
    const orderId = await counter.order(1);
    const difference = await differenceOf(12_000);
    expect(difference).toMatchObject({
      explanation: { cause: 'unknown_order', age_days: 1, gap: 12_000, suggestion: 'book_to_suspense' },
      row: {
        version: expect.any(Number),
        line: expect.any(Number),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    const proposed = await propose(difference, 'claim_to_order', { order_id: orderId });
    expect(proposed).toMatchObject({ http: 201 });
    const ids = { resolution_ids: [idOf(proposed)] };
    expect(await call('POST', '/v1/resolutions/approve', ids)).toMatchObject({
      ...{ http: 403, code: 'OWN_PROPOSAL' },
      details: { obstacles: [{ id: ids.resolution_ids[0] }] },
    });
    expect(await check('/v1/resolutions/approve', ids)).toMatchObject({
      http: 200,
      data: [{ status: 'approved', claim_id: expect.stringMatching(/^clm_/) }],
    });
    expect((await counter.desk.town.order(orderId)).status).toBe('paid');
    expect(await counter.untilReceipts(orderId)).toHaveLength(1);
    expect(await check('/v1/resolutions/approve', ids)).toMatchObject({
      ...{ http: 409, code: 'RESOLUTION_NOT_IN_STATE' },
      details: { status: 'approved' },
    });
    const reversal = { ...ids, reason: '更正' };
    expect(await call('POST', '/v1/resolutions/reverse', reversal)).toMatchObject({
      ...{ http: 422, code: 'RESOLUTION_NOT_REVERSIBLE' },
    });
  });

  test('of many that are approved at once, the one that cannot be done is named, and nothing is', async () => {
    const orderId = await counter.order(1);
    const open = (await differences()).filter(
      ({ kind, theirs, closed_at: closedAt }) =>
        kind === 'payment' && closedAt === null && (theirs as Json | null)?.amount === 12_000,
    );
    expect(open).toHaveLength(2);
    const ids: string[] = [];
    for (const difference of open)
      ids.push(idOf(await propose(difference, 'claim_to_order', { order_id: orderId })));
    expect(await check('/v1/resolutions/approve', { resolution_ids: ids })).toMatchObject({
      http: 409,
      details: { obstacles: [{ id: ids[1] }], obstacle_count: 1 },
    });
    expect((await counter.desk.town.order(orderId)).status).toBe('open');
    expect(await check('/v1/resolutions/approve', { resolution_ids: ids.slice(0, 1) })).toMatchObject({
      http: 200,
    });
  });

  test('is refused to an order of another amount', async () => {
    const orderId = await counter.order(1);
    expect(await propose(await differenceOf(777), 'claim_to_order', { order_id: orderId })).toMatchObject({
      http: 422,
      code: 'CLAIM_AMOUNT_DIFFERS',
    });
    expect(await propose(await differenceOf(777), 'claim_to_order')).toMatchObject({
      ...{ http: 422, code: 'REQUEST_INVALID' },
    });
  });

  test('or waits in suspense, in either direction, and the difference is closed', async () => {
    const ids = [String((await differenceOf(777)).id), String((await differenceOf(333)).id)];
    const body = { difference_ids: ids, action: 'book_to_suspense', reason: '来源不明' };
    const proposed = await call('POST', '/v1/resolutions', body);
    const resolutionIds = (proposed.data as Json[]).map(({ id }) => id);
    expect(await check('/v1/resolutions/approve', { resolution_ids: resolutionIds })).toMatchObject({
      http: 200,
    });
    expect((await counter.waiting()).map(({ amount }) => amount)).toContain(777);
    for (const id of ids) {
      expect(await call('GET', `/v1/differences/${id}`)).toMatchObject({
        difference: { closed_at: expect.any(String), proposal_id: null },
        resolutions: [{ action: 'book_to_suspense', status: 'approved', journal_id: expect.any(String) }],
      });
    }
  });

  test('an attachment travels as its bytes', async () => {
    const { gateway, key } = counter.desk.town;
    const send = (type: string, content: string) =>
      fetch(`${gateway.url}/v1/resolution-attachments?name=${encodeURIComponent('回单.pdf')}`, {
        ...{ method: 'POST', body: content },
        headers: { authorization: `Bearer ${key}`, 'content-type': type },
      });
    const kept = await send('application/pdf', '%PDF-1.7');
    expect([kept.status, await kept.json()]).toMatchObject([201, { name: '回单.pdf', size_bytes: 8 }]);
    expect((await send('text/html', '<script>')).status).toBe(422);
    expect((await send('application/pdf', 'x'.repeat(5 * 1024 * 1024 + 1))).status).toBe(413);
  });
});

test('files by hand are refused whole, and the day shows its four sources', async () => {
  const { gateway, key } = counter.desk.town;
  const send = async (route: string, content: string): Promise<Json> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' };
    const response = await fetch(gateway.url + route, { method: 'POST', body: content, headers });
    return { ...((await response.json()) as Json), http: response.status };
  };
  const statement = `/v1/statements?channel=wechat&business_day=${YESTERDAY}`;
  expect(await send(statement, 'x,y')).toMatchObject({
    ...{ http: 422, code: 'STATEMENT_REFUSED', details: { reason: 'header' } },
  });
  expect(await send('/v1/statements?channel=wechat', 'x')).toMatchObject({
    http: 422,
    code: 'REQUEST_INVALID',
  });
  expect(await send('/v1/bank-files?mapping=none', 'x')).toMatchObject({
    ...{ http: 404, code: 'BANK_MAPPING_NOT_FOUND', details: { mappings: [] } },
  });
  expect(await call('GET', `/v1/reconciliation-days/${YESTERDAY}?channel=wechat`)).toMatchObject({
    ...{ http: 200, bank: null, register: { due: { count: 0 } } },
    statement: { version: expect.any(Number) },
  });
  expect(await call('GET', '/v1/reconciliation-days/today?channel=wechat')).toMatchObject({ http: 422 });
});

test('money on a payment of ours whose order was closed goes back to its payer', async () => {
  const { town } = counter.desk;
  const opened = await town.open('wechat');
  await town.call('POST', `/v1/orders/${opened.orderId}/close`);
  await town.untilOrder(opened.orderId, 'closed');
  await fault('add_row', { out_trade_no: opened.paymentId, amount: 12_345 });
  await reconcile();
  const difference = await differenceOf(12_345);
  expect(difference).toMatchObject({
    type: 'status_mismatch',
    explanation: { cause: 'lost_notification', suggestion: 'ask_again', actions: ['refund'] },
  });
  const asked = await call('POST', '/v1/differences/ask-again', { difference_ids: [difference.id] });
  expect(asked).toMatchObject({ http: 202, reconciliation_ids: [expect.stringMatching(/^rec_/)] });
  const proposed = await propose(difference, 'refund');
  const approved = await check('/v1/resolutions/approve', { resolution_ids: [idOf(proposed)] });
  const [{ refund_id: refundId }] = approved.data as [Json];
  const refund = await counter.desk.refund(String(refundId));
  expect(refund).toMatchObject({ amount: 12_345 });
  // The row was invented: the channel has no such money to give back, which is for a person to see.
  await counter.desk.untilRefund(String(refundId), 'manual');
  await counter.desk.decide('POST', `/v1/refunds/${String(refundId)}/give-up`, { note: '渠道无此款' });
});
