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

describe('the hotline', () => {
  test('finds an order by the telephone of its payer, which stands nowhere as it is', async () => {
    const orderId = await world.desk.town.createOrder({
      payer: { name: '李雷', phone: '+86 138-1234-5678' },
    });
    const wu = await world.person('wu');
    const found = await wu.post('/console/search', { number: '138 1234 5678', reason: '工单 7' });
    expect(found.text).toContain(orderId);
    expect(found.text).toContain('138****5678');
    const fullWidth = await wu.post('/console/search', {
      number: '１３８　１２３４ ５６７８',
      reason: '工单 7',
    });
    expect(fullWidth.text).toContain(orderId);
    expect((await world.audit(orderId))[0]).toMatchObject({ details: { by: '138****5678' } });
    expect((await wu.post('/console/search', { number: '13812345679', reason: '工单 7' })).text).toContain(
      '没有找到',
    );
    const kept = JSON.stringify(
      await world.gateway.sql('select o.*, p.* from orders o join payer_phone p on p.order_id = o.id'),
    );
    expect(kept).not.toContain('12345678');
  });

  test('finds an order by its pay code with a reason, sees no name, and each look is written down', async () => {
    const orderId = await world.desk.town.createOrder({ payer: { name: '欧阳小明' } });
    const { pay_code } = await world.desk.town.call('GET', `/v1/orders/${orderId}`);
    const wu = await world.person('wu');
    const spaced = String(pay_code).replace(/(\d{4})/g, '$1 ');
    expect(await wu.post('/console/search', { number: spaced, reason: '' })).toMatchObject({ status: 422 });
    const found = await wu.post('/console/search', { number: spaced, reason: '工单 1024' });
    expect(found.url.search).toBe('');
    expect(found.text).toContain(orderId);
    expect(found.text).toContain('欧**');
    expect(found.html).not.toContain('欧阳');
    expect(await world.audit(orderId)).toMatchObject([
      { action: 'order.searched', details: { reason: '工单 1024' } },
    ]);
    const nothing = await wu.post('/console/search', { number: '999', reason: '工单 1025' });
    expect(nothing.text).toContain('没有找到');
  });

  test('what was found stands on the page of the hotline: its place in the navigation, and its other language', async () => {
    const wu = await world.person('wu');
    const referer = new URL('/console/search?lang=zh-CN', wu.base).href;
    const found = await wu.post('/console/search', { number: '999', reason: '工单 8' }, { referer });
    expect(found.html).toContain('href="/console/search?lang=en"');
    expect(found.html).toContain('href="/console/search" aria-current="page"');
    const refused = await wu.post(
      '/console/search',
      { number: '999', reason: '' },
      { referer: 'https://elsewhere.example/console/x' },
    );
    expect(refused.html).not.toContain('/console/x');
  });

  test('places a dispute hold: the refund waits, whoever approves it, until it is released', async () => {
    const { refund, orderId } = await world.waiting();
    const path = `/console/refunds/${String(refund.id)}`;
    const wu = await world.person('wu');
    expect(await wu.post(`/console/search/${orderId}/hold`, {})).toMatchObject({ status: 422 });
    const placed = await wu.post(`/console/search/${orderId}/hold`, { reason: '本人称未申请退款' });
    expect(placed.text).toContain(`已对订单 ${orderId} 设置争议冻结（吴婷：本人称未申请退款）`);
    expect(await wu.post(`/console/search/${orderId}/hold`, { reason: '又一次' })).toMatchObject({
      status: 409,
    });
    reviewer = await world.person('wang');
    expect((await reviewer.get(`/console/orders/${orderId}`)).text).toContain('本人称未申请退款');
    const held = await reviewer.post(`${path}/approve`);
    expect(held).toMatchObject({ status: 409 });
    expect(held.text).toContain('争议冻结');
    const { http, code } = await world.desk.approve(refund);
    expect({ http, code }).toEqual({ http: 409, code: 'DISPUTE_HELD' });
    const released = await wu.post(`/console/search/${orderId}/release`);
    expect(released.text).toContain(`已解除订单 ${orderId} 的争议冻结`);
    // The address that said it was placed says nothing of the sort once it is not.
    expect((await wu.get(`${placed.url.pathname}${placed.url.search}`)).text).not.toContain('已对订单');
    await reviewer.post(`${path}/approve`);
    await world.desk.untilRefund(String(refund.id), 'succeeded');
    const deeds = (await world.audit(orderId)).map(({ action }) => action);
    expect(deeds).toEqual(['dispute.held', 'order.viewed', 'dispute.released']);
  });
});
