import type { Json } from '../notifications/town';
import { Desk } from './desk';

let desk: Desk;
let treasuryKey: string;
beforeAll(async () => {
  desk = await Desk.open({ environment: { REFUND_APPROVAL_ABOVE: '5000', REFUND_APPROVAL_LIMIT: '10000' } });
  desk.town.gateway.work(['notifications', 'payments']);
  const { key } = await desk.town.gateway.createKey('finance department', {
    scopes: ['refunds:approve', 'finance'],
  });
  treasuryKey = key;
});
afterAll(() => desk.town.closeInOrder());

const byFinance = ({ id }: Json, what = 'approve') =>
  Object.assign(Object.create(desk) as Desk, { financeKey: treasuryKey }).decide(
    'POST',
    `/v1/refunds/${String(id)}/${what}`,
  );

/** A batch that went to the bank with what the order brought. */
async function remitted(orderId: string): Promise<void> {
  await desk.town.gateway.sql(
    `with batch as (
       insert into remittance_batch (id, destination, up_to, status, amount_fen, made_by, checked_by, created_at, updated_at)
       values ('rmt_1', 'treasury', current_date, 'exported', 1, 'stf_1', 'stf_2', now(), now()) returning id)
     insert into remittance_line (batch_id, agency_code, income_item_code, business_day, collected_fen, refunded_fen, amount_fen)
     select batch.id, a.agency_code, a.income_item_code, j.business_day, 1, 0, 1
     from batch, journal j join posting p on p.journal_id = j.id join account a on a.code = p.credit_account
     where j.order_id = $1 and a.kind = 'payable'`,
    [orderId],
  );
}

describe('limits: who approves', () => {
  test('more than the limit must be of the finance department', async () => {
    const { orderId } = await desk.paid('wechat');
    const refund = await desk.ask(orderId, 10_001);
    const refused = await desk.approve(refund);
    expect(refused).toMatchObject({ http: 403, code: 'REFUND_ABOVE_LIMIT', details: { limit: 10_000 } });
    expect(await byFinance(refund)).toMatchObject({ http: 200, status: 'approved' });
    await desk.untilRefund(String(refund.id), 'succeeded');
  });

  test('up to the limit need not', async () => {
    const { orderId } = await desk.paid('alipay');
    const refund = await desk.ask(orderId, 10_000);
    expect(await desk.approve(refund)).toMatchObject({ http: 200 });
    await desk.untilRefund(String(refund.id), 'succeeded');
  });
});

/** The last one: from here on the day is remitted. */
test('after it was remitted to the treasury a refund is for the finance department to approve (R30)', async () => {
  const { orderId } = await desk.paid('wechat');
  const before = await desk.ask(orderId, 1_000);
  expect(before).toMatchObject({ status: 'approved' });
  await remitted(orderId);
  // It had its leave and goes; waited for here, since the channel wants a minute between two refunds of a payment.
  await desk.untilRefund(String(before.id), 'succeeded');
  // Small as it is, somebody must approve it, and not just anybody.
  const refund = await desk.ask(orderId, 1_000);
  expect(refund).toMatchObject({ status: 'requested' });
  expect(await desk.approve(refund)).toMatchObject({ http: 403, code: 'REFUND_NEEDS_FINANCE' });
  expect(await desk.town.call('GET', `/v1/refunds/${String(refund.id)}`)).toMatchObject({
    status: 'requested',
    decided_by: null,
  });
  expect(await byFinance(refund)).toMatchObject({ http: 200, status: 'approved' });
});
