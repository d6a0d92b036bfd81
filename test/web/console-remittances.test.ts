import { MovedClock } from '../support/moved-clock';
import { expectLists } from './console-figures';
import { ConsoleWorld } from './console-world';

const DAY = '2026-11-24';
const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
});
// Its books are made by hand: of a whole day, without orders and payments.
afterAll(() => world.desk.town.close());

/** A closed day with 120.00 yuan of an item that has an account, and 7.00 of one without. */
async function closeDay(): Promise<void> {
  await world.gateway.sql(`insert into account values
    ('payable:310101:A', 'payable', 'x', 'x', null, '310101', 'A'),
    ('payable:310101:B', 'payable', 'x', 'x', null, '310101', 'B'),
    ('clearing:wechat', 'clearing', 'x', 'x', 'wechat', null, null) on conflict do nothing`);
  await world.gateway.sql(`insert into journal values
    ('jrn_1', 'collection', '${DAY}', '${DAY} 12:00+08', 'test', 'ord_1', now())`);
  await world.gateway.sql(`insert into posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
    values ('jrn_1', 1, 'clearing:wechat', 'payable:310101:A', 12000, '${DAY}'),
      ('jrn_1', 2, 'clearing:wechat', 'payable:310101:B', 700, '${DAY}')`);
  await world.gateway.sql(`insert into sealed_day values
    ('${DAY}', 'before', 'hash', '{}', 'k', 's', 'stf_1', 'stf_2', now())`);
  const { remittanceRules: rules, ledger } = world.gateway.database.stores;
  const target = { agencyCode: '310101', destination: 'treasury', bankName: null } as const;
  const account = { accountName: '市国库经收处', accountNo: '622200001111222233' };
  await rules.putTarget({ ...target, ...account, incomeItemCode: 'A' });
  await rules.putTarget({ ...target, incomeItemCode: 'B', accountName: '只有户名', accountNo: null });
  // A transaction that is open anywhere on the server holds the roll-up back for a moment.
  while ((await rules.sumItems({ from: DAY, to: DAY })).every(({ collectedFen }) => collectedFen === 0n))
    await ledger.rollUpBalances();
}

