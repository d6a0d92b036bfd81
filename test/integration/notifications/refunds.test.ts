import { setTimeout as sleep } from 'node:timers/promises';
import { digits, Messages, send } from './messages';
import { Town, until, type Channel, type Json, type Opened } from './town';

let town: Town;
let quiet: Town | null = null;
let messages: Messages;
beforeAll(async () => {
  [town, messages] = await Promise.all([Town.open(), Messages.load()]);
  town.gateway.work(['notifications', 'payments']);
});
afterEach(async () => {
  await quiet?.closeInOrder();
  quiet = null;
});
afterAll(() => town.closeInOrder());

const paidOrder = async (channel: Channel): Promise<Opened> => {
  const opened = await town.open(channel);
  await town.gateway.pay(opened.content);
  await town.untilOrder(opened.orderId, 'paid');
  return opened;
};
/** The merchant's back office at the channel gives money back; our system only hears of it. */
const refundAtChannel = (channel: Channel, { paymentId }: Opened, more: object) =>
  town.gateway.control('POST', '/refund', { channel, out_trade_no: paymentId, ...more });
const refunds = async ({ paymentId }: Opened) =>
  (await town.movements(paymentId)).filter(({ kind }) => kind === 'refund').map(({ amount_fen: fen }) => fen);
const untilRefunds = (opened: Opened, count: number) =>
  until(
    `${count} refunds`,
    () => refunds(opened),
    (booked) => booked.length >= count,
  );

