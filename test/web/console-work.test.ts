import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let world: ConsoleWorld;
let reviewer: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
  reviewer = await world.person('wang');
});
afterAll(() => world.close());

const later = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms).toISOString());
const MINUTE = 60_000;

describe('a refund', () => {
  test('is approved by a reviewer, goes to the channel, and the log says by whom', async () => {
    const { refund } = await world.waiting();
    const list = await reviewer.get('/console/refunds?status=requested');
    expect(list.html).toContain(`href="/console/refunds/${String(refund.id)}"`);
    const page = await reviewer.get(`/console/refunds/${String(refund.id)}`);
    expect(page.text).toContain('¥10.00');
    reviewer = await world.person('wang');
    const after = await reviewer.post(`/console/refunds/${String(refund.id)}/approve`);
    expect(after.url.pathname).toBe(`/console/refunds/${String(refund.id)}`);
    await world.desk.untilRefund(String(refund.id), 'succeeded');
    const log = await world.audit(String(refund.id));
    expect(log).toMatchObject([
      { action: 'refund.approved', actor_name: '王芳', details: { amount: '1000' } },
    ]);
  });

  test('is rejected with a reason, without which nothing happens', async () => {
    const { refund } = await world.waiting();
    const path = `/console/refunds/${String(refund.id)}`;
    expect(await reviewer.post(`${path}/reject`, { note: ' ' })).toMatchObject({ status: 422 });
    expect((await world.desk.refund(String(refund.id))).status).toBe('requested');
    expect((await reviewer.post(`${path}/reject`, { note: '材料不全' })).text).toContain('材料不全');
    expect((await world.desk.refund(String(refund.id))).status).toBe('rejected');
  });

  test('needs a confirmation of the last five minutes, and after it the same button works', async () => {
    const { refund } = await world.waiting();
    const path = `/console/refunds/${String(refund.id)}`;
    const chen = await world.person('chen');
    later(6 * MINUTE);
    const asked = await chen.post(`${path}/approve`);
    expect(asked.url.pathname).toBe('/console/confirm');
    expect((await world.desk.refund(String(refund.id))).status).toBe('requested');
    const link = /href="([^"]*confirm=1[^"]*)"/.exec(asked.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    // The provider asks anew, though its own session still stands.
    const provider = await chen.get(link);
    expect(provider.url.pathname).toMatch(/^\/identity\/login\//);
    const back = await chen.chooseAt(provider, 'chen');
    expect(back.url.pathname).toBe(path);
    await chen.post(`${path}/approve`);
    await world.desk.untilRefund(String(refund.id), 'succeeded');
  });

  test('a confirmation by somebody else ends the session', async () => {
    const { refund } = await world.waiting();
    const zhao = await world.person('zhao');
    later(6 * MINUTE);
    const asked = await zhao.post(`/console/refunds/${String(refund.id)}/approve`);
    const link = /href="([^"]*confirm=1[^"]*)"/.exec(asked.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    // The provider ends the session of the one before by a form that a browser sends by itself.
    const refused = await zhao.submit(await zhao.chooseAt(await zhao.get(link), 'wang'));
    expect(refused).toMatchObject({ status: 401 });
    expect(refused.text).toContain('确认身份的不是当前登录的人');
    expect((await zhao.get('/console')).url.pathname).toBe('/console/login');
    expect((await world.desk.refund(String(refund.id))).status).toBe('requested');
  });

  test('is not decided by who asked for it, nor by who may not', async () => {
    const { refund } = await world.waiting();
    const path = `/console/refunds/${String(refund.id)}/approve`;
    reviewer = await world.person('wang');
    await world.gateway.sql(
      `update refund set requested_by = (select id from staff_member where subject = 'wang') where id = $1`,
      [refund.id],
    );
    const own = await reviewer.post(path);
    expect(own).toMatchObject({ status: 403 });
    expect(own.text).toContain('提出人不能审批自己的退款申请');
    const clerk = await world.person('lin');
    expect((await clerk.get(path.replace('/approve', ''))).text).not.toContain('批准退款');
    expect(await clerk.post(path)).toMatchObject({ status: 403 });
    expect((await world.desk.refund(String(refund.id))).status).toBe('requested');
    expect(await world.audit(String(refund.id))).toEqual([]);
  });

  test('that its channel cannot pay out goes to an account that one enters and another verifies', async () => {
    const opened = await world.desk.paid('wechat');
    await world.desk.fault('wechat', opened, { kind: 'outcome', status: 'ABNORMAL' });
    const id = await world.desk.approved(opened.orderId, 12_000);
    await world.desk.untilRefund(id, 'manual');
    const path = `/console/refunds/${id}`;
    const [lin, wang] = [await world.person('lin'), await world.person('wang')];
    const number = '6222021234567890123';
    const account = { name: '张小明', bank: '工商银行上海分行' };
    expect(await lin.post(`${path}/payee-account`, { ...account, number: '1' })).toMatchObject({
      status: 422,
    });
    const entered = await lin.post(`${path}/payee-account`, { ...account, number });
    expect(entered.text).toContain('****0123');
    expect(entered.html).not.toContain(number);
    expect(entered.text).not.toContain('核验账户');
    expect(await lin.post(path)).toMatchObject({ status: 403 });
    const refused = await wang.post(`${path}/bank-transfer`, { reference: 'ICBC-5' });
    expect(refused.text).toContain('由另一位同事核验');
    await wang.post(`${path}/payee-account`, { ...account, number });
    await wang.post(`${path}/payee-account`, { ...account, number: `${number}4` });
    const own = await wang.post(`${path}/payee-account-verified`, { number: `${number}4` });
    expect(own.text).toContain('录入人不能核验自己录入的账户');
    await lin.post(`${path}/payee-account`, { ...account, number });
    expect((await wang.post(`${path}/payee-account-verified`, { number })).text).toContain('登记银行转账');
    const whole = await wang.post(path);
    expect(whole.html).toContain(number);
    expect((await wang.get(path)).html).not.toContain(number);
    expect(await wang.post(`${path}/bank-transfer`, { reference: 'I', paid_on: '31/12' })).toMatchObject({
      status: 422,
    });
    const paid = await wang.post(`${path}/bank-transfer`, { reference: 'ICBC-5', paid_on: '2026-11-25' });
    expect(paid.text).toContain('ICBC-5');
    expect((await world.desk.refund(id)).status).toBe('succeeded');
    const deeds = (await world.audit(id)).map(({ action }) => action.replace('payee_account.', ''));
    expect(deeds).toEqual([
      ...['refund.approved', 'entered', 'entered', 'entered', 'verified', 'revealed'],
      'refund.paid_by_bank',
    ]);
  });

  test('two reviewers at the same second: one decides, the other is told', async () => {
    const { refund } = await world.waiting();
    const path = `/console/refunds/${String(refund.id)}/approve`;
    const both = [await world.person('wang'), await world.person('zhao')];
    const answers = await Promise.all(both.map((one) => one.post(path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.text).toContain('该退款已被处理');
    await world.desk.untilRefund(String(refund.id), 'succeeded');
    expect(await world.audit(String(refund.id))).toHaveLength(1);
  });
});

describe('a refund that a person asks for', () => {
  test('waits for somebody else, and is never of more than there is', async () => {
    const { orderId } = await world.desk.paid('wechat');
    const lin = await world.person('lin');
    const page = await lin.get(`/console/orders/${orderId}`);
    expect(page.text).toContain('最多可退 ¥120.00');
    const ask = (amount: string, seen = '12000') =>
      lin.post(`/console/orders/${orderId}/refund`, { amount, seen, reason: '重复办理' });
    expect((await ask('1,000')).text).toContain('超过可退金额');
    expect((await ask('1.001')).text).toContain('最多两位小数');
    expect((await ask('1.00', '11000')).text).toContain('可退金额已变化');
    const asked = await ask('20.50');
    expect(asked.url.pathname).toMatch(/^\/console\/refunds\/ref_/);
    expect(asked.text).toContain('申请人 林晓');
    const id = asked.url.pathname.split('/').at(-1) ?? '';
    expect((await world.desk.refund(id)).status).toBe('requested');
    reviewer = await world.person('wang');
    await reviewer.post(`/console/refunds/${id}/approve`);
    await world.desk.untilRefund(id, 'succeeded');
    expect((await world.audit(id)).map(({ action }) => action)).toEqual([
      'refund.requested',
      'refund.approved',
    ]);
  });
});

describe('money in suspense', () => {
  test('is claimed by a clerk for an order and bound by a reviewer', async () => {
    const { transaction_id: transaction } = await world.counter.misfit('wechat', 24_000);
    const order = await world.counter.order(2);
    const lin = await world.person('lin');
    expect((await lin.get('/console/suspense')).text).toContain('金额不符');
    const claimed = await lin.post('/console/claims', {
      channel: 'wechat',
      transaction,
      order,
      reason: '付错订单',
    });
    expect(claimed.url.pathname).toBe('/console/claims');
    const [claim] = await world.gateway.sql<{ id: string }>('select id from claim where order_id = $1', [
      order,
    ]);
    expect(await lin.post(`/console/claims/${claim!.id}/approve`)).toMatchObject({ status: 403 });
    reviewer = await world.person('wang');
    await reviewer.post(`/console/claims/${claim!.id}/approve`);
    await world.desk.town.untilOrder(order, 'paid');
    const log = await world.audit(claim!.id);
    expect(log.map(({ action, actor_name }) => `${action} ${actor_name}`)).toEqual([
      'claim.requested 林晓',
      'claim.approved 王芳',
    ]);
  });

  test('a claim for an order of another amount is refused, and nothing is claimed', async () => {
    const { transaction_id: transaction } = await world.counter.misfit('wechat', 11_000);
    const order = await world.counter.order(3);
    const lin = await world.person('lin');
    const answer = await lin.post('/console/claims', { channel: 'wechat', transaction, order, reason: 'x' });
    expect(answer.status).toBe(422);
    expect(await world.gateway.sql('select 1 from claim where order_id = $1', [order])).toEqual([]);
  });
});

test('a day that cannot be closed says what keeps it open and what to do, in words', async () => {
  const lin = await world.person('lin');
  const refused = await lin.post('/console/days/2026-11-24/propose');
  expect(refused).toMatchObject({ status: 409 });
  expect(refused.text).toContain('缺少该渠道的对账单，请发起对账或上传文件。 · 对象 wechat');
});

describe('what is proposed about a difference', () => {
  const DIFFERENCE = `insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, first_seen_at)
    values ('dif_console', 'wechat', '2026-11-24', 'ours_only', 'payment', 100, 'succeeded', now())`;

  test('has a reason that is neither missing nor far too long, and each is told apart', async () => {
    await world.gateway.sql(DIFFERENCE);
    const lin = await world.person('lin');
    const propose = (reason: string) =>
      lin.post('/console/differences/propose', { 'pick:dif_console': '1', action: 'adjust', reason });
    expect((await propose(' ')).text).toContain('请填写原因');
    expect((await propose('长'.repeat(201))).text).toMatch(/文字过长，未作任何更改.*最多字数: 200/);
    expect(await propose('长'.repeat(10_000))).toMatchObject({
      status: 413,
      text: expect.stringContaining('文字过长，未作任何更改') as unknown,
    });
    expect(await world.gateway.sql('select * from difference_resolution')).toEqual([]);
    expect((await propose('银行电话确认')).url.pathname).toBe('/console/differences/dif_console');
  });

  test('is listed with what it is about, and a red entry is not offered to be taken back', async () => {
    reviewer = await world.person('wang');
    const list = await reviewer.get('/console/resolutions?status=proposed');
    expect(list.text).toMatch(/短款（仅我方有） 2026-11-24 微信支付 调账/);
    const [one] = await world.gateway.sql<{ id: string }>('select id from difference_resolution');
    await reviewer.post(`/console/resolutions/${one?.id}/approve`);
    const lin = await world.person('lin');
    const fields = { [`pick:${one?.id}`]: '1', why_back: '更正' };
    const page = await lin.post('/console/resolutions/reverse', fields);
    const red = /resolutions\/(res_\w+)\/withdraw/.exec(page.html)?.[1] ?? '';
    const reversed = await reviewer.post(`/console/resolutions/${red}/approve`);
    expect(reversed.text).toContain('红字冲销 已批准');
    expect(reversed.html).not.toContain('/reverse"');
  });
});
