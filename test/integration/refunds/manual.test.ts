import { until, type Channel, type Json } from '../notifications/town';
import { Desk, PAYEE } from './desk';

let desk: Desk;
let aheadMs = 0;
const DAY_MS = 86_400_000;
beforeAll(async () => {
  desk = await Desk.open({ clock: { now: () => new Date(Date.now() + aheadMs) } });
  desk.town.gateway.work(['notifications', 'payments']);
});
afterEach(() => {
  aheadMs = 0;
});
afterAll(() => desk.town.closeInOrder());

const abnormal = async (): Promise<{ orderId: string; id: string }> => {
  const opened = await desk.paid('wechat');
  await desk.fault('wechat', opened, { kind: 'outcome', status: 'ABNORMAL' });
  const id = await desk.approved(opened.orderId, 12_000);
  await desk.untilRefund(id, 'manual');
  return { orderId: opened.orderId, id };
};

const pageOf = async (orderId: string, language = 'zh'): Promise<string> => {
  const { cashier_url: url } = await desk.town.order(orderId);
  return (await fetch(`${String(url)}?lang=${language}`)).text();
};

describe('a refund that was left to a person', () => {
  test('is given up with a reason, its amount is free again, and its service is told', async () => {
    const { orderId, id } = await abnormal();
    const answer = await desk.decide('POST', `/v1/refunds/${id}/give-up`, { note: '收款账户已销户' });
    expect(answer).toMatchObject({ http: 200, status: 'failed', detail: '收款账户已销户' });
    expect(await desk.refundable(orderId)).toBe(12_000);
    expect((await desk.town.order(orderId)).status).toBe('paid');
    const told = await desk.town.gateway.sql(`select type from event where subject_id = $1`, [id]);
    expect(told).toEqual([{ type: 'refund.failed' }]);
    const again = await desk.decide('POST', `/v1/refunds/${id}/give-up`, { note: '再次' });
    expect(again).toMatchObject({ http: 409, code: 'REFUND_NOT_IN_STATE' });
    expect(await desk.ask(orderId, 12_000)).toMatchObject({ http: 201 });
  });

  test('is not given up while it may still succeed by itself', async () => {
    const { orderId } = await desk.paid('wechat');
    const { id } = await desk.ask(orderId, 5_000);
    const answer = await desk.decide('POST', `/v1/refunds/${String(id)}/give-up`, { note: '不办了' });
    expect(answer).toMatchObject({
      http: 409,
      code: 'REFUND_NOT_IN_STATE',
      details: { status: 'requested' },
    });
  });
});