describe("a refund that was made on the channel's side", () => {
  test.each<Channel>(['wechat', 'alipay'])('on %s is booked once, against suspense', async (channel) => {
    const opened = await paidOrder(channel);
    const before = await town.balance(`suspense:${channel}`);
    await refundAtChannel(channel, opened, { amount: 5_000 });
    expect(await untilRefunds(opened, 1)).toEqual(['5000']);
    expect(await town.balance(`suspense:${channel}`)).toBe(before + 5_000n);
    const deliveries = await town.answered(opened.paymentId, 2);
    for (const { id } of deliveries) await town.gateway.control('POST', '/replay', { delivery_id: id });
    await town.drained();
    expect(await refunds(opened)).toEqual(['5000']);
    expect((await town.payment(opened.paymentId)).status).toBe('succeeded');
  });

  test('on Alipay is booked with what it added, although the channel tells the sum so far', async () => {
    const opened = await paidOrder('alipay');
    await refundAtChannel('alipay', opened, { amount: 3_000 });
    await untilRefunds(opened, 1);
    await refundAtChannel('alipay', opened, { amount: 5_000 });
    await untilRefunds(opened, 2);
    await refundAtChannel('alipay', opened, { amount: 4_000 });
    expect(await untilRefunds(opened, 3)).toEqual(['3000', '5000', '4000']);
  });

  test('on Alipay that is heard of after a later one is in the sum of the later one', async () => {
    const opened = await paidOrder('alipay');
    await town.fault('alipay', opened, { kind: 'reorder' });
    await refundAtChannel('alipay', opened, { amount: 3_000 });
    await refundAtChannel('alipay', opened, { amount: 5_000 });
    await town.answered(opened.paymentId, 3);
    await town.drained();
    expect(await refunds(opened)).toEqual(['8000']);
  });

  test('on Alipay, of which several messages lie in one batch, is booked once', async () => {
    const { gateway } = (quiet = await Town.open());
    const opened = await quiet.open('alipay');
    await gateway.pay(opened.content);
    await quiet.answered(opened.paymentId, 1);
    const refund = (amount: number) =>
      gateway.control('POST', '/refund', { channel: 'alipay', out_trade_no: opened.paymentId, amount });
    await refund(3_000);
    await quiet.answered(opened.paymentId, 2);
    await refund(9_000);
    await quiet.answered(opened.paymentId, 3);
    gateway.work(['notifications']);
    await quiet.untilOrder(opened.orderId, 'paid');
    await quiet.drained();
    const booked = await quiet.movements(opened.paymentId);
    expect(booked.map(({ kind, amount_fen: fen }) => `${kind} ${fen}`)).toEqual([
      'payment 12000',
      'refund 3000',
      'refund 9000',
    ]);
  });

  test('on Alipay, of a payment that is not ours, is booked with what it added, also by two workers at once', async () => {
    const bare = await Town.open();
    const { gateway } = bare;
    const told = { refund_fee: '80.00', gmt_refund: '2026-11-24 10:00:00', out_biz_no: 'second' };
    const reply = await send(gateway.url, 'alipay', messages.alipay('not_ours', told));
    expect(reply).toMatchObject({ status: 200, body: 'success' });
    await gateway.database.transact(async ({ transactions }) => {
      await transactions.lockRefunds(['not_ours']);
      gateway.work(['notifications']);
      await sleep(500);
      const first = {
        transactionId: 'first',
        outTradeNo: 'not_ours',
        outRefundNo: 'first',
        amountFen: 3_000n,
      };
      const booked = { occurredAt: new Date(), businessDay: '2026-11-24', disposition: 'suspense' as const };
      const refund = { channel: 'alipay', kind: 'refund' as const, ...first, ...booked, reason: null };
      await transactions.insertTransactions([refund], new Date());
    });
    await bare.drained();
    const rows = (await bare.movements('not_ours')).filter(({ kind }) => kind === 'refund');
    // The other worker's half is made up, so the books of this town are not looked at.
    await bare.close();
    expect(rows.map(({ amount_fen: fen }) => fen).sort()).toEqual(['3000', '5000']);
  });

  test('before we heard of the payment is booked, and so is the payment when we ask', async () => {
    const opened = await town.open('wechat');
    await town.fault('wechat', opened, { kind: 'lose' });
    await town.fault('wechat', opened, { kind: 'delay', ms: 60_000, times: 15 });
    await town.gateway.pay(opened.content);
    await town.fault('wechat', opened, { kind: 'lose', times: null });
    const refund = { refund_id: `50302709${digits(14)}`, out_refund_no: `r_${digits(6)}` };
    await send(town.gateway.url, 'wechat', messages.wechatRefund(opened.paymentId, refund));
    expect(await untilRefunds(opened, 1)).toEqual(['5000']);
    const answer = await town.call('POST', `/v1/orders/${opened.orderId}/close`);
    expect(answer.http).toBe(409);
    await town.untilOrder(opened.orderId, 'paid');
  });

  test.each(['REFUND.CLOSED', 'REFUND.ABNORMAL'])(
    '%s moves no money and is left for a person',
    async (event) => {
      const opened = await paidOrder('wechat');
      const reply = await send(
        town.gateway.url,
        'wechat',
        messages.wechatRefund(opened.paymentId, { success_time: undefined }, event),
      );
      expect(reply.status).toBe(204);
      await town.drained();
      expect((await town.facts(opened.paymentId)).at(-1)).toMatchObject({ outcome: 'set_aside' });
      expect(await refunds(opened)).toEqual([]);
    },
  );

  test('of more than was paid is not understood', async () => {
    const opened = await paidOrder('alipay');
    const more = { refund_fee: '120.01', gmt_refund: '2026-11-24 10:00:00', out_biz_no: 'r1' };
    const reply = await send(town.gateway.url, 'alipay', messages.alipay(opened.paymentId, more));
    expect(reply).toMatchObject({ status: 400, body: 'failure' });
  });

  test('is seen in the journals of its order', async () => {
    const opened = await paidOrder('wechat');
    await refundAtChannel('wechat', opened, {});
    await untilRefunds(opened, 1);
    const { data } = await town.call('GET', `/v1/ledger/journals?order=${opened.orderId}`);
    const kinds = (data as Json[]).map(({ kind }) => String(kind));
    expect(kinds.sort()).toEqual(['channel_refund', 'collection']);
  });
});
