import { Client } from 'pg';
import { CashierWorld } from './cashier-world';

const world = new CashierWorld();
beforeAll(() => world.open());
afterAll(() => world.gateway.close());

/** Until somebody waits for a table. */
async function becomesBlocked(): Promise<void> {
  const waiting = `select 1 from pg_locks where not granted and relation = 'payment'::regclass`;
  while ((await world.gateway.sql(waiting)).length === 0) await new Promise((next) => setTimeout(next, 5));
}

test('money that comes while the page is read is on the page: nobody who has paid is asked to choose a channel', async () => {
  const order = await world.order();
  await world.press(order, 'wechat').expect(303);
  const booking = new Client({ connectionString: world.gateway.databaseUrl });
  await booking.connect();
  // What a worker writes, held between the page's look at the order and that at its payments.
  await booking.query('begin; lock table payment in access exclusive mode');
  const page = world.read(`${order.page}?lang=zh-CN`).then(({ text }) => text);
  await becomesBlocked();
  await booking.query(`update orders set status = 'paid', paid_at = now() where id = '${order.id}'`);
  await booking.query(
    `update payment set status = 'succeeded', disposition = 'settled', paid_at = now() where order_id = '${order.id}'`,
  );
  await booking.query('commit');
  await booking.end();
  expect(await page).toContain('支付成功');
});
