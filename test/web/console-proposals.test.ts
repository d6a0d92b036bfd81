import { MovedClock } from '../support/moved-clock';
import type { Json } from '../integration/notifications/town';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let world: ConsoleWorld;
let lin: Visitor;
let reviewer: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
  lin = await world.person('lin');
  reviewer = await world.person('wang');
});
afterAll(() => world.close());

interface Found {
  id: string;
  type: string;
  kind?: string;
  ours?: number;
  theirs?: number;
  line?: number;
}

/** A difference as a reconciliation would have left it. */
const found = ({ id, type, kind = 'payment', ours, theirs, line }: Found) =>
  world.gateway.sql(
    `insert into difference (id, channel, business_day, type, kind, transaction_id, out_trade_no, ours_fen,
      ours_status, theirs_fen, theirs_status, statement_id, statement_line, first_seen_at)
    values ($1, 'wechat', '2026-11-24', $2, $3, $1 || '_tx', $1 || '_no', $4::bigint,
      case when $4::bigint is null then null else 'succeeded' end, $5::bigint,
      case when $5::bigint is null then null else 'succeeded' end,
      case when $6::int is null then null else 'sta_1' end, $6::int, now())`,
    [id, type, kind, ours ?? null, theirs ?? null, line ?? null],
  );

/** The line of the channel's file that a difference is about. */
const listed = (line: number, id: string, fen: number) =>
  world.gateway.sql(
    `insert into statement_line (statement_id, line, kind, transaction_id, out_trade_no, amount_fen, fee_fen, status,
      occurred_at) values ('sta_1', $1, 'payment', $2 || '_tx', $2 || '_no', $3, 0, 'succeeded', '2026-11-24T04:00:00Z')`,
    [line, id, fen],
  );

const call = (...args: Parameters<ConsoleWorld['desk']['town']['call']>) => world.desk.town.call(...args);
const propose = (id: string, action: string, more: Json = {}) =>
  call('POST', '/v1/resolutions', { difference_ids: [id], action, reason: '来函核对', ...more });
const waiting = async (by: Visitor = reviewer) => (await by.get('/console/resolutions?status=proposed')).text;

describe('whoever approves sees what the approval books', () => {
  test('an adjustment: both accounts and the amount, in the list and at the difference', async () => {
    await found({ id: 'dif_adjusted', type: 'amount_mismatch', ours: 1343, theirs: 100 });
    const journal = { debit: 'bank', credit: 'fee_expense:wechat', amount: 1234 };
    expect(await propose('dif_adjusted', 'adjust', { journal })).toMatchObject({ http: 201 });
    const shown = /借方 清算银行 bank 贷方 渠道手续费 · 微信支付 fee_expense:wechat ¥?12\.34/;
    expect(await waiting()).toMatch(shown);
    const page = (await reviewer.get('/console/differences/dif_adjusted')).text;
    expect(page).toMatch(shown);
    expect(page).toMatch(
      /批准后将入账的分录 借方 贷方 金额 清算银行 bank 渠道手续费 · 微信支付 fee_expense:wechat ¥?12\.34/,
    );
    expect(page).not.toContain('按建议将入账的分录');
  });

  test('a write-off: the account of what is given up, not that of the suggestion', async () => {
    await found({ id: 'dif_written', type: 'ours_only', ours: 77 });
    const suggested = await reviewer.get('/console/differences/dif_written');
    expect(suggested.text).not.toContain('批准后将入账的分录');
    expect(await propose('dif_written', 'write_off')).toMatchObject({ http: 201 });
    const { text } = await reviewer.get('/console/differences/dif_written');
    expect(text).toMatch(
      /批准后将入账的分录 .*核销 · 微信支付 write_off:wechat 渠道清算 · 微信支付 clearing:wechat ¥?0\.77/,
    );
    expect(text).not.toContain('difference:wechat');
  });

  test('something that books nothing: just that', async () => {
    await found({ id: 'dif_twice', type: 'duplicate', theirs: 500 });
    await propose('dif_twice', 'dismiss');
    expect((await reviewer.get('/console/differences/dif_twice')).text).toContain('不入账');
  });

  test('a claim: the order that is paid, and each posting that the approval then makes', async () => {
    await world.gateway.sql(`insert into statement (id, channel, business_day, version, sha256, line_count, paid_fen,
      refunded_fen, fetched_at) values ('sta_1', 'wechat', '2026-11-24', 1, 'x', 1, 12000, 0, now())`);
    await listed(1, 'dif_claimed', 12_000);
    await found({ id: 'dif_claimed', type: 'channel_only', theirs: 12_000, line: 1 });
    const orderId = await world.desk.town.createOrder({ external_ref: 'passport-0815' });
    const { data } = await propose('dif_claimed', 'claim_to_order', { order_id: orderId });
    const [{ id } = { id: '' }] = data as { id: string }[];
    const page = await reviewer.get('/console/differences/dif_claimed');
    const list = await reviewer.get('/console/resolutions?status=proposed');
    for (const { html, text } of [page, list]) {
      expect(html).toContain(`href="/console/orders/${orderId}"`);
      expect(text).toMatch(/passport-0815 ¥?120\.00/);
    }
    const approved = await reviewer.post(`/console/resolutions/${id}/approve`);
    expect(approved.text).toContain('已批准');
    const booked = await world.gateway.sql<{ debit: string; credit: string }>(
      `select p.debit_account as debit, p.credit_account as credit from posting p join journal j on j.id = p.journal_id
        where j.source in ('wechat:payment:dif_claimed_tx', 'claim:wechat:dif_claimed_tx')`,
    );
    expect(booked).toHaveLength(2);
    for (const { debit, credit } of booked)
      for (const { html } of [page, list, approved])
        expect(html).toMatch(new RegExp(`<code>${debit}</code>.*<code>${credit}</code>`));
  });
});