describe('the bank account to which a refund is paid (R31)', () => {
  const accountOf = (id: string) => `/v1/refunds/${id}/payee-account`;
  const enter = (id: string, more: object = {}) =>
    desk.town.call('POST', accountOf(id), { ...PAYEE, ...more });
  const verify = (id: string, account_number: string) =>
    desk.decide('POST', `${accountOf(id)}/verify`, { account_number });
  const transfer = (id: string, more: object = {}) =>
    desk.decide('POST', `/v1/refunds/${id}/bank-transfer`, { reference: 'ICBC-8', ...more });

  test('is entered by one and verified by another, and only then money goes there', async () => {
    const { orderId, id } = await abnormal();
    const unverified = { http: 409, code: 'PAYEE_ACCOUNT_UNVERIFIED' };
    expect(await transfer(id)).toMatchObject(unverified);
    expect(await desk.town.call('GET', accountOf(id))).toMatchObject({ code: 'PAYEE_ACCOUNT_NOT_FOUND' });
    for (const account_number of ['1234567', '6222 0212 3456 789X', '1'.repeat(33)])
      expect(await enter(id, { account_number })).toMatchObject({ http: 422, code: 'PAYEE_ACCOUNT_INVALID' });
    const masked = { account_name: '张**', account_number: '****0123', verified_by: null };
    expect(await enter(id, { account_number: '6222 0212 3456 7890 123' })).toMatchObject(masked);
    expect(await transfer(id)).toMatchObject(unverified);
    expect(await verify(id, '6222021234567890124')).toMatchObject({
      http: 422,
      code: 'PAYEE_ACCOUNT_DIFFERS',
    });
    expect(await transfer(id)).toMatchObject(unverified);
    expect(await verify(id, PAYEE.account_number)).toMatchObject({ http: 200, account_number: '****0123' });
    expect(await verify(id, PAYEE.account_number)).toMatchObject({ code: 'PAYEE_ACCOUNT_VERIFIED' });
    // The same again changes nothing; another one has to be verified anew.
    expect((await enter(id)).verified_by).not.toBeNull();
    expect(await enter(id, { account_number: '6222021234567890999' })).toMatchObject({ verified_by: null });
    expect(await transfer(id)).toMatchObject(unverified);
    expect(await desk.refundable(orderId)).toBe(0);
    expect(await desk.journals(orderId)).toHaveLength(1);
    await desk.verifiedAccount(id);
    expect(await transfer(id)).toMatchObject({ status: 'succeeded', bank_reference: 'ICBC-8' });
    expect(await enter(id)).toMatchObject({ http: 409, code: 'REFUND_NOT_IN_STATE' });
    const { key } = await desk.town.gateway.createKey('books', { scopes: ['finance'] });
    const books = Object.assign(Object.create(desk.town) as typeof desk.town, { key });
    const { data } = await books.call('GET', '/v1/reports/general-ledger?period=today');
    const signed = { maker: 'portal', checker: 'finance desk', order: orderId };
    expect(data).toContainEqual(expect.objectContaining({ summary: `bank:refund:${id}`, ...signed }));
  });

  test('is not booked where the row of the bank with its number was booked as a charge', async () => {
    const { orderId, id } = await abnormal();
    await desk.verifiedAccount(id);
    const { sql } = desk.town.gateway;
    await sql(`insert into bank_file (id, mapping, name, sha256, row_count, known_count, credit_fen, debit_fen, imported_by,
      imported_at) values ('bkf_1', 'icbc', 'x.csv', 'x', 1, 0, 0, 12000, 'stf_1', now())`);
    await sql(`insert into bank_entry (key, file_id, line, account, booked_on, direction, amount_fen, reference)
      values ('row', 'bkf_1', 1, '1001', current_date, 'debit', 12000, '转账 ICBC-77 张三')`);
    await sql(`insert into finance_proposal (id, kind, subject, status, reason, facts, postings, proposed_by, proposed_at,
      decided_by, updated_at) values ('prp_1', 'bank_charge', 'row', 'approved', '', '{}',
      '[{"debit":"bank_charge","credit":"bank","amountFen":"12000"}]', 'stf_1', now(), 'stf_2', now())`);
    const booked = { http: 409, code: 'BANK_ROW_BOOKED' };
    expect(await transfer(id, { reference: 'ICBC-77' })).toMatchObject(booked);
    expect((await desk.refund(id)).status).toBe('manual');
    expect(await desk.journals(orderId)).toHaveLength(1);
    await sql(`update finance_proposal set status = 'reversed'`);
    expect(await transfer(id, { reference: 'ICBC-77' })).toMatchObject({ status: 'succeeded' });
  });

  test('is not verified by who entered it, and not seen by another service', async () => {
    const { id } = await abnormal();
    await desk.decide('POST', accountOf(id), PAYEE);
    expect(await verify(id, PAYEE.account_number)).toMatchObject({
      http: 403,
      code: 'PAYEE_ACCOUNT_OWN_ENTRY',
    });
    const { key } = await desk.town.gateway.createKey('another portal');
    const other = Object.assign(Object.create(desk.town) as typeof desk.town, { key });
    const missing = { http: 404, code: 'REFUND_NOT_FOUND' };
    expect(await other.call('GET', accountOf(id))).toMatchObject(missing);
    expect(await other.call('POST', accountOf(id), PAYEE)).toMatchObject(missing);
    expect(await desk.town.call('POST', `${accountOf(id)}/reveal`)).toMatchObject({ http: 403 });
  });

  test('is kept sealed, and whoever reads the whole of it is in the audit log', async () => {
    const { id } = await abnormal();
    await enter(id);
    expect(await desk.decide('POST', `${accountOf(id)}/reveal`)).toMatchObject({ http: 200, ...PAYEE });
    const [kept] = await desk.town.gateway.sql<{ text: string }>(
      `select row_to_json(a)::text || encode(sealed, 'escape') as text
       from payee_account a where refund_id = $1`,
      [id],
    );
    const noted = await desk.town.gateway.sql<{ action: string; details: object }>(
      `select action, details from audit_entry where subject = $1 order by seq`,
      [id],
    );
    expect(noted.map(({ action }) => action)).toEqual([
      'refund.approved',
      'payee_account.entered',
      'payee_account.revealed',
    ]);
    for (const text of [kept?.text, JSON.stringify(noted)]) {
      expect(text).toContain('0123');
      for (const secret of [PAYEE.account_name, PAYEE.account_number]) expect(text).not.toContain(secret);
    }
  });
});

