import { Desk } from './desk';
import type { Channel } from '../notifications/town';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
  desk.town.gateway.work(['notifications', 'payments', 'webhooks']);
});
afterAll(() => desk.town.closeInOrder());

describe.each<Channel>(['wechat', 'alipay'])('a refund on %s', (channel) => {
  test('is asked for, approved by another, sent, notified, booked and told of (R30)', async () => {
    const opened = await desk.paid(channel);
    const { orderId, paymentId } = opened;
    const asked = await desk.ask(orderId, 5_000);
    expect(asked).toMatchObject({ http: 201, status: 'requested', amount: 5_000, out_refund_no: asked.id });
    expect(await desk.atChannel(channel, opened)).toBe(0);
    expect(await desk.approve(asked)).toMatchObject({ http: 200, status: 'approved' });
    const done = await desk.untilRefund(String(asked.id), 'succeeded');
    expect(done.transaction_id).toEqual(expect.any(String));
    expect(await desk.atChannel(channel, opened)).toBe(5_000);
    const order = await desk.town.order(orderId);
    expect(order.status).toBe('partially_refunded');
    const page = await (await fetch(String(order.cashier_url))).text();
    expect(page).toContain('您支付的 ¥120.00 中，¥50.00 已经退回原支付账户。');
    const [collection, refund] = await desk.journals(orderId);
    expect(refund).toEqual({
      kind: 'refund',
      debit: collection?.credit,
      credit: `clearing:${channel}`,
      fen: '5000',
    });
    await desk.town.answered(paymentId, 2);
    await desk.town.drained();
    expect((await desk.town.movements(paymentId)).map(({ kind }) => kind)).toEqual(['payment', 'refund']);
    expect(await desk.town.gateway.sql('select type from event where subject_id = $1', [asked.id])).toEqual([
      { type: 'refund.succeeded' },
    ]);
  });

  test('of the whole makes the order refunded, and nothing more can be asked for', async () => {
    const opened = await desk.paid(channel);
    const id = await desk.approved(opened.orderId, 12_000);
    await desk.untilRefund(id, 'succeeded');
    await desk.town.untilOrder(opened.orderId, 'refunded');
    expect(await desk.refundable(opened.orderId)).toBe(0);
    expect(await desk.ask(opened.orderId, 1)).toMatchObject({ http: 422, code: 'REFUND_EXCEEDS_REFUNDABLE' });
  });

  test('whose answer is lost is unknown until the channel is asked, and is made once', () =>
    Promise.all(
      ['error_after', 'reset', 'unsigned', 'bad_signature'].map(async (kind) => {
        const opened = await desk.paid(channel);
        await desk.fault(channel, opened, { kind });
        await desk.town.fault(channel, opened, { kind: 'lose', times: 20 });
        const id = await desk.approved(opened.orderId, 7_000);
        await desk.untilRefund(id, 'unknown');
        await desk.untilRefund(id, 'succeeded');
        expect([kind, await desk.atChannel(channel, opened)]).toEqual([kind, 7_000]);
        const booked = await desk.town.movements(opened.paymentId);
        expect(booked.map(({ amount_fen }) => amount_fen)).toEqual(['12000', '7000']);
      }),
    ));

  test('that never arrived is sent again with its number', async () => {
    const opened = await desk.paid(channel);
    await desk.fault(channel, opened, { kind: 'error_before' });
    const id = await desk.approved(opened.orderId, 7_000);
    await desk.untilRefund(id, 'unknown');
    await desk.untilRefund(id, 'succeeded');
    expect(await desk.atChannel(channel, opened)).toBe(7_000);
  });

  test("beside one that was made on the channel's side can take only what is left", async () => {
    const opened = await desk.paid(channel);
    const target = { channel, out_trade_no: opened.paymentId };
    await desk.town.gateway.control('POST', '/refund', { ...target, amount: 5_000 });
    await desk.town.answered(opened.paymentId, 2);
    await desk.town.drained();
    expect(await desk.refundable(opened.orderId)).toBe(7_000);
    expect(await desk.ask(opened.orderId, 7_001)).toMatchObject({ code: 'REFUND_EXCEEDS_REFUNDABLE' });
    const id = await desk.approved(opened.orderId, 7_000);
    await desk.untilRefund(id, 'succeeded');
    expect((await desk.town.order(opened.orderId)).status).toBe('partially_refunded');
  });
});

describe('on WeChat Pay', () => {
  test('a refund that the channel closes fails, and its amount can be asked for again', async () => {
    const opened = await desk.paid('wechat');
    await desk.fault('wechat', opened, { kind: 'outcome', status: 'CLOSED' });
    const id = await desk.approved(opened.orderId, 12_000);
    await desk.untilRefund(id, 'failed');
    expect(await desk.refundable(opened.orderId)).toBe(12_000);
    expect((await desk.town.order(opened.orderId)).status).toBe('paid');
    expect(await desk.ask(opened.orderId, 12_000)).toMatchObject({ http: 201 });
  });

  test('one that cannot be paid out there is left to a person, who records a bank transfer (R31)', async () => {
    const opened = await desk.paid('wechat');
    await desk.fault('wechat', opened, { kind: 'outcome', status: 'ABNORMAL' });
    const id = await desk.approved(opened.orderId, 12_000);
    await desk.untilRefund(id, 'manual');
    expect(await desk.refundable(opened.orderId)).toBe(0);
    const path = `/v1/refunds/${id}/bank-transfer`;
    await desk.verifiedAccount(id);
    expect(await desk.decide('POST', path, { reference: 'ICBC-1' })).toMatchObject({
      http: 200,
      status: 'succeeded',
      bank_reference: 'ICBC-1',
    });
    expect((await desk.town.order(opened.orderId)).status).toBe('refunded');
    expect((await desk.journals(opened.orderId)).at(-1)).toMatchObject({ kind: 'refund', credit: 'bank' });
    expect(await desk.decide('POST', path, { reference: 'ICBC-1' })).toMatchObject({ http: 409 });
  });
});

test('the next refund of a payment waits for as long as its channel wants', async () => {
  const opened = await desk.paid('alipay');
  const first = await desk.approved(opened.orderId, 1_000);
  const second = await desk.approved(opened.orderId, 2_000);
  await desk.untilRefund(first, 'succeeded');
  await desk.untilRefund(second, 'succeeded');
  const [gap] = await desk.town.gateway.sql<{ seconds: number }>(
    `select extract(epoch from max(sent_at) - min(sent_at))::float as seconds from refund where payment_id = $1`,
    [opened.paymentId],
  );
  expect(gap?.seconds).toBeGreaterThanOrEqual(3);
  const booked = (await desk.town.movements(opened.paymentId)).map(({ amount_fen }) => amount_fen);
  expect(booked.sort()).toEqual(['1000', '12000', '2000']);
});