describe('an adjustment above what a difference is about', () => {
  const journal = { debit: 'bank', credit: 'fee_expense:wechat', amount: 99_999_999_999 };

  test('is refused by the API in both languages, and nothing waits', async () => {
    await found({ id: 'dif_small', type: 'amount_mismatch', ours: 1343, theirs: 1000 });
    expect(await propose('dif_small', 'adjust', { journal })).toMatchObject({
      ...{ http: 422, code: 'REQUEST_INVALID' },
      errors: [
        { pointer: '/journal/amount', message: 'must not be above what the difference is about, ¥3.43' },
      ],
    });
    const { gateway, key } = world.desk.town;
    const answer = await fetch(`${gateway.url}/v1/resolutions`, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        'accept-language': 'zh-CN',
      },
      body: JSON.stringify({ difference_ids: ['dif_small'], action: 'adjust', reason: '核对', journal }),
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('调账金额不能超过该差异涉及的金额 ¥3.43');
    expect(
      await world.gateway.sql("select from difference_resolution where difference_id = 'dif_small'"),
    ).toEqual([]);
  });

  test('is refused to a clerk in words', async () => {
    const fields = { debit: 'bank', credit: 'difference:wechat', reason: '核对', difference: 'dif_small' };
    const refused = await lin.post('/console/resolutions/adjust', { ...fields, amount: '3.44' });
    expect(refused).toMatchObject({ status: 422 });
    expect(refused.text).toContain('调账金额不能超过该差异涉及的金额 ¥3.43');
    const unread = await lin.post('/console/resolutions/adjust', { ...fields, amount: '13,44' });
    expect(unread.text).toContain('最多两位小数');
  });
});

describe('a fee that was netted', () => {
  test('is adjusted between the accounts that the clerk names, and not offered without them', async () => {
    await found({
      id: 'dif_netted',
      type: 'fee_netted',
      kind: 'settlement',
      ours: 2_000_000,
      theirs: 1_988_000,
    });
    const page = await lin.get('/console/differences/dif_netted');
    expect(page.html).not.toContain('<option value="adjust"');
    expect(page.html).toContain('action="/console/resolutions/adjust"');
    expect(page.text).toContain('最多 120.00');
    const made = await lin.post('/console/resolutions/adjust', {
      ...{ difference: 'dif_netted', debit: 'difference:wechat', credit: 'clearing:wechat' },
      ...{ amount: '120', reason: '已向渠道追款' },
    });
    expect(made.url.pathname).toBe('/console/differences/dif_netted');
    expect(made.text).toContain('批准后将入账的分录');
    expect(made.html).not.toContain('action="/console/resolutions/adjust"');
    expect(await waiting()).toMatch(
      /借方 对账差异 · 微信支付 difference:wechat 贷方 渠道清算 · 微信支付 clearing:wechat ¥?120\.00/,
    );
  });
});

describe('many at once', () => {
  test('are offered what one of them can have done, and no order, which takes the money of one', async () => {
    const offeredFor = async (type: string) => {
      const { html } = await lin.get(`/console/differences?type=${type}`);
      return [...html.matchAll(/<option value="([a-z_]+)"[^>]*>/g)]
        .map(([, value]) => value)
        .filter((value) => ['dismiss', 'adjust', 'write_off', 'claim_to_order'].includes(value ?? ''));
    };
    await found({ id: 'dif_unknown', type: 'channel_only', theirs: 100 });
    await found({ id: 'dif_fund', type: 'fund_only', kind: 'fund_flow', theirs: 100 });
    expect(await offeredFor('fund_only')).toEqual(['dismiss']);
    expect(await offeredFor('channel_only')).toEqual([]);
    expect(await offeredFor('amount_mismatch')).toEqual(['adjust', 'write_off']);
  });

  test('that stand are proposed to be taken back together, on one document', async () => {
    const ids = ['dif_many_1', 'dif_many_2'];
    for (const id of ids) await found({ id, type: 'ours_only', ours: 500 });
    const picked = (of: readonly string[]) => Object.fromEntries(of.map((id) => [`pick:${id}`, '1']));
    await lin.post('/console/differences/propose', { ...picked(ids), action: 'adjust', reason: '核对' });
    const resolutions = async (action: string) =>
      (
        await world.gateway.sql<{ id: string }>(
          `select id from difference_resolution where action = '${action}' and difference_id like 'dif_many%'`,
        )
      ).map(({ id }) => id);
    const made = await resolutions('adjust');
    await reviewer.post('/console/resolutions/approve', picked(made));
    expect((await lin.get('/console/resolutions?status=approved')).html).toContain('id="reversal-bulk"');
    const file = { name: '更正单.pdf', type: 'application/pdf', content: '%PDF-1.7 更正' };
    const fields = { ...picked(made), why_back: '重复入账' };
    const sent = await lin.postFile('/console/resolutions/reverse', fields, file);
    expect(sent.text).toMatch(/红字冲销 待审批 重复入账 附件/);
    const red = await resolutions('reverse');
    expect(red).toHaveLength(2);
    await reviewer.post('/console/resolutions/approve', picked(red));
    const open = await world.gateway.sql(
      "select from difference where id like 'dif_many%' and closed_at is null",
    );
    expect(open).toHaveLength(2);
  });
});
