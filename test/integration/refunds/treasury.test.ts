import { createLedgerProgram } from '../../../src/cli/ledger-program';
import { runHere } from '../cli/run-command';
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

const ledger = (...args: string[]) => runHere(desk.town.gateway.databaseUrl, createLedgerProgram(), ...args);

const byFinance = ({ id }: Json, what = 'approve') =>
  Object.assign(Object.create(desk) as Desk, { financeKey: treasuryKey }).decide(
    'POST',
    `/v1/refunds/${String(id)}/${what}`,
  );

/** Who collects for passports, and the day on which it was paid. */
const placeOf = async (orderId: string): Promise<[agency: string, day: string]> => {
  const [row] = await desk.town.gateway.sql<{ agency: string; day: string }>(
    `select a.agency_code as agency, j.business_day::text as day from journal j
     join posting p on p.journal_id = j.id join account a on a.code = p.credit_account where j.order_id = $1`,
    [orderId],
  );
  return [row?.agency ?? '', row?.day ?? ''];
};

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
  const place = await placeOf(orderId);
  const recorded = await ledger('remitted', ...place, '--reference', 'TIPS-1');
  expect(recorded).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('TIPS-1') });
  const again = await ledger('remitted', ...place, '--reference', 'TIPS-2');
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('recorded already') });
  expect((await ledger('remittances')).stdout).toContain('TIPS-1');
  // Small as it is, somebody must approve it, and not just anybody.
  const refund = await desk.ask(orderId, 1_000);
  expect(refund).toMatchObject({ status: 'requested' });
  expect(await desk.approve(refund)).toMatchObject({ http: 403, code: 'REFUND_NEEDS_FINANCE' });
  expect(await desk.town.call('GET', `/v1/refunds/${String(refund.id)}`)).toMatchObject({
    status: 'requested',
    decided_by: null,
  });
  expect(await byFinance(refund)).toMatchObject({ http: 200, status: 'approved' });
  await desk.untilRefund(String(before.id), 'succeeded');
});

test.each([
  [['nobody', '2026-11-24'], 'There is no agency nobody'],
  [['310101', '2026-11-31'], 'is not a day'],
])('%j is not recorded as remitted', async (place, reason) => {
  const { exitCode, stderr } = await ledger('remitted', ...place, '--reference', 'x');
  expect(exitCode).toBe(1);
  expect(stderr).toContain(reason);
});
