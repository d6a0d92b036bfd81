import { addDays, businessDayOf, startOfBusinessDay } from '../../src/kernel/business-day';
import { MovableClock } from '../integration/sandbox/movable-clock';
import { listOf } from './support/api';
import { eventually, expectProblem, expectStatus, openStage, type Stage } from './support/stage';

// Noon, since before the channel's hour there is no statement of yesterday.
const TODAY = businessDayOf(new Date());
const clock = new MovableClock();
clock.offsetMs = startOfBusinessDay(TODAY).getTime() + 12 * 3_600_000 - Date.now();

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ clock });
});
afterAll(() => stage.gateway.close());

test.each([
  ['an unknown channel', { channel: 'paypal', business_day: TODAY }, '/channel'],
  ['a channel that is part of every object', { channel: '__proto__', business_day: TODAY }, '/channel'],
  ['a channel with a NUL', { channel: '\u0000', business_day: TODAY }, '/channel'],
  ['tomorrow', { channel: 'wechat', business_day: addDays(TODAY, 1) }, '/business_day'],
  ['a day that is none', { channel: 'wechat', business_day: '2026-02-30' }, '/business_day'],
  ['a time', { channel: 'wechat', business_day: `${TODAY}T00:00:00+08:00` }, '/business_day'],
  ['a day as a number', { channel: 'wechat', business_day: 20_261_123 }, '/business_day'],
  ['no day', { channel: 'wechat' }, '/business_day'],
  ['an unknown field', { channel: 'wechat', business_day: TODAY, force: true }, '/force'],
])('%s cannot be reconciled', async (_, body, pointer) => {
  const answer = await stage.finance.post('/v1/reconciliations', body);
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual([pointer]);
});

test('a day is reconciled on demand, once at a time, and read until it has ended', async () => {
  const body = { channel: 'wechat', business_day: addDays(TODAY, -1) };
  const [first, second] = await Promise.all([
    stage.finance.post('/v1/reconciliations', body),
    stage.finance.post('/v1/reconciliations', body),
  ]);
  expectStatus(first, 202);
  expect(second.json.id).toBe(first.json.id);
  expect(first.headers.location).toBe(`/v1/reconciliations/${first.json.id}`);
  expect(first.json).toMatchObject({ ...body, status: 'queued', reason: null, statement: null });
  stage.gateway.work(['reconciliation']);
  const path = String(first.headers.location);
  const ended = await eventually(
    () => stage.finance.get(path),
    ({ json }) => !['queued', 'waiting'].includes(String(json.status)),
  );
  expect(ended.json).toMatchObject({ status: 'balanced', matched_count: 0 });
  const differences = await stage.finance.get(`${path}/differences?limit=5`);
  expect(listOf(differences.json.data)).toEqual([]);
  expect(differences.json.next_cursor).toBeNull();
});

test('what does not exist is not found, and a list knows its limits', async () => {
  for (const path of ['/v1/reconciliations/rec_x', '/v1/reconciliations/rec_x/differences']) {
    expectProblem(await stage.finance.get(path), 404, 'RECONCILIATION_NOT_FOUND');
  }
  const answer = await stage.finance.get('/v1/reconciliations/rec_x/differences?limit=1000');
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual(['/limit']);
});