describe('money in suspense that is older than its channel gives back', () => {
  test.each<[Channel, string]>([
    ['wechat', '将由收款单位人工退回'],
    ['alipay', 'the payee returns it by hand'],
  ])('on %s is left to a person, its page says so, and a bank transfer ends it', async (channel, text) => {
    const opened = await desk.town.open(channel);
    await desk.town.gateway.pay(opened.content, { amount: 11_999 });
    await desk.town.untilPayment(opened.paymentId, 'failed');
    expect(await pageOf(opened.orderId)).toContain('核实后退回或另行处理');
    const waiting = (await desk.town.call('GET', '/v1/suspense?limit=100')).data as Json[];
    const money = waiting.find((it) => it.payment_id === opened.paymentId);
    aheadMs = 400 * DAY_MS;
    const late = (await desk.town.call('GET', '/v1/suspense?limit=100')).data as Json[];
    expect(late.find((it) => it.payment_id === opened.paymentId)).toMatchObject({ waiting_days: 400 });
    const claim = await desk.town.call('POST', '/v1/claims', {
      channel,
      transaction_id: money?.transaction_id,
      order_id: null,
      reason: '无法查明',
    });
    const { refund_id } = await desk.decide('POST', `/v1/claims/${String(claim.id)}/approve`);
    const id = String(refund_id);
    const manual = await desk.untilRefund(id, 'manual');
    expect(manual).toMatchObject({ origin: 'suspense', detail: 'too_old_for_channel' });
    expect(await pageOf(opened.orderId, channel === 'wechat' ? 'zh' : 'en')).toContain(text);
    const path = `/v1/refunds/${id}/bank-transfer`;
    await desk.verifiedAccount(id);
    expect(await desk.decide('POST', path, { reference: 'ICBC-9' })).toMatchObject({ status: 'succeeded' });
    expect(await pageOf(opened.orderId)).toContain('这笔钱已经退回');
  });
});

test('money that a second payment brought waits for a person again where its refund is given up', async () => {
  const one = await desk.town.open('alipay');
  const other = await desk.town.openOn(one.orderId, 'wechat');
  await desk.town.gateway.pay(one.content);
  await desk.town.untilOrder(one.orderId, 'paid');
  await desk.fault('wechat', other, { kind: 'outcome', status: 'ABNORMAL' });
  await desk.town.gateway.pay(other.content);
  const [refund] = await until(
    'its refund to be left to a person',
    async () => (await desk.town.call('GET', `/v1/orders/${one.orderId}/refunds`)).data as Json[],
    (refunds) => refunds[0]?.status === 'manual',
  );
  await desk.decide('POST', `/v1/refunds/${String(refund?.id)}/give-up`, { note: '账户异常' });
  const waiting = (await desk.town.call('GET', '/v1/suspense?limit=100')).data as Json[];
  const money = waiting.find((it) => it.payment_id === other.paymentId);
  expect(money).toMatchObject({ reason: 'order_paid_already', refund_id: refund?.id });
  const claim = {
    channel: 'wechat',
    transaction_id: money?.transaction_id,
    order_id: null,
    reason: '再退一次',
  };
  const { id } = await desk.town.call('POST', '/v1/claims', claim);
  const { refund_id } = await desk.decide('POST', `/v1/claims/${String(id)}/approve`);
  expect(refund_id).not.toBe(refund?.id);
  // The channel wants a minute between two refunds of one payment.
  aheadMs = 120_000;
  // The abnormal one still holds the amount at the channel, so this one too is for a person, who pays by bank.
  await desk.untilRefund(String(refund_id), 'manual');
  const path = `/v1/refunds/${String(refund_id)}/bank-transfer`;
  await desk.verifiedAccount(String(refund_id));
  expect(await desk.decide('POST', path, { reference: 'ICBC-7' })).toMatchObject({ status: 'succeeded' });
});