test('who checks a batch sees whom it pays and what was left out of it, as the bank will be told', async () => {
  await closeDay();
  const treasurer = await world.person('zhou');
  const made = await treasurer.post('/console/remittances/make', { destination: 'treasury', up_to: DAY });
  for (const words of ['收款账户', '制单时未列入的项目', '去向没有户名或账号', '¥7.00'])
    expect(made.text).toContain(words);
  const path = made.url.pathname;
  // Somebody says something else once it is made.
  await world.gateway.sql(`update remittance_target set account_name = '别人', account_no = '1'`);
  const checker = await world.person('chen');
  const seen = await checker.get(`${path}?lang=en`);
  for (const words of ['Payees', 'Left out when it was made', 'It has no account name or number'])
    expect(seen.text).toContain(words);
  const cells = /Payees[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(seen.html)?.[1] ?? '';
  for (const words of ['市国库经收处', '622200001111222233', '310101 / A', '120.00'])
    expect(cells).toContain(words);
  expect(seen.text).not.toContain('别人');
  await checker.post(`${path}/check`);
  await treasurer.post(`${path}/export`);
  const file = await treasurer.get(`${path}/file`);
  expect(file.html).toContain('市国库经收处,"622200001111222233\t",,120.00');
});

test('what was paid leads from the settlement and from the treasury to its lines', async () => {
  const treasurer = await world.person('zhou');
  const [batch] = await world.gateway.sql<{ id: string }>('select id from remittance_batch');
  await treasurer.post(`/console/remittances/${String(batch?.id)}/acknowledge`, { reference: 'TIPS-1' });
  expect(await expectLists(treasurer, '/console/settlement')).toBe(4);
  // Of what went, nothing went back.
  const account = 'account=payable%3A310101%3AA';
  const { text } = await treasurer.get(
    `/console/reports/account-statement?${account}&movement=refunded&from=${DAY}&to=2026-11-25`,
  );
  expect(text).toContain('行数: 0');
  for (const period of ['2026-11', '2026']) {
    const path = `/console/treasury?period=${period}`;
    expect(await expectLists(treasurer, path)).toBe(1);
    const { html } = await treasurer.get(path);
    const lines = await treasurer.get(
      /href="(\/console\/reports[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '',
    );
    expect(lines.html).toContain(`href="/console/remittances/${String(batch?.id)}"`);
  }
});

test('who finds nothing to remit is told why, item by item', async () => {
  await world.gateway.sql(`update remittance_target set account_no = null where income_item_code = 'B'`);
  const treasurer = await world.person('zhou');
  const make = (up_to: string, destination = 'treasury') =>
    treasurer.post('/console/remittances/make', { destination, up_to });
  const lacking = await make(DAY);
  expect(lacking).toMatchObject({ status: 409 });
  for (const words of [
    '没有可上缴的收款账户',
    '执收单位 310101',
    '收入项目 B',
    '去向没有户名或账号',
    '¥7.00',
  ])
    expect(lacking.text).toContain(words);
  expect((await make(DAY, 'special')).text).toContain('均已列入批次、属于其他去向');
  expect((await make('2026-11-25')).text).toContain(`已关账至: ${DAY}`);
});

test('a batch is made of what the form says, and of nothing where it says nothing', async () => {
  const treasurer = await world.person('zhou');
  const make = (fields: Record<string, string>) => treasurer.post('/console/remittances/make', fields);
  const before = await world.gateway.sql('select id from remittance_batch');
  for (const [fields, said] of [
    [{}, '去向 · 请填写此项'],
    [{ destination: 'x', up_to: DAY }, '去向 · 请从给出的选项中选择'],
    [{ destination: 'treasury' }, '截至 · 请填写此项'],
    [{ destination: 'treasury', up_to: 'x' }, '截至 · 请选择日期'],
  ] as const) {
    const refused = await make({ ...fields });
    expect(refused).toMatchObject({ status: 422 });
    expect(refused.text).toContain(said);
  }
  expect(await world.gateway.sql('select id from remittance_batch')).toEqual(before);
});

test('an income item stands with its name wherever it is told of, also in what is wrong with its amount', async () => {
  await world.gateway.sql(`insert into affair (code, agency_code, income_item_code, income_item_name, kind, name_zh, name_en,
      unit_name, price_rule, active)
    select 'named', agency_code, '10201', '证照费', kind, 'x', 'x', unit_name, price_rule, false from affair
      where kind = 'fee' order by code limit 1`);
  const target = { agencyCode: '310101', destination: 'treasury', bankName: null } as const;
  const account = { accountName: '市国库经收处', accountNo: '1' };
  await world.gateway.database.stores.remittanceRules.putTarget({
    ...{ ...target, ...account, incomeItemCode: '10201' },
  });
  const treasurer = await world.person('zhou');
  const { text } = await treasurer.get('/console/treasury?period=2026-11');
  for (const words of ['证照费 10201（元）', '证照费 10201 国库']) expect(text).toContain(words);
  const wrong = { period: '2026-11', 'figure:10201': '1,00' };
  const refused = await treasurer.post('/console/treasury/tell', wrong);
  expect(refused).toMatchObject({ status: 422 });
  expect(refused.text).toContain('10201 · 证照费须为金额');
  await world.gateway.sql(`update affair set income_item_code = 'A' where code = 'named'`);
  const [batch] = await world.gateway.sql<{ id: string }>('select id from remittance_batch');
  const lines = (await treasurer.get(`/console/remittances/${String(batch?.id)}`)).text;
  for (const words of ['/ 证照费 A', '证照费 A ¥120.00']) expect(lines).toContain(words);
});

test('the interest of the bank has a name and a field for what the treasury says of it', async () => {
  const treasurer = await world.person('zhou');
  const path = '/console/treasury?period=2026-10';
  expect((await treasurer.get(path)).text).toContain('银行利息 interest（元）');
  const told = await treasurer.post('/console/treasury/tell', {
    ...{ period: '2026-10', 'figure:interest': '3.50' },
  });
  expect(told.text).toMatch(/银行利息 interest ¥0\.00 ¥3\.50/);
  expect((await treasurer.get(`${path}&lang=en`)).text).toContain('Bank interest interest, yuan');
});

test('an order and the settlement say agency and income item by name and code', async () => {
  const { orderId } = await world.desk.paid('wechat');
  const [named] = await world.gateway.sql<{ agency: string; item: string }>(
    `select g.name_zh || ' ' || g.code as agency, f.income_item_name || ' ' || f.income_item_code as item
      from order_item i join agency g on g.code = i.agency_code join affair f on f.code = i.affair_code
      where i.order_id = $1`,
    [orderId],
  );
  const treasurer = await world.person('zhou');
  for (const path of [`/console/orders/${orderId}`, '/console/settlement'])
    expect((await treasurer.get(path)).text).toContain(`${named?.agency} ${named?.item}`);
});
