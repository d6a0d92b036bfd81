import { Client } from 'pg';
import { clerk, openOffice, reviewer, type Office } from './office';
import { beijing, openWorld, yuan, type World } from './world';

let world: World;
let office: Office;
let hand: Client;
beforeAll(async () => {
  world = await openWorld();
  office = openOffice(world);
  hand = new Client({ connectionString: world.url });
  await hand.connect();
  for (const [no, status] of [
    ['late', 'paid'],
    ['refused', 'refused'],
    ['told', 'reported'],
  ] as const) {
    const settled = { disposition: 'settled' as const, transactionId: `tx_${no}` };
    await world.openPayment(no, 'succeeded', { amountFen: yuan(200), ...settled });
    await hand.query(
      `insert into fine_report (id, decision_no, order_id, amount_fen, paid_at, status, reason, created_at,
         updated_at)
       select 'frp_' || $1, '310115190000123', order_id, amount_fen, $2, $3::text,
         case when $3::text = 'refused' then 'past_settlement_date' end, now(), now()
       from payment where id = 'pay_' || $1`,
      [no, beijing('2026-03-31', '12:00:00'), status],
    );
  }
});
afterAll(async () => {
  await hand.end();
  await world.close();
});

const refresh = (paidBefore: string) =>
  world.database.stores.sourceDifferences.refreshWriteBacks(beijing('2026-03-31', paidBefore), world.now);
const open = async () =>
  (await office.desk.listDifferences(clerk, { state: 'open', limit: 10 })).map(({ type }) => type).sort();

test('a fine of which the register has not heard in time, or which it refused, is a difference until it knows', async () => {
  await refresh('11:59:59');
  expect(await open()).toEqual(['register_refused']);
  await refresh('12:30:00');
  await refresh('12:30:00');
  expect(await open()).toEqual(['register_overdue', 'register_refused']);
  const [late] = await office.desk.listDifferences(clerk, { type: 'register_overdue', limit: 10 });
  expect(late).toMatchObject({
    ...{
      channel: 'wechat',
      businessDay: '2026-03-31',
      transactionId: '310115190000123',
      outTradeNo: 'pay_late',
    },
    explanation: { cause: 'register_late', suggestion: 'ask_again', gapFen: 0n, postings: [] },
  });
  await hand.query(`update fine_report set status = 'reported' where id = 'frp_late'`);
  await refresh('12:30:00');
  expect(await open()).toEqual(['register_refused']);
});

test('one that was refused for good is dismissed by two persons, and stays so', async () => {
  const { id } = await office.propose('refused', 'dismiss');
  await office.resolutions.approve(reviewer, [id]);
  await refresh('12:30:00');
  expect(await open()).toEqual([]);
});
