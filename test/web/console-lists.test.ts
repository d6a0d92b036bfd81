import { createBankService } from '../../src/reconciliation/bank/bank.service';
import type { BankMapping } from '../../src/reconciliation/bank/bank-mapping';
import { tradeStatement } from '../../src/sandbox/wechat/statement';
import { MovedClock } from '../support/moved-clock';
import { until } from '../integration/notifications/town';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const MAPPING: BankMapping = {
  ...{
    name: 'icbc',
    encoding: 'utf-8',
    delimiter: ',',
    skipLines: 0,
    dateFormat: 'YYYY-MM-DD',
    account: '1001',
  },
  columns: {
    ...{ date: '日期', account: '账号', credit: '收入', debit: '支出', amount: null, serial: null },
    ...{ counterAccount: null, reference: null, balance: null },
  },
  channels: {},
};
const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let world: ConsoleWorld;
let reviewer: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
  reviewer = await world.person('wang');
});
afterAll(() => world.close());

/** Open differences so many days ago. */
const DIFFERENCES = `insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, first_seen_at)
  select 'dif_' || row_number() over (), 'wechat', date '2026-11-25' - ago, 'ours_only', 'payment', 100, 'succeeded',
    now() from unnest($1::int[]) ago`;

describe('lists', () => {
  test('every total of the first page leads to just what it counts', async () => {
    const { orderId } = await world.desk.paid('wechat');
    await world.desk.paid('alipay');
    await world.counter.misfit('wechat', 24_000);
    await world.waiting();
    await world.gateway.sql(DIFFERENCES, [[0, 1, 2, 3, 5, 5, 8, 30]]);
    // No service listens: what it was not told counts once it was tried.
    await until(
      'every event to be tried',
      () => world.gateway.sql('select from event where attempts = 0'),
      (untold) => untold.length === 0,
    );
    const { html } = await reviewer.get('/console');
    const totals = [...html.matchAll(/<a href="(\/console\/[^"]+)">(?:<strong>)?(\d+)(?: · [^<]*)?</g)];
    const seen = new Map(
      totals.map(([, href = '', count]) => [href.replaceAll('&amp;', '&'), Number(count)]),
    );
    expect([...seen.values()].filter((count) => count > 0).length).toBeGreaterThan(8);
    for (const [href, count] of seen) {
      const rows =
        (await reviewer.get(href)).html.match(/<tbody>[\s\S]*?<\/tbody>/)?.[0].match(/<tr>/g) ?? [];
      expect([href, rows.length]).toEqual([href, count]);
    }
    expect(seen.get('/console/transactions?day=2026-11-25&kind=payment')).toBe(4);
    const ofAll = await reviewer.get('/console/transactions?day=2026-11-25&kind=payment');
    expect(ofAll.html).toContain(orderId);
    expect(ofAll.text).toContain('共 4 笔');
  });

  test('go on page by page, every order once, in the filter that was set', async () => {
    for (let made = 0; made < 60; made++) await world.desk.town.createOrder();
    const seen: string[] = [];
    let next: string | undefined = '/console/orders?status=open';
    while (next) {
      const { html } = await reviewer.get(next);
      seen.push(
        ...[...html.matchAll(/href="\/console\/orders\/(ord_\w+)"/g)].map((match) => String(match[1])),
      );
      next = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    const open = await world.gateway.sql<{ id: string }>(
      `select id from orders where status = 'open' order by id desc`,
    );
    expect(open.length).toBeGreaterThan(50);
    expect(seen).toEqual(open.map(({ id }) => id));
  });

  test.each([
    ['orders', '?status=expired&from=2020-01-01&to=2020-01-02'],
    ['payments', '?channel=alipay&from=2020-01-01&to=2020-01-02'],
    ['refunds', '?from=2020-01-01&to=2020-01-02'],
    ['claims', '?status=rejected'],
    ['fines', '?status=refused'],
    ['orders', '?number=nothing'],
    ['orders', '?status=%3Cscript%3E&from=2020-13-40&to=2020-01-02'],
  ])('%s%s matches nothing and says what to do', async (list, query) => {
    const page = await reviewer.get(`/console/${list}${query}`);
    expect(page).toMatchObject({ status: 200 });
    expect(page.text).toContain('没有符合条件的记录。请放宽筛选条件');
    expect(page.html).not.toContain('<script>');
  });

  test('a report about one account asks for it first, and codes are offered by their names', async () => {
    await world.desk.paid('wechat');
    const first = await reviewer.get('/console/reports/account-statement');
    expect(first).toMatchObject({ status: 200 });
    expect(first.text).toContain('请先填写科目');
    expect(first.html).toMatch(/<option value="clearing:wechat">渠道清算/);
    const page = await reviewer.get('/console/reports/account-statement?account=clearing%3Awechat');
    expect(page.text).toContain('渠道清算 · 微信支付');
    const orders = await reviewer.get('/console/reports/orders');
    expect(orders.html).toMatch(/<option value="passport">普通护照/);
    expect(orders.html).toMatch(/<datalist id="f-agency-known"><option value="310101">/);
  });

  test('a filter is kept under a name, by each person for themselves', async () => {
    const { path, query, name } = { path: '/orders', query: 'status=open', name: '在办' };
    await reviewer.post('/console/views', { path, query, name });
    expect((await reviewer.get('/console/orders')).html).toContain(
      '<a href="/console/orders?status=open">在办</a>',
    );
    expect((await (await world.person('zhao')).get('/console/orders')).text).not.toContain('在办');
    await reviewer.post('/console/views/remove', { path, name });
    expect((await reviewer.get('/console/orders')).text).not.toContain('在办');
  });

  test('an order shows its money, its postings and its story, and that somebody looked is written down', async () => {
    const { orderId, paymentId } = await world.desk.paid('alipay');
    const { text, status } = await reviewer.get(`/console/orders?number=${paymentId}`);
    expect(status).toBe(200);
    expect(text).toContain(orderId);
    const page = await reviewer.get(`/console/orders/${orderId}`);
    for (const part of [paymentId, 'clearing:alipay', '订单已支付', '待支付 → 已支付', '¥120.00'])
      expect(page.text).toContain(part);
    expect((await world.audit(orderId)).map(({ action }) => action)).toEqual(['order.viewed']);
    expect(await reviewer.get('/console/orders/ord_nothing')).toMatchObject({ status: 404 });
  });

  test('speak English where that was asked for, and go on doing so', async () => {
    const sun = await world.person('sun');
    expect((await sun.get('/console/audit?lang=en')).text).toContain('The chain holds');
    expect((await sun.get('/console/orders')).text).toContain('Finance console');
    expect((await sun.get('/console/orders/ord_nothing')).text).toContain('There is no such order');
  });

  test('the audit log is filtered by who, what and about what', async () => {
    const { orderId } = await world.desk.paid('wechat');
    await reviewer.get(`/console/orders/${orderId}`);
    const sun = await world.person('sun');
    const page = await sun.get(`/console/audit?action=order.viewed&subject=${orderId}`);
    expect(page.html.match(/<tbody>[\s\S]*<\/tbody>/)?.[0].match(/<tr>/g)).toHaveLength(1);
    expect(page.text).not.toContain('staff.logged_in');
  });
});

describe('a file that a person brings', () => {
  const day = '2026-11-24';
  const form = { appId: '', mchId: '', feeRatePermyriad: 60, faults: new Set<string>() };

  test('is compared at once, and its page has every row; another content is the next version', async () => {
    const lin = await world.person('lin');
    const content = tradeStatement([], 'ALL', form);
    const kept = await lin.postFile(
      '/console/statements',
      { channel: 'wechat', day },
      { name: '1.csv', content },
    );
    expect(kept.url.pathname).toMatch(/^\/console\/statements\/\w+$/);
    expect(kept.text).toContain(`微信支付 ${day} 第 1 版`);
    const list = await reviewer.get(`/console/statements?channel=wechat&from=${day}&to=${day}`);
    expect(list.text).toContain(`${day} 第 1 版`);
    expect((await reviewer.get(`/console/runs?from=${day}&to=${day}`)).text).toContain('对平');
    const [entry] = await world.audit(day);
    expect(entry).toMatchObject({
      action: 'statement.uploaded',
      actor_name: '林晓',
      details: { name: '1.csv' },
    });
  });

  test('is refused as a whole, and the page says what is wrong and in which row', async () => {
    const lin = await world.person('lin');
    const rows = tradeStatement([], 'ALL', form).split('\r\n');
    const content = [rows[0], '`2026-11-24 10:00:00,`x', ...rows.slice(1)].join('\r\n');
    const upload = (given: string, at = day) =>
      lin.postFile('/console/statements', { channel: 'wechat', day: at }, { name: 'x.csv', content: given });
    const broken = await upload(content);
    expect(broken).toMatchObject({ status: 422 });
    expect(broken.text).toMatch(/对账单整份拒收.*明细行号（不含表头）: 1 问题: 列数不符/);
    expect((await upload('x,y')).text).toContain('表头列名与渠道格式不符');
    expect(await upload(content, 'soon')).toMatchObject({ status: 422 });
    expect((await lin.post('/console/statements', { channel: 'wechat', day })).text).toContain('请选择文件');
    const { html } = await reviewer.get(`/console/statements?from=${day}&to=${day}`);
    expect(html.match(/第 \d 版/g)).toEqual(['第 1 版']);
  });

  test('of the bank says its line, too; who may not bring one is refused before it is read', async () => {
    const bank = createBankService({ database: world.gateway.database, clock });
    await bank.putMapping(
      { id: 'system', name: 'test', permissions: new Set(['statements.upload']) },
      MAPPING,
    );
    const lin = await world.person('lin');
    const file = {
      name: 'icbc.csv',
      content: '日期,账号,收入,支出\n2026-11-25,1001,1.00,\nyesterday,1001,1.00,\n',
    };
    const refused = await lin.postFile('/console/bank-files', { mapping: 'icbc' }, file);
    expect(refused).toMatchObject({ status: 422 });
    expect(refused.text).toMatch(/银行文件整份拒收.*行号: 3/);
    const content = file.content.replace('yesterday', '2026-11-25');
    const kept = await lin.postFile('/console/bank-files', { mapping: 'icbc' }, { ...file, content });
    expect(kept.text).toMatch(/icbc\.csv 有效 icbc 2/);
    const sun = await world.person('sun');
    expect(await sun.postFile('/console/bank-files', { mapping: 'icbc' }, file)).toMatchObject({
      status: 403,
    });
  });
});

test('a look at the audit log sees that an entry was altered, or that the end was cut off', async () => {
  const sun = await world.person('sun');
  expect((await sun.get('/console/audit')).text).toContain('哈希链完整');
  const tamper = (statement: string) =>
    world.gateway.sql(
      `do $$ begin alter table audit_entry disable trigger all; ${statement}; alter table audit_entry enable trigger all; end $$`,
    );
  await tamper(`update audit_entry set actor_name = '李强' where seq = 1`);
  expect((await sun.get('/console/audit?check=all')).text).toContain('哈希链在第 1 条断开');
  const [{ subject } = { subject: '' }] = await world.gateway.sql<{ subject: string }>(
    'select subject from audit_entry where seq = 1',
  );
  expect((await sun.get(`/console/audit?subject=${subject}`)).text).toContain('1 已被改动');
  await tamper('delete from audit_entry where seq = (select max(seq) from audit_entry)');
  expect((await sun.get('/console/audit')).text).toContain('断开');
});
