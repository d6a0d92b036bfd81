import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';

const clock = new MovedClock('2026-11-26T10:00:00+08:00');
const [CLOSED, OPEN] = ['2026-11-24', '2026-11-25'];
let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
});
// Its books are made by hand: of whole days, without orders and payments.
afterAll(() => world.desk.town.close());

const ITEMS = ['paid', 'special', 'negative', 'unknown', 'nameless'] as const;

/** Owed for the items on a day, in fen; below zero: more went back than came. */
async function book(day: string, owed: Partial<Record<(typeof ITEMS)[number], number>>): Promise<void> {
  const postings = Object.entries(owed).map(([item, fen], i) => {
    const ends = ['clearing:wechat', `payable:310101:${item}`];
    const [debit, credit] = fen > 0 ? ends : ends.reverse();
    return `('jrn_${day}', ${i + 1}, '${debit}', '${credit}', ${Math.abs(fen)}, '${day}')`;
  });
  await world.gateway.sql(
    `insert into journal values ('jrn_${day}', 'collection', '${day}', '${day} 12:00+08', '${day}', 'ord_1', now())`,
  );
  await world.gateway.sql(`insert into posting (journal_id, line, debit_account, credit_account, amount_fen,
    business_day) values ${postings.join(', ')}`);
}

async function prepare(): Promise<void> {
  const accounts = ITEMS.map(
    (item) => `('payable:310101:${item}', 'payable', 'x', 'x', null, '310101', '${item}')`,
  );
  await world.gateway.sql(`insert into account values ${accounts.join(', ')},
    ('clearing:wechat', 'clearing', 'x', 'x', 'wechat', null, null) on conflict do nothing`);
  await book(CLOSED, { paid: 12_000, special: 500, negative: -300, unknown: 700, nameless: 900 });
  await book(OPEN, { paid: 4_400 });
  const { remittanceRules: rules, ledger } = world.gateway.database.stores;
  const account = { accountName: '市国库经收处', accountNo: '622200001111222233', bankName: null };
  const target = (incomeItemCode: string, more: object = {}) =>
    rules.putTarget({ agencyCode: '310101', incomeItemCode, destination: 'treasury', ...account, ...more });
  await target('paid');
  await target('special', { destination: 'special' });
  await target('negative');
  await target('nameless', { accountNo: ' ' });
  while ((await rules.sumItems({ from: OPEN, to: OPEN })).every(({ collectedFen }) => collectedFen === 0n))
    await ledger.rollUpBalances();
}

/** The rows of the preview, each as one text. */
function rowsOf(html: string): string[] {
  const table = /<caption>(?:待上缴预览|What would)[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(html)?.[1] ?? '';
  return [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    row
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(/^.*?(?=310101)/, '')
      .trim(),
  );
}

test('before a batch is made the page says what would be in it, and why an item would not', async () => {
  const [zhou, lin] = [await world.person('zhou'), await world.person('lin')];
  await prepare();
  const unclosed = await zhou.get('/console/remittances');
  expect(unclosed.text).toContain('关账后才能上缴');
  expect(rowsOf(unclosed.html)).toContain('310101 paid — ¥164.00 不列入：营业日尚未关账');
  await world.gateway.sql(
    `insert into sealed_day values ('${CLOSED}', 'before', 'hash', '{}', 'k', 's', 'stf_1', 'stf_2', now())`,
  );
  const seen = await zhou.get('/console/remittances');
  expect(seen.text).toContain(`上缴国库（截至 ${CLOSED}）`);
  const rows = rowsOf(seen.html);
  expect([...rows].sort()).toEqual(
    [
      '310101 paid 国库 ¥120.00 列入',
      '310101 special 财政专户 ¥5.00 列入',
      '310101 negative 国库 ¥-3.00 不列入：退付多于收缴',
      '310101 nameless 国库 ¥9.00 不列入：去向没有户名或账号',
      '310101 unknown — ¥7.00 不列入：未设置去向',
      '310101 paid — ¥44.00 不列入：营业日尚未关账',
    ].sort(),
  );
  expect(rowsOf((await lin.get('/console/remittances')).html)).toEqual([]);
  // It is what is then made.
  const made = await zhou.post('/console/remittances/make', { destination: 'treasury', up_to: CLOSED });
  expect(made.text).toMatch(/金额 ¥120\.00/);
  for (const words of ['退付多于收缴', '去向没有户名或账号', '未设置去向'])
    expect(made.text).toContain(words);
  const after = rowsOf((await zhou.get('/console/remittances?lang=en')).html);
  expect(after).toContain('310101 special Special account ¥5.00 Yes');
  expect(after).toContain('310101 unknown — ¥7.00 No: Nobody said where it goes');
  expect(after.join()).not.toContain('¥120.00');
});
