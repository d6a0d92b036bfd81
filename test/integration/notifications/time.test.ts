import { setTimeout as sleep } from 'node:timers/promises';
import { MovableClock } from '../sandbox/movable-clock';
import { Town, until, type Channel, type Json, type Opened } from './town';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const clock = new MovableClock();
let town: Town;
beforeAll(async () => {
  town = await Town.open({ clock });
  town.gateway.work(['notifications', 'payments']);
});
afterAll(() => town.closeInOrder());

const pass = (ms: number): void => void (clock.offsetMs += ms);
const tradeAtChannel = async ({ paymentId }: Opened): Promise<Json> => {
  const found = (await town.gateway.control('GET', `/trades?out_trade_no=${paymentId}`)) as { data: Json[] };
  return found.data[0]!;
};
const payUnheard = async (channel: Channel, opened: Opened): Promise<void> => {
  await town.fault(channel, opened, { kind: 'lose', times: null });
  await town.gateway.pay(opened.content);
};
/** How often work on this subject has come round. */
const nextTime = async (subject: string): Promise<string | undefined> => {
  const [entry] = await town.gateway.sql<{ at: Date }>('select run_at as at from outbox where subject = $1', [
    subject,
  ]);
  return entry?.at.toISOString();
};
/** Lets time pass until the work of this subject has come round once more, or has ended. */
const goRound = async (subject: string): Promise<void> => {
  const before = await nextTime(subject);
  pass(31 * SECOND);
  await until(
    `${subject} to come round`,
    () => nextTime(subject),
    (now) => now !== before,
  );
};

describe('R22: a notification that never comes', () => {
  test.each<Channel>(['wechat', 'alipay'])('on %s is made good by asking', async (channel) => {
    const opened = await town.open(channel);
    await payUnheard(channel, opened);
    pass(6 * SECOND);
    await town.untilOrder(opened.orderId, 'paid');
    expect(await town.facts(opened.paymentId)).toEqual([
      { kind: 'payment_succeeded', origin: 'query', outcome: 'settled', reason: null },
    ]);
  });

  test('and comes after all, hours later, changes nothing', async () => {
    const opened = await town.open('wechat');
    await town.fault('wechat', opened, { kind: 'delay', ms: 1_500 });
    await town.gateway.pay(opened.content);
    pass(6 * SECOND);
    await town.untilOrder(opened.orderId, 'paid');
    await town.answered(opened.paymentId, 1);
    await town.drained();
    expect((await town.facts(opened.paymentId)).map(({ outcome }) => outcome)).toEqual([
      'settled',
      'duplicate',
    ]);
    expect(await town.booked(opened.paymentId)).toHaveLength(1);
  });

  test('is asked for again within half a minute after the channel could not be reached for long', async () => {
    const opened = await town.open('wechat');
    await town.fault('wechat', opened, { target: 'query', kind: 'error_before', times: null });
    for (let i = 0; i < 10; i++) await goRound(opened.paymentId);
    await town.gateway.control('DELETE', '/faults');
    await payUnheard('wechat', opened);
    pass(31 * SECOND);
    await town.untilOrder(opened.orderId, 'paid');
  });
});

