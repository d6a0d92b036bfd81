import { systemClock } from '../../../src/kernel/clock';
import { newId } from '../../../src/kernel/ids';
import type { CreateOrderRequest, RefundRequest } from '../../../src/providers/provider';
import type { Call, Trouble, World } from './world';

type Outcome = 'unavailable' | 'outcome-unknown';

/** What a call that was disturbed must be reported as; a read never had an effect. */
const OUTCOMES: Record<Trouble, Record<Call, Outcome>> = {
  hang: unclear(),
  reset: unclear(),
  html_502: unclear(),
  redirect: unclear(),
  truncated_json: unclear(),
  huge_body: unclear(),
  unsigned: unclear(),
  bad_signature: unclear(),
  rate_limited: busy(),
  error_before: busy(),
};

function unclear(): Record<Call, Outcome> {
  return {
    create: 'outcome-unknown',
    query: 'unavailable',
    close: 'outcome-unknown',
    refund: 'outcome-unknown',
  };
}

function busy(): Record<Call, Outcome> {
  return { create: 'unavailable', query: 'unavailable', close: 'unavailable', refund: 'outcome-unknown' };
}

const disturbances = (Object.keys(OUTCOMES) as Trouble[]).flatMap((trouble) =>
  (Object.keys(OUTCOMES[trouble]) as Call[]).map((call) => ({
    trouble,
    call,
    outcome: OUTCOMES[trouble][call],
  })),
);

/** What every channel does behind the port, whatever its wire looks like. */
export function describeProvider(name: string, open: () => Promise<World>): void {
  describe(`${name} behind the port`, () => {
    let world: World;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    describeOrders(() => world);
    describeNotifications(() => world);
    describeNumbers(() => world);
    describeRefunds(() => world);
    describeTrouble(() => world);
  });
}

function describeOrders(world: () => World): void {
  test('a new order gives a QR code, and the same order again gives one too', async () => {
    const request = newOrder(world());
    expect(await qrCodeOf(world(), request)).not.toBe('');
    expect(await qrCodeOf(world(), request)).not.toBe('');
  });

  test('an order that nobody has scanned is pending, or not there yet where the channel makes it on the scan', async () => {
    const { provider } = world();
    const request = newOrder(world());
    await provider.createOrder(request);
    const status = provider.profile.orderExistsBeforeScan ? 'pending' : 'not-found';
    expect(await provider.queryOrder(request)).toEqual({ status });
    const closed = provider.profile.orderExistsBeforeScan ? 'closed' : 'not-found';
    expect(await provider.closeOrder(request)).toBe(closed);
  });

  test('an order that the channel has never seen is not found', async () => {
    const order = { outTradeNo: newId('pay', systemClock.now()) };
    expect(await world().provider.queryOrder(order)).toEqual({ status: 'not-found' });
  });

  test('a paid order says so: to a query, to a close and to a second attempt', async () => {
    const { provider } = world();
    const request = await paidOrder(world());
    const order = await provider.queryOrder(request);
    expect(order).toMatchObject({
      status: 'succeeded',
      facts: [
        { kind: 'payment_succeeded', outTradeNo: request.outTradeNo, amountFen: 20_000n, currency: 'CNY' },
      ],
    });
    expect(await provider.closeOrder(request)).toBe('already-paid');
    expect(await provider.createOrder(request)).toEqual({ kind: 'already-paid' });
  });
}

function describeNumbers(world: () => World): void {
  test.each([
    'a/../../x?y=1',
    '..',
    'pay_1?x',
    '支付订单号码',
    'short',
    `pay_${'1'.repeat(40)}`,
    'pay_12345\n',
  ])('the number %j never reaches a URL', async (outTradeNo) => {
    const { provider } = world();
    const refused = { kind: 'rejected', details: { channel_code: 'UNSAFE_ID' } };
    await expect(provider.queryOrder({ outTradeNo })).rejects.toMatchObject(refused);
    await expect(provider.closeOrder({ outTradeNo })).rejects.toMatchObject(refused);
    await expect(provider.createOrder({ ...newOrder(world()), outTradeNo })).rejects.toMatchObject(refused);
    const refund = { outTradeNo: 'pay_123456', outRefundNo: outTradeNo };
    await expect(provider.queryRefund(refund)).rejects.toMatchObject(refused);
  });
}

function describeNotifications(world: () => World): void {
  test('the notification and the query state the same payment', async () => {
    const { provider, notifyUrl } = world();
    const request = newOrder(world());
    await world().pay(await qrCodeOf(world(), { ...request, notifyUrl }));
    const notification = await provider.readNotification(await world().nextNotification());
    const order = await provider.queryOrder(request);
    expect(order.status === 'succeeded' && order.facts).toEqual(notification.facts);
  });
}

