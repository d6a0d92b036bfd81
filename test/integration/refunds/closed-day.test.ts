import { addDays, businessDayOf } from '../../../src/kernel/business-day';
import { Desk } from './desk';

let desk: Desk;
let aheadMs = 0;
const DAY_MS = 86_400_000;
const today = businessDayOf(new Date());
const tomorrow = addDays(today, 1);

beforeAll(async () => {
  desk = await Desk.open({ clock: { now: () => new Date(Date.now() + aheadMs) } });
  desk.town.gateway.work(['notifications', 'payments']);
});
afterAll(() => desk.town.closeInOrder());

const booked = (orderId: string) =>
  desk.town.gateway.sql<{ kind: string; day: string; happened: string }>(
    `select kind, business_day::text as day, (occurred_at at time zone 'Asia/Shanghai')::date::text as happened
     from journal where order_id = $1 order by created_at`,
    [orderId],
  );

/** As if two persons had closed it; how they do that is told elsewhere. */
const close = (day: string) =>
  desk.town.gateway.sql(
    `insert into sealed_day (day, content, hash, previous_hash, key_id, signature, proposed_by, closed_by, closed_at)
     values ($1::date, '{}', repeat('a', 64), repeat('0', 64), '', '', 'stf_1', 'stf_2', now())`,
    [day],
  );

/** One that its channel does not give back: it is to be paid by bank. */
async function leftToPerson(): Promise<{ id: string; orderId: string }> {
  const opened = await desk.paid('wechat');
  await desk.fault('wechat', opened, { kind: 'outcome', status: 'ABNORMAL' });
  const id = await desk.approved(opened.orderId, 12_000);
  await desk.untilRefund(id, 'manual');
  await desk.verifiedAccount(id);
  return { id, orderId: opened.orderId };
}

test('what goes back of a closed day is booked on the next open one, and nobody books it into the closed one', async () => {
  const paid = await desk.paid('wechat');
  const { id, orderId } = await leftToPerson();
  await close(today);
  // What the channel says of today still counts, and keeps its time.
  await desk.untilRefund(await desk.approved(paid.orderId, 5_000), 'succeeded');
  expect(await booked(paid.orderId)).toEqual([
    { kind: 'collection', day: today, happened: today },
    { kind: 'refund', day: tomorrow, happened: today },
  ]);

  aheadMs = DAY_MS;
  const before = await booked(orderId);
  const transfer = (paid_on: string) =>
    desk.decide('POST', `/v1/refunds/${id}/bank-transfer`, { reference: 'ICBC-3', paid_on });
  expect(await transfer(today)).toMatchObject({
    ...{ http: 409, code: 'REFUND_DAY_CLOSED', details: { first_open_day: tomorrow } },
  });
  for (const day of [addDays(today, -1), addDays(today, 2)])
    expect(await transfer(day)).toMatchObject({ http: 422, code: 'REFUND_DAY_INVALID' });
  expect(await desk.refund(id)).toMatchObject({ status: 'manual' });
  expect(await booked(orderId)).toEqual(before);

  expect(await transfer(tomorrow)).toMatchObject({ http: 200, status: 'succeeded' });
  expect((await booked(orderId)).at(-1)).toEqual({ kind: 'refund', day: tomorrow, happened: tomorrow });
  const noted = `select details->>'note' as note from audit_entry where action = 'refund.paid_by_bank'`;
  expect(await desk.town.gateway.sql(noted)).toEqual([{ note: `ICBC-3 (${tomorrow})` }]);
});