describe('R22: an order that runs out', () => {
  test.each<[Channel, string]>([
    ['wechat', 'closed'],
    ['alipay', 'prepared'],
  ])('on %s is ended at the channel first, and only then here', async (channel, atChannel) => {
    const opened = await town.open(channel, { expires_in: 60 });
    pass(58 * SECOND);
    await sleep(500);
    expect((await town.order(opened.orderId)).status).toBe('open');
    expect((await town.payment(opened.paymentId)).status).toBe('pending');
    for (let i = 0; i < 3; i++) pass(4 * SECOND);
    await town.untilOrder(opened.orderId, 'expired');
    const moves = await town.gateway.sql<{ subject: string; to_status: string }>(
      'select subject, to_status from status_change where subject_id in ($1, $2) order by id',
      [opened.orderId, opened.paymentId],
    );
    expect(moves.map((move) => `${move.subject} ${move.to_status}`)).toEqual([
      'payment closed',
      'order expired',
    ]);
    expect((await tradeAtChannel(opened)).status).toBe(atChannel);
    await expect(town.gateway.pay(opened.content)).rejects.toThrow('409');
    expect((await town.events(opened.orderId)).map(({ type }) => type)).toEqual(['order.expired']);
  });

  test.each<Channel>(['wechat', 'alipay'])(
    'on %s but was paid unheard is paid, not expired',
    async (channel) => {
      const opened = await town.open(channel, { expires_in: 60 });
      await payUnheard(channel, opened);
      await town.fault(channel, opened, { target: 'query', kind: 'error_before' });
      pass(70 * SECOND);
      await town.untilOrder(opened.orderId, 'paid');
    },
  );

  test.each<Channel>(['wechat', 'alipay'])(
    'stays open while %s cannot be asked whether it was paid',
    async (channel) => {
      const opened = await town.open(channel, { expires_in: 60 });
      for (const target of ['query', 'close'])
        await town.fault(channel, opened, { target, kind: 'html_502', times: null });
      for (let i = 0; i < 4; i++) {
        pass(MINUTE);
        await sleep(300);
      }
      expect((await town.order(opened.orderId)).status).toBe('open');
      await town.gateway.control('DELETE', '/faults');
      pass(6 * MINUTE);
      await town.untilOrder(opened.orderId, 'expired');
    },
  );

  test('whose payer was faster than the close keeps the money in suspense', async () => {
    const opened = await town.open('wechat', { expires_in: 60 });
    pass(70 * SECOND);
    await town.untilOrder(opened.orderId, 'expired');
    await town.gateway.pay(opened.content, { force: true });
    const payment = await town.untilPayment(opened.paymentId, 'succeeded');
    expect(payment).toMatchObject({ disposition: 'suspense', reason: 'order_expired' });
    expect((await town.order(opened.orderId)).status).toBe('expired');
    expect(await town.booked(opened.paymentId)).toMatchObject([{ reason: 'order_expired' }]);
    const types = (await town.events(opened.orderId)).map(({ type }) => type);
    expect(types).toEqual(['order.expired', 'payment.suspended']);
  });

  test('whose payer was faster than the close, and who is only in the statement, is found by asking again', async () => {
    const opened = await town.open('wechat', { expires_in: 60 });
    pass(70 * SECOND);
    await town.untilOrder(opened.orderId, 'expired');
    await town.fault('wechat', opened, { kind: 'lose', times: null });
    await town.gateway.pay(opened.content, { force: true });
    // What a reconciliation does about a payment that only the channel knows as paid.
    await town.gateway.database.stores.outbox.putEntries(
      [{ kind: 'payment.follow', subject: opened.paymentId, runAt: clock.now() }],
      clock.now(),
    );
    expect(await town.untilPayment(opened.paymentId, 'succeeded')).toMatchObject({ disposition: 'suspense' });
    expect(await town.facts(opened.paymentId)).toMatchObject([{ origin: 'query', outcome: 'suspense' }]);
  });

  test('without a payment runs out at its time', async () => {
    const orderId = await town.createOrder({ expires_in: 60 });
    pass(61 * SECOND);
    await town.untilOrder(orderId, 'expired');
    expect(await town.openPayment(orderId, 'wechat')).toMatchObject({ http: 409, code: 'ORDER_NOT_OPEN' });
  });
});

describe('a QR code', () => {
  test('of Alipay that nobody has scanned stays open for as long as it can be scanned', async () => {
    const opened = await town.open('alipay');
    for (let i = 0; i < 5; i++) await goRound(opened.paymentId);
    expect((await town.payment(opened.paymentId)).status).toBe('pending');
    expect((await tradeAtChannel(opened)).status).toBe('prepared');
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
  });

  test('that was replaced and is paid after the newer one leads to suspense', async () => {
    const older = await town.open('wechat', { expires_in: 10_800 });
    pass(120 * MINUTE - 3 * SECOND);
    const newer = await town.openOn(older.orderId, 'wechat');
    expect(newer.paymentId).not.toBe(older.paymentId);
    await town.gateway.pay(newer.content);
    await town.untilOrder(older.orderId, 'paid');
    await town.gateway.pay(older.content, { force: true });
    const payment = await town.untilPayment(older.paymentId, 'succeeded');
    expect(payment).toMatchObject({ disposition: 'suspense', reason: 'order_paid_already' });
  });

  test('is the same one for all who open the payment at the same moment, and it can be paid', async () => {
    const orderId = await town.createOrder();
    const all = await Promise.all(Array.from({ length: 5 }, () => town.openOn(orderId, 'wechat')));
    expect(new Set(all.map(({ content }) => content)).size).toBe(1);
    await town.gateway.pay(all[0]!.content);
    await town.untilOrder(orderId, 'paid');
  });

  test('is the same one when the payment is opened again', async () => {
    const opened = await town.open('wechat');
    const again = await town.openOn(opened.orderId, 'wechat');
    expect(again).toEqual(opened);
  });
});
