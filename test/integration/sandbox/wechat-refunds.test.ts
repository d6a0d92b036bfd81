import { text } from './json';
import { Stage } from './stage';
import { until } from './until';

const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(() => stage.reset());

describe('a refund at WeChat Pay', () => {
  beforeEach(async () => void (await stage.pay(await stage.wechatOrder('ORDER001'))));

  test('is accepted, succeeds later, and is idempotent by its number', async () => {
    const first = await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 5_000, total: 20_000 });
    expect(first).toMatchObject({
      status: 200,
      json: { status: 'PROCESSING', amount: { refund: 5_000, total: 20_000 } },
    });
    const again = await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 5_000, total: 20_000 });
    expect(again.json.refund_id).toBe(first.json.refund_id);
    const read = async () =>
      text((await stage.wechat.call('GET', '/v3/refund/domestic/refunds/REFUND01')).json.status);
    await until(async () => (await read()) === 'SUCCESS', 'the refund succeeds');
    expect((await stage.wechat.query('ORDER001')).json.trade_state).toBe('REFUND');
  });

  test('another amount under the same number, and more than is left, are refused', async () => {
    await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 5_000, total: 20_000 });
    const other = await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 5_001, total: 20_000 });
    expect(other.json).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('与之前请求不一致'),
    });
    const over = await stage.wechat.refund('ORDER001', 'REFUND02', { refund: 15_001, total: 20_000 });
    expect(over.json).toMatchObject({ code: 'INVALID_REQUEST', message: '申请退款金额超过订单可退金额' });
  });

  test('an unpaid or unknown order cannot be refunded', async () => {
    await stage.wechatOrder('ORDER002');
    expect((await stage.wechat.refund('ORDER002', 'REFUND01', { refund: 1, total: 20_000 })).json.code).toBe(
      'INVALID_REQUEST',
    );
    expect((await stage.wechat.refund('NOBODY01', 'REFUND01', { refund: 1, total: 20_000 })).status).toBe(
      404,
    );
    expect((await stage.wechat.call('GET', '/v3/refund/domestic/refunds/REFUND01')).status).toBe(404);
  });
});
