import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const DAYS = 'from=2026-11-25&to=2026-11-25';
const [AGENCY_ZH, AGENCY_EN] = [
  '市公安局出入境管理局',
  'Exit and Entry Administration of the Public Security Bureau',
];
let world: ConsoleWorld;
let treasurer: Visitor;
let orderId: string;
/** What the catalogue calls the affair. */
let affair: { name_zh: string; name_en: string; item: string };

beforeAll(async () => {
  const clock = new MovedClock('2026-11-25T10:00:00+08:00');
  world = await ConsoleWorld.open({ clock });
  ({ orderId } = await world.desk.paid('wechat'));
  clock.moveTo('2026-11-26T10:00:00+08:00');
  treasurer = await world.person('zhou');
  const [row] = await world.gateway.sql<typeof affair>(
    `select name_zh, name_en, income_item_code as item from affair where code = 'passport'`,
  );
  if (!row) throw new Error('the catalogue has no passport');
  affair = row;
  await world.gateway.database.stores.remittanceRules.putTarget({
    ...{ agencyCode: '310102', incomeItemCode: affair.item, destination: 'treasury' },
    ...{ accountName: '国库', accountNo: '6222', bankName: null },
  });
});
afterAll(() => world.close());

const text = async (path: string, language: string, visitor = treasurer) =>
  (await visitor.get(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`)).text;

test.each([
  ['/console/treasury', false],
  ['/console/remittances', false],
  ['/console/settlement', false],
  [`/console/reports/settlement?${DAYS}`, false],
  [`/console/reports/collection-daily?${DAYS}`, true],
  [`/console/reports/collection-monthly?${DAYS}`, true],
])('%s has the names of the catalogue in the language of its reader', async (path, hasAffair) => {
  const [chinese, english] = [await text(path, 'zh-CN'), await text(path, 'en')];
  expect(chinese).toContain(AGENCY_ZH);
  expect(english).toContain(AGENCY_EN);
  expect(english).not.toContain(AGENCY_ZH);
  if (!hasAffair) return;
  expect(chinese).toContain(` ${affair.name_zh} `);
  expect(english).toContain(` ${affair.name_en} `);
  expect(english).not.toContain(` ${affair.name_zh} `);
});

test('an order, also as the hotline sees it, says in English what it is for', async () => {
  const path = `/console/orders/${orderId}`;
  expect(await text(path, 'zh-CN')).toContain(` ${affair.name_zh} ${AGENCY_ZH}`);
  expect(await text(path, 'en')).toContain(` ${affair.name_en} ${AGENCY_EN}`);
  const wu = await world.person('wu');
  const look = async (language: string) => {
    await wu.get(`/console/search?lang=${language}`);
    return (await wu.post('/console/search', { number: orderId, reason: '工单 7' })).text;
  };
  expect(await look('zh-CN')).toContain(` ${affair.name_zh} `);
  expect(await look('en')).toContain(` ${affair.name_en} `);
});

test('a file has the names in the language that it is told in, and in Chinese where it has codes', async () => {
  const clerk = await world.person('lin');
  for (const report of ['collection-daily', 'collected-lines', 'settlement']) {
    const file = async (language: string) =>
      (await clerk.get(`/console/reports/${report}/file?${DAYS}&format=csv&lang=${language}`)).html;
    const said = report === 'collected-lines' ? [affair.name_zh, affair.name_en] : [AGENCY_ZH, AGENCY_EN];
    const [zh = '', en = ''] = said;
    expect(await file('zh-CN')).toContain(`,${zh},`);
    const english = await file('en');
    expect(english).toContain(`,${en},`);
    expect(english).not.toContain(`,${zh},`);
  }
});

test('what the catalogue has in Chinese alone stays in Chinese', async () => {
  await world.gateway.sql(`update affair set name_en = '' where code = 'passport'`);
  await world.gateway.sql(`update agency set name_en = '' where code = '310102'`);
  const daily = await text(`/console/reports/collection-daily?${DAYS}`, 'en');
  expect(daily).toContain(`${AGENCY_ZH} passport ${affair.name_zh} `);
  expect(await text(`/console/orders/${orderId}`, 'en')).toContain(` ${affair.name_zh} ${AGENCY_ZH}`);
  expect(await text('/console/treasury', 'en')).toContain(AGENCY_ZH);
});
