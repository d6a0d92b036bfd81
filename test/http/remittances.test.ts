import { createApi, listOf, type Api } from './support/api';
import { expectProblem, expectStatus, openStage, type Stage } from './support/stage';

const DAY = '2026-03-31';

let stage: Stage;
let other: Api;
beforeAll(async () => {
  stage = await openStage();
  const { key } = await stage.gateway.createKey('another finance office', { scopes: ['finance'] });
  other = createApi(stage.gateway, key);
  // A closed day with 120.00 yuan for passports of an agency.
  await stage.gateway.sql(`insert into account values
    ('payable:310101:A', 'payable', 'x', 'x', null, '310101', 'A'), ('clearing:wechat', 'clearing', 'x', 'x', 'wechat', null, null)`);
  await stage.gateway.sql(`insert into journal values
    ('jrn_1', 'collection', '${DAY}', '${DAY} 12:00+08', 'test', 'ord_1', now())`);
  await stage.gateway.sql(`insert into posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
    values ('jrn_1', 1, 'clearing:wechat', 'payable:310101:A', 12000, '${DAY}')`);
  await stage.gateway.sql(`insert into sealed_day values
    ('${DAY}', 'before', 'hash', '{}', 'k', 's', 'stf_1', 'stf_2', now())`);
  const targets = stage.gateway.database.stores.remittanceRules;
  await targets.putTarget({
    ...{ agencyCode: '310101', incomeItemCode: 'A', destination: 'treasury' },
    ...{ accountName: '国库', accountNo: '62220000', bankName: null },
  });
  await targets.putSplit('A', [
    { level: 'central', parts: 1 },
    { level: 'city', parts: 2 },
  ]);
  // A transaction that is open anywhere on the server holds the roll-up back for a moment.
  while ((await targets.sumItems({ from: DAY, to: DAY }))[0]?.collectedFen !== 12_000n)
    await stage.gateway.database.stores.ledger.rollUpBalances();
});
afterAll(() => stage.gateway.close());

/** What the checker sees, before he checks. */
async function expectPayee(path: string): Promise<void> {
  const { left_out, payees } = expectStatus(await other.get(path), 200).json;
  const items = [{ agency: '310101', income_item: 'A', amount: 12_000 }];
  const account = { account_name: '国库', account_no: '62220000', bank_name: null };
  expect({ left_out, payees }).toEqual({ left_out: [], payees: [{ ...account, amount: 12_000, items }] });
}

test('a batch is made by one key and checked by another, exported once, and acknowledged', async () => {
  const body = { destination: 'treasury', up_to: DAY };
  const made = expectStatus(await stage.finance.post('/v1/remittances', body), 201).json;
  expect(made).toMatchObject({ status: 'drafted', amount: 12_000, left_out: [] });
  expect(listOf(made.shares).map(({ level, amount }) => [level, amount])).toEqual([
    ['central', 4_000],
    ['city', 8_000],
  ]);
  expectProblem(await other.post('/v1/remittances', body), 409, 'NOTHING_TO_REMIT');
  const path = `/v1/remittances/${String(made.id)}`;
  await expectPayee(path);
  expectProblem(await stage.finance.post(`${path}/check`, undefined), 403, 'OWN_PROPOSAL');
  expectProblem(await other.get(`${path}/file`), 409, 'REMITTANCE_STATUS');
  expectStatus(await other.post(`${path}/check`, undefined), 200);
  const exported = expectStatus(await stage.finance.post(`${path}/export`, undefined), 200).json;
  expect(exported.file_sha256).toMatch(/^[0-9a-f]{64}$/);
  expectProblem(await stage.finance.post(`${path}/export`, undefined), 409, 'REMITTANCE_STATUS');
  const file = await other.get(`${path}/file`);
  expect([file.status, file.text.includes('合计 Total')]).toEqual([200, true]);
  const bank = { bank_reference: 'TIPS-1', on: '2026-04-01' };
  const paid = expectStatus(await stage.finance.post(`${path}/acknowledge`, bank), 200).json;
  expect(paid).toMatchObject({
    status: 'acknowledged',
    ...{ bank_reference: 'TIPS-1', acknowledged_on: bank.on },
  });
  expectProblem(await other.post(`${path}/return`, { reason: 'x' }), 409, 'REMITTANCE_STATUS');
  const list = await other.get('/v1/remittances?status=acknowledged');
  expect(listOf(list.json.data).map(({ id }) => id)).toEqual([made.id]);
  const told = await other.post('/v1/treasury-figures/2026-04', {
    figures: [{ income_item: 'A', amount: 11_999 }],
  });
  expect(expectStatus(told, 200).json).toEqual(compared(false));
});

