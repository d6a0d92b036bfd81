import { Desk } from './desk';

const FAILURES = 3;

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open({
    environment: { CHANNEL_AWAY_AFTER_FAILURES: `${FAILURES}`, CHANNEL_AWAY_SECONDS: '2' },
  });
  desk.town.gateway.work(['notifications', 'payments']);
});
afterAll(() => desk.town.closeInOrder());

test.each(['wechat', 'alipay'] as const)(
  'a refund while %s is left alone is unknown, and goes out afterwards with the same number',
  async (channel) => {
    const opened = await desk.paid(channel);
    const asked = await desk.ask(opened.orderId, 12_000);
    const { gateway } = desk.town;
    const fault = { channel, target: 'create', kind: 'html_502', times: FAILURES };
    await gateway.control('POST', '/faults', fault);
    for (let i = 0; i < FAILURES; i++) await desk.town.open(channel);
    const id = String(asked.id);
    expect(await desk.approve(asked)).toMatchObject({ http: 200, status: 'approved' });
    await desk.untilRefund(id, 'unknown');
    expect(await desk.atChannel(channel, opened)).toBe(0);
    await desk.untilRefund(id, 'succeeded');
    expect(await desk.atChannel(channel, opened)).toBe(12_000);
    const numbers = await gateway.sql(
      'select out_refund_no from channel_transaction where out_trade_no = $1 and kind = $2',
      [opened.paymentId, 'refund'],
    );
    expect(numbers).toEqual([{ out_refund_no: id }]);
  },
);