function describeRefunds(world: () => World): void {
  test('a refund with the same number is made once, and a query finds it', async () => {
    const { provider } = world();
    const refund = newRefund(world(), await paidOrder(world()));
    const first = await provider.refundOrder(refund);
    expect(['pending', 'succeeded']).toContain(first.status);
    const second = await provider.refundOrder(refund);
    expect(second.refundId).toBe(first.refundId);
    expect(['pending', 'succeeded']).toContain((await provider.queryRefund(refund)).status);
  });

  test('an order that was refunded in full still says that it was paid', async () => {
    const { provider } = world();
    const request = await paidOrder(world());
    await provider.refundOrder({ ...newRefund(world(), request), amountFen: request.amountFen });
    const facts = [{ kind: 'payment_succeeded', amountFen: 20_000n }];
    expect(await provider.queryOrder(request)).toMatchObject({ status: 'succeeded', facts });
  });

  test('more than was paid is not refunded', async () => {
    const refund = { ...newRefund(world(), await paidOrder(world())), amountFen: 20_001n, totalFen: 20_000n };
    await expect(world().provider.refundOrder(refund)).rejects.toMatchObject({
      kind: 'rejected',
      details: { channel_code: expect.any(String) },
    });
  });

  test('a refund that was never asked for is no success', async () => {
    const asked = newRefund(world(), await paidOrder(world()));
    expect(['not-found', 'pending']).toContain((await world().provider.queryRefund(asked)).status);
  });
}

function describeTrouble(world: () => World): void {
  test.each(disturbances)('$trouble on $call is reported as $outcome', async ({ trouble, call, outcome }) => {
    const perform = await prepare(world(), call, trouble);
    await world().trouble(call, trouble);
    await expect(perform()).rejects.toMatchObject({ kind: outcome });
    await expect(perform()).resolves.toBeDefined();
  });

  test('an operator hears of an answer that could not be verified, without its content', async () => {
    const perform = await prepare(world(), 'query', 'bad_signature');
    world().warnings.length = 0;
    await world().trouble('query', 'bad_signature');
    await expect(perform()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(world().warnings).toHaveLength(1);
    expect(world().warnings.join()).not.toMatch(/sign=|Authorization|BEGIN|200\.00|pay_/);
  });
}

/** Makes ready what the call needs, so that only the call itself meets trouble. */
async function prepare(world: World, call: Call, trouble: Trouble): Promise<() => Promise<unknown>> {
  const { provider } = world;
  // Refusals are not signed on every channel, so a signature is spoilt where the answer is a yes.
  const isOpen = call === 'close' && (trouble === 'unsigned' || trouble === 'bad_signature');
  const request =
    call === 'create' ? newOrder(world) : isOpen ? await openOrder(world) : await paidOrder(world);
  const refund = newRefund(world, request);
  return {
    create: () => provider.createOrder(request),
    query: () => provider.queryOrder(request),
    close: () => provider.closeOrder(request),
    refund: () => provider.refundOrder(refund),
  }[call];
}

function newOrder(world: World): CreateOrderRequest {
  const now = systemClock.now();
  return {
    outTradeNo: newId('pay', now),
    scene: 'qr',
    amountFen: 20_000n,
    description: '交通罚款 A/B = "1" 😀',
    notifyUrl: ignored(world),
    returnUrl: 'https://portal.example/pay/token',
    payer: { payerId: null, payerIp: null },
    expiresAt: new Date(now.getTime() + 15 * 60_000),
  };
}

function newRefund(world: World, order: CreateOrderRequest): RefundRequest {
  const outRefundNo = newId('ref', systemClock.now());
  const { outTradeNo, amountFen: totalFen } = order;
  return { outTradeNo, outRefundNo, amountFen: 5_000n, totalFen, reason: '多缴', notifyUrl: ignored(world) };
}

async function openOrder(world: World): Promise<CreateOrderRequest> {
  const request = newOrder(world);
  await qrCodeOf(world, request);
  return request;
}

async function paidOrder(world: World): Promise<CreateOrderRequest> {
  const request = newOrder(world);
  await world.pay(await qrCodeOf(world, request));
  return request;
}

async function qrCodeOf(world: World, request: CreateOrderRequest): Promise<string> {
  const result = await world.provider.createOrder(request);
  if (result.kind !== 'created') throw new Error(`not created: ${result.kind}`);
  return result.action.content;
}

/** Only one test looks at what the channel sends; the rest goes where nobody keeps it. */
function ignored(world: World): string {
  return world.notifyUrl.replace('/notify', '/ignored');
}
