import { waitFor, type Json } from '../../src/dev/portal';
import { playStory, type StoryStep } from '../../src/dev/story';
import { expectInvariants } from '../support/invariants';
import { startCity, type Carrier, type City } from './city';

const PAYMENTS = 50;

/** The tests of what kill -9 does to the main job; each carrier has a file of its own, so that both run at once. */
export function describeKilling(carrier: Carrier): void {
  let city: City;
  beforeAll(async () => {
    city = await startCity(carrier);
  }, 90_000);
  afterAll(() => city.close());

  test('the story ends well although the API and the worker are killed after every step', async () => {
    const killed: StoryStep[] = [];
    const result = await playStory({
      ...city,
      ...city.stack,
      tell: () => undefined,
      interrupt: async (step) => {
        killed.push(step);
        await city.killAndRestart('api', 'worker');
      },
    });
    expect(killed).toEqual(['ordered', 'opened', 'paid', 'settled']);
    expect(result.orders.map(({ status }) => status)).toEqual(['paid', 'paid']);
    expect(result.balanced.status).toBe('balanced');
    await city.drained();
    await expectInvariants(city.databaseUrl);
  }, 120_000);

  test(`no fen of ${PAYMENTS} payments is lost or booked twice while workers and the API are killed`, async () => {
    const codes = await openPayments(city);
    const paying = payAll(city, codes);
    await city.killAndRestart('worker');
    await city.killAndRestart('worker');
    await city.killAndRestart('api', 'worker');
    await paying;
    await waitForAll(city);
    await city.drained();
    expect(await bookedFen(city)).toEqual(await takenFen(city));
    const told = new Set(city.receiver.received.map(({ id, orderId }) => `${id} ${orderId}`));
    expect(told.size).toBe(PAYMENTS + 2);
    await expectInvariants(city.databaseUrl);
  }, 120_000);
}

/** The codes to scan. Orders and payments are opened a few at a time, as a portal would. */
async function openPayments(city: City): Promise<string[]> {
  const codes: string[] = [];
  for (let from = 0; from < PAYMENTS; from += 10) {
    const opened = Array.from({ length: 10 }, (_, i) => openPayment(city, from + i));
    codes.push(...(await Promise.all(opened)));
  }
  return codes;
}

async function openPayment({ portal }: City, no: number): Promise<string> {
  const order = await portal.post('/v1/orders', {
    external_ref: `KILL-${no}`,
    items: [{ affair: 'passport' }],
  });
  const channel = no % 2 === 0 ? 'wechat' : 'alipay';
  const payment = await portal.post(`/v1/orders/${String(order.id)}/payments`, { channel, scene: 'qr' });
  return String((payment.action as Json).content);
}

/** A payer every few milliseconds, so that the kills fall between them. */
async function payAll(city: City, codes: readonly string[]): Promise<void> {
  for (const content of codes) {
    await city.sandbox('pay', { content });
    await new Promise((resolve) => setTimeout(resolve, 80));
  }
}

/** The service has been told of every order: that is the last thing that happens to one. */
async function waitForAll(city: City): Promise<void> {
  const read = () =>
    city.query<{ id: string }>(
      `select o.id from orders o join event e on e.subject_id = o.id and e.type = 'order.paid'
       where o.external_ref like 'KILL-%' and o.status = 'paid' and e.delivered_at is not null`,
    );
  await waitFor('all orders to be paid and told of', read, (orders) => orders.length === PAYMENTS);
}

/** What the channels' own books say that they took. */
async function takenFen(city: City): Promise<Record<string, number>> {
  const { data } = await city.sandbox('books');
  return Object.fromEntries(
    (data as { channel: string; totals: { paid: number } }[]).map(({ channel, totals }) => [
      `clearing:${channel}`,
      totals.paid,
    ]),
  );
}

async function bookedFen(city: City): Promise<Record<string, number>> {
  const rows = await city.query<{ account: string; fen: string }>(
    `select debit_account as account, sum(amount_fen) as fen from posting
     where debit_account like 'clearing:%' group by 1`,
  );
  return Object.fromEntries(rows.map(({ account, fen }) => [account, Number(fen)]));
}
