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
    ['elsewhere', 'refused'],
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
  await giveBack('elsewhere', 'requested');
});
afterAll(async () => {
  await hand.end();
  await world.close();
});

const refresh = (paidBefore: string) =>
  world.database.stores.sourceDifferences.refreshWriteBacks(beijing('2026-03-31', paidBefore), world.now);
const open = async () =>
  (await office.desk.listDifferences(clerk, { state: 'open', limit: 10 })).map(({ type }) => type).sort();

/** Money of a fine that was paid elsewhere, on its way back to its payer. */
async function giveBack(no: string, status: string) {
  await hand.query(
    `insert into order_item (order_id, line, affair_code, affair_name, agency_code, income_item_code, quantity,
       unit_fen, amount_fen, decision_no)
     select order_id, 1, 'A', 'A', 'A', 'A', 1, amount_fen, amount_fen, '310115190000123' from payment
     where id = 'pay_' || $1`,
    [no],
  );
  await hand.query(
    `insert into refund (id, order_id, payment_id, channel, origin, decision_no, status, amount_fen, reason,
       created_at, updated_at)
     select 'ref_' || $1, order_id, id, channel, 'fine', '310115190000123', $2, amount_fen, '', now(), now()
     from payment where id = 'pay_' || $1`,
    [no, status],
  );
  await hand.query(
    `insert into refund_share (refund_id, order_id, line, amount_fen)
     select id, order_id, 1, amount_fen from refund where id = 'ref_' || $1`,
    [no],
  );
}

test('a fine of which the register has not heard in time, or which it refused, is a difference until it knows', async () => {
  await refresh('11:59:59');
  expect(await open()).toEqual(['register_refused', 'register_refused']);
  await refresh('12:30:00');
  await refresh('12:30:00');
  expect(await open()).toEqual(['register_overdue', 'register_refused', 'register_refused']);
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
});

test('what the register refused concerns nobody any more once it has gone back to its payer', async () => {
  expect(await open()).toEqual(['register_refused', 'register_refused']);
  for (const status of ['approved', 'unknown', 'succeeded'])
    await hand.query(
      `update refund set status = $1, succeeded_at = case $1 when 'succeeded' then now() end,
         transaction_id = case $1 when 'succeeded' then 'tx_back' end where id = 'ref_elsewhere'`,
      [status],
    );
  await refresh('12:30:00');
  expect(await open()).toEqual(['register_refused']);
});

test('one that was refused for good is dismissed by two persons, and stays so', async () => {
  const { id } = await office.propose('refused', 'dismiss');
  await office.resolutions.approve(reviewer, [id]);
  await refresh('12:30:00');
  expect(await open()).toEqual([]);
});
