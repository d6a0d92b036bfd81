import { generateKeyPairSync } from 'node:crypto';
import { addDays, businessDayOf, startOfBusinessDay } from '../../src/kernel/business-day';
import { MovableClock } from '../integration/sandbox/movable-clock';
import { createApi, listOf, type Api } from './support/api';
import { eventually, expectProblem, expectStatus, openStage, type Stage } from './support/stage';

// Noon, since before the channel's hour there is no statement of yesterday.
const TODAY = businessDayOf(new Date());
const YESTERDAY = addDays(TODAY, -1);
const clock = new MovableClock();
clock.offsetMs = startOfBusinessDay(TODAY).getTime() + 12 * 3_600_000 - Date.now();
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

let stage: Stage;
let other: Api;
beforeAll(async () => {
  const pem = KEY.export({ type: 'pkcs8', format: 'pem' }).toString();
  stage = await openStage({ clock, environment: { DAY_SEAL_PRIVATE_KEY: pem } });
  const { key } = await stage.gateway.createKey('another finance office', { scopes: ['finance'] });
  other = createApi(stage.gateway, key);
  stage.gateway.work(['reconciliation']);
});
afterAll(() => stage.gateway.close());

test('a day says what keeps it open, and is closed by two keys', async () => {
  const path = `/v1/days/${YESTERDAY}`;
  const before = expectStatus(await stage.finance.get(path), 200).json;
  expect(before).toMatchObject({ day: YESTERDAY, status: 'open', seal: null, figures: { opening: 0 } });
  expect(listOf(before.blockers).map(({ code, subject }) => [code, subject])).toEqual([
    ['statement_missing', 'wechat'],
    ['statement_missing', 'alipay'],
  ]);
  const refused = await stage.finance.post(`${path}/propose`, undefined);
  expectProblem(refused, 409, 'DAY_NOT_CLOSABLE');
  expect(refused.json).toMatchObject({ details: { blockers: [{ code: 'statement_missing' }, {}] } });
  for (const channel of ['wechat', 'alipay'])
    await stage.finance.post('/v1/reconciliations', { channel, business_day: YESTERDAY });
  await eventually(
    () => stage.finance.get(path),
    ({ json }) => listOf(json.blockers).length === 0,
  );
  expect(expectStatus(await stage.finance.post(`${path}/propose`, undefined), 200).json.status).toBe(
    'proposed',
  );
  expectProblem(await stage.finance.post(`${path}/close`, undefined), 403, 'OWN_PROPOSAL');
  const closed = expectStatus(await other.post(`${path}/close`, undefined), 200).json;
  expect(closed).toMatchObject({ status: 'closed', seal: { previous_hash: '0'.repeat(64) }, blockers: [] });
  expectProblem(await other.post(`${path}/close`, undefined), 409, 'DAY_CLOSED');
  const pdf = await other.get(`${path}/certificate`);
  expect([pdf.status, pdf.headers['content-type'], Number(pdf.headers['content-length']) > 10_000]).toEqual([
    200,
    'application/pdf',
    true,
  ]);
  expectProblem(await other.get(`/v1/days/${TODAY}/certificate`), 404, 'DAY_NOT_CLOSED');
  const list = await other.get(`/v1/days?from=${YESTERDAY}&to=${TODAY}`);
  expect(listOf(list.json.data).map(({ day, status }) => [day, status])).toEqual([
    [YESTERDAY, 'closed'],
    [TODAY, 'open'],
  ]);
});

test.each([
  ['today', TODAY, 409, 'DAY_NOT_CLOSABLE'],
  ['no day', '2026-02-30', 404, 'DAY_NOT_FOUND'],
  ['words', 'yesterday', 404, 'DAY_NOT_FOUND'],
])('%s cannot be closed', async (_, day, status, code) => {
  expectProblem(await other.post(`/v1/days/${day}/propose`, undefined), status, code);
});

test('only the finance department sees days, and a list has its limits', async () => {
  expectProblem(await stage.portal.get(`/v1/days/${YESTERDAY}`), 403, 'SCOPE_MISSING');
  expectProblem(await stage.portal.post(`/v1/days/${YESTERDAY}/close`, undefined), 403, 'SCOPE_MISSING');
  const query = (from: string, to: string) => stage.finance.get(`/v1/days?from=${from}&to=${to}`);
  expect(expectProblem(await query('2026-01-02', '2026-01-01'), 422, 'REQUEST_INVALID')).toEqual(['/to']);
  expect(expectProblem(await query('2020-01-01', '2026-01-01'), 422, 'REQUEST_INVALID')).toEqual(['/to']);
});
