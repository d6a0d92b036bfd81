import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-26T10:00:00+08:00') });
  await world.gateway.database.stores.remittanceRules.putTarget({
    ...{ agencyCode: '310101', incomeItemCode: 'A', destination: 'treasury' },
    ...{ accountName: '国库', accountNo: '6222', bankName: null },
  });
});
afterAll(() => world.close());

const PAGE = '/console/treasury?period=2026-11';
const REPORT = '/console/reports/treasury-figures?from=2026-11-01&to=2026-11-30';
const CONFIRM = '/console/treasury/confirm';

test('a figure of the treasury stands as not confirmed until another person has confirmed it', async () => {
  const [zhou, chen] = [await world.person('zhou'), await world.person('chen')];
  await zhou.post('/console/treasury/tell', { period: '2026-11', 'figure:A': '1,200.00' });
  const own = await zhou.get(PAGE);
  expect(own.text).toContain('1 项国库数字中有 1 项未复核');
  expect(own.html).not.toContain(CONFIRM);
  expect((await zhou.get(REPORT)).text).toMatch(/2026-11 A A ¥1,200\.00 未复核 周/);
  // Who did not enter it may, with the amount that stood on the page.
  const seen = await chen.get(PAGE);
  expect(seen.text).toContain('待复核的国库数字');
  const fields = { period: '2026-11', 'figure:A': '1200.00', 'pick:A': '1' };
  expect(seen.html).toContain('name="figure:A" value="1200.00"');
  expect(seen.html).toContain('name="pick:A"');
  expect((await zhou.post(CONFIRM, fields)).text).toContain('请由另一位同事审批');
  expect((await chen.post(CONFIRM, { ...fields, 'figure:A': '1200.01' })).text).toContain('收入项目: A');
  expect((await chen.post(CONFIRM, { period: '2026-11', 'figure:A': '1200.00' })).text).toContain('没有选择');
  expect((await chen.get(PAGE)).html).toContain(CONFIRM);
  await chen.post(CONFIRM, fields);
  expect((await chen.get(`${PAGE}&lang=en`)).text).toContain('rests on confirmed figures of the treasury');
  expect((await chen.get(PAGE)).html).not.toContain(CONFIRM);
  const file = await chen.get(`${REPORT.replace('?', '/file?')}&format=csv&lang=en`);
  expect(file.html).toMatch(/2026-11\t?,A,A,1200\.00,Confirmed,周[^,]*,[^,]+,陈/);
  expect((await chen.get(`${REPORT}&status=not_confirmed`)).text).toContain('Rows: 0');
});

test('a figure that is changed waits again, and the report of a part of a year leaves the year out', async () => {
  const [zhou, chen] = [await world.person('zhou'), await world.person('chen')];
  await zhou.post('/console/treasury/tell', { period: '2026-11', 'figure:A': '1300.00' });
  await zhou.post('/console/treasury/tell', { period: '2026', 'figure:A': '9000.00' });
  expect((await chen.get(PAGE)).html).toContain(CONFIRM);
  expect((await chen.get('/console/audit?subject=2026-11')).text).toContain('复核失效的数字: A=1200.00');
  expect((await chen.get(REPORT)).text).not.toContain('9,000.00');
  const year = await chen.get('/console/reports/treasury-figures?from=2026-01-01&to=2026-12-31');
  expect(year.text).toContain('9,000.00');
});