/** April, of which the treasury got a fen too little. */
const compared = (is_confirmed: boolean) => ({
  ...{ period: '2026-04', is_confirmed },
  items: [{ income_item: 'A', ours: 12_000, theirs: 11_999, difference: -1, is_confirmed }],
});

test('what one key told of the treasury is confirmed by another, as it was seen', async () => {
  const path = '/v1/treasury-figures/2026-04';
  const confirm = (api: Api, amount: number) =>
    api.post(`${path}/confirm`, { figures: [{ income_item: 'A', amount }] });
  expectProblem(await confirm(other, 11_999), 403, 'OWN_PROPOSAL');
  expectProblem(await confirm(stage.finance, 12_000), 409, 'TREASURY_FIGURE_CHANGED');
  expect(expectStatus(await other.get(path), 200).json).toEqual(compared(false));
  expect(expectStatus(await confirm(stage.finance, 11_999), 200).json).toEqual(compared(true));
  expect(expectStatus(await other.get(path), 200).json).toEqual(compared(true));
  expect(expectStatus(await other.get('/v1/treasury-figures/2026-03'), 200).json).toEqual({
    ...{ period: '2026-03', is_confirmed: false, items: [] },
  });
});

test('what goes back of money that has gone to the bank is shown as clawed back', async () => {
  const clawedBack = async (): Promise<unknown> => {
    const { json } = await other.get('/v1/settlement?from=2026-04-01&to=2026-04-30');
    return listOf(json.items)[0]?.clawed_back;
  };
  expect(await clawedBack()).toBe(0);
  await stage.gateway.sql(`insert into journal values
    ('jrn_2', 'refund', '2026-04-02', '2026-04-02 12:00+08', 'test refund', 'ord_1', now()),
    ('jrn_3', 'refund', '2026-04-02', '2026-04-02 12:00+08', 'of another order', 'ord_2', now())`);
  await stage.gateway.sql(`insert into posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
    values ('jrn_2', 1, 'payable:310101:A', 'clearing:wechat', 2000, '2026-04-02'),
      ('jrn_3', 1, 'payable:310101:A', 'clearing:wechat', 700, '2026-04-02')`);
  expect(await clawedBack()).toBe(2_000);
});

test('what is wrong is said, and changes nothing', async () => {
  const make = (body: object) => stage.finance.post('/v1/remittances', body);
  expectProblem(await make({ destination: 'treasury', up_to: '2026-04-01' }), 409, 'DAY_NOT_CLOSED_YET');
  expect(expectProblem(await make({ destination: 'pocket', up_to: DAY }), 422, 'REQUEST_INVALID')).toEqual([
    '/destination',
  ]);
  expectProblem(await stage.finance.get('/v1/remittances/rmt_x'), 404, 'REMITTANCE_NOT_FOUND');
  expectProblem(await stage.portal.get('/v1/remittances'), 403, 'SCOPE_MISSING');
  expect(expectProblem(await other.get('/v1/treasury-figures/2026-13'), 422, 'REQUEST_INVALID')).toEqual([
    'period',
  ]);
  const range = await other.get('/v1/settlement?from=2026-04-01&to=2026-03-01');
  expect(expectProblem(range, 422, 'REQUEST_INVALID')).toEqual(['/to']);
  const figures = expectStatus(await other.get(`/v1/settlement?from=${DAY}&to=${DAY}`), 200).json;
  expect(figures).toMatchObject({
    suspense: 0,
    items: [{ agency: '310101', collected: 12_000, refunded: 0 }],
  });
});
