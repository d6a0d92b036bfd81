import { createFineReportService } from '../../../src/fines/fine-report.service';
import { createFineService } from '../../../src/fines/fine.service';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { createRegisterClient } from '../../../src/fines/register-client.service';
import { Secret } from '../../../src/kernel/secret';
import { createFineRefundService } from '../../../src/refunds/fine-refund.service';
import { MovedClock } from '../../support/moved-clock';
import { until, type Json, type Opened } from '../notifications/town';
import { Desk } from './desk';

const TODAY = '2026-11-24';
const DECISION = {
  affair: 'traffic-fine',
  document_type: 'simple_decision',
  amount: 20_000,
  obligor: { name: '张三' },
  served: { method: 'handed_over', on: TODAY },
};
const revoked = { ...DECISION, revision: { kind: 'revoked', on: TODAY } };

let desk: Desk;
let clock: MovedClock;
let police: string;
beforeAll(async () => {
  clock = new MovedClock(`${TODAY}T10:00:00+08:00`);
  desk = await Desk.open({ clock, withRegister: true });
  police = (await desk.town.gateway.createKey('police', { scopes: ['fines'] })).key;
  desk.town.gateway.work(['notifications', 'payments', 'webhooks']);
});
afterAll(() => desk.town.closeInOrder());

let count = 0;
async function decide(facts: object = DECISION): Promise<string> {
  const no = String(310_115_190_005_000n + BigInt(++count));
  await tell(no, facts);
  return no;
}

async function tell(no: string, body: object): Promise<number> {
  const headers = { authorization: `Bearer ${police}`, 'content-type': 'application/json' };
  const address = `${desk.town.gateway.url}/v1/fines/${no}`;
  return (await fetch(address, { method: 'PUT', headers, body: JSON.stringify(body) })).status;
}

const itemOf = (decision_no: string) => ({ affair: 'traffic-fine', decision_no });
const paid = (nos: string[], more: object[] = []): Promise<Opened> =>
  desk.paid('wechat', { items: [...nos.map(itemOf), ...more] });

const refundsOf = async (orderId: string): Promise<Json[]> =>
  (await desk.town.call('GET', `/v1/orders/${orderId}/refunds`)).data as Json[];

const untilRefunds = (orderId: string, status: string, wanted = 1): Promise<Json[]> =>
  until(
    `refunds of ${orderId} to be ${status}`,
    () => refundsOf(orderId),
    (refunds) => refunds.filter((refund) => refund.status === status).length === wanted,
  );

const fineRefunds = () => {
  const given = { database: desk.town.gateway.database, clock, rules: TRAFFIC_FINE_RULES };
  const fines = createFineService({ ...given, register: null, lookupSecret: null });
  return createFineRefundService({ ...given, fines });
};
const reports = () =>
  createFineReportService({
    database: desk.town.gateway.database,
    register: createRegisterClient({
      url: `${desk.town.gateway.sandboxUrl}/register`,
      token: new Secret('sandbox-register'),
      timeoutMs: 1_000,
    }),
    clock,
    slaMs: 600_000,
    report: () => undefined,
  });
const owedToPolice = async () => {
  const [item] = await desk.town.gateway.sql<{ code: string }>(
    "select code from account where code like 'payable:%' and code in (select credit_account from posting) limit 1",
  );
  return desk.town.balance(item?.code ?? '');
};

/** The register answers our report with a code. */
async function registerSays(no: string, code: number): Promise<void> {
  const [report] = await desk.town.gateway.sql<{ id: string }>(
    'select id from fine_report where decision_no = $1',
    [no],
  );
  await desk.town.gateway.control('POST', '/register/faults', { target: 'report', kind: 'code', code });
  await reports().reportFine(report!.id);
}

describe('a fine that the register knows as paid elsewhere (R20)', () => {
  test('is paid back by itself: the books, the order, its service and its page show it', async () => {
    const no = await decide();
    const other = await desk.town.createOrder({ items: [itemOf(no)] });
    const opened = await paid([no]);
    const agency = await owedToPolice();
    await registerSays(no, 10);
    const [refund] = await untilRefunds(opened.orderId, 'succeeded');
    expect(refund).toMatchObject({ origin: 'fine', decision_no: no, amount: 20_000, decided_by: null });
    expect(await desk.atChannel('wechat', opened)).toBe(20_000);
    expect(await owedToPolice()).toBe(agency + 20_000n);
    const order = await desk.town.untilOrder(opened.orderId, 'refunded');
    expect(await (await fetch(String(order.cashier_url))).text()).toContain('已退款');
    const again = { external_ref: 'again', items: [{ affair: 'traffic-fine', decision_no: no }] };
    expect(await desk.town.call('POST', '/v1/orders', again)).toMatchObject({ code: 'FINE_ALREADY_PAID' });
    expect(await desk.town.untilOrder(other, 'closed')).toMatchObject({ reason: 'fine_changed' });
    const told = desk.town.gateway.sql<{ type: string }>(
      'select type from event where subject_id = $1 order by id',
      [refund?.id],
    );
    expect((await told).map(({ type }) => type)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('is paid back once, however often that is looked at, and by two at once', async () => {
    const no = await decide();
    const opened = await paid([no]);
    await registerSays(no, 10);
    await Promise.all([fineRefunds().refundFine(no), fineRefunds().refundFine(no)]);
    await untilRefunds(opened.orderId, 'succeeded');
    await fineRefunds().refundFine(no);
    expect(await refundsOf(opened.orderId)).toHaveLength(1);
  });

  test('in a cart gives back its own line, and leaves the others as they are', async () => {
    const [no, other] = [await decide(), await decide()];
    const opened = await paid([no, other], [{ affair: 'passport' }]);
    await registerSays(no, 10);
    const [refund] = await untilRefunds(opened.orderId, 'succeeded');
    expect(refund).toMatchObject({ amount: 20_000, items: [{ line: 1, amount: 20_000 }] });
    await desk.town.untilOrder(opened.orderId, 'partially_refunded');
    await registerSays(other, 10);
    clock.moveTo(`${TODAY}T10:02:00+08:00`);
    expect(await untilRefunds(opened.orderId, 'succeeded', 2)).toHaveLength(2);
    expect(await desk.refundable(opened.orderId)).toBe(12_000);
  });

  test('of which a part went back before gives back what is left', async () => {
    const no = await decide();
    const opened = await paid([no]);
    await desk.approved(opened.orderId, 5_000);
    await untilRefunds(opened.orderId, 'succeeded');
    await registerSays(no, 10);
    // The channel wants a minute between two refunds of one payment.
    clock.moveTo(`${TODAY}T10:04:00+08:00`);
    const refunds = await untilRefunds(opened.orderId, 'succeeded', 2);
    expect(refunds.map(({ amount }) => amount)).toEqual([5_000, 15_000]);
  });

  test('is not paid back for any other word of the register', async () => {
    const no = await decide();
    const opened = await paid([no]);
    await registerSays(no, 4);
    await fineRefunds().refundFine(no);
    expect(await refundsOf(opened.orderId)).toEqual([]);
  });
});

describe('a fine that is reduced after it was paid (R30, R32)', () => {
  // Due on 2026-11-03: 21 days of 3 %, 126.00 on 200.00.
  const late = { ...DECISION, served: { method: 'handed_over', on: '2026-10-19' } };
  const reducedTo = (amount: number) => ({ ...late, revision: { kind: 'reduced', on: TODAY, to: amount } });
  const amounts = async (orderId: string) =>
    (await refundsOf(orderId)).map(({ amount }) => Number(amount)).sort((a, b) => b - a);
  const paidLate = async (): Promise<[no: string, opened: Opened]> => {
    const no = await decide(late);
    return [no, await paid([no])];
  };

  test('asks for the difference with its surcharge, which waits for the finance desk', async () => {
    const [no, opened] = await paidLate();
    expect(await tell(no, reducedTo(10_000))).toBe(200);
    const [refund] = await untilRefunds(opened.orderId, 'requested');
    expect(refund).toMatchObject({ origin: 'fine', decision_no: no, amount: 16_300, requested_by: null });
    await desk.approve(refund!);
    await desk.town.untilOrder(opened.orderId, 'partially_refunded');
    await Promise.all([fineRefunds().refundFine(no), fineRefunds().refundFine(no)]);
    expect(await amounts(opened.orderId)).toEqual([16_300]);
  });

  test('reduced again and then revoked, what is left of it goes back each time', async () => {
    const [no, opened] = await paidLate();
    for (const [index, to] of [10_000, 5_000].entries()) {
      await tell(no, reducedTo(to));
      await untilRefunds(opened.orderId, 'requested', index + 1);
    }
    expect(await amounts(opened.orderId)).toEqual([16_300, 8_150]);
    await tell(no, { ...late, revision: { kind: 'revoked', on: TODAY } });
    await untilRefunds(opened.orderId, 'requested', 3);
    expect(await amounts(opened.orderId)).toEqual([16_300, 8_150, 8_150]);
    expect(await desk.refundable(opened.orderId)).toBe(0);
  });

  test('what the service has given back of it already is not given twice', async () => {
    const [no, opened] = await paidLate();
    await desk.ask(opened.orderId, 10_000);
    await tell(no, reducedTo(10_000));
    await untilRefunds(opened.orderId, 'requested', 2);
    expect(await amounts(opened.orderId)).toEqual([10_000, 6_300]);
  });
});

describe('a fine that is revoked after it was paid (R30, R32)', () => {
  test('asks for its refund by itself, which waits for the finance desk', async () => {
    const no = await decide();
    const opened = await paid([no]);
    expect(await tell(no, revoked)).toBe(200);
    const [refund] = await untilRefunds(opened.orderId, 'requested');
    expect(refund).toMatchObject({ origin: 'fine', decision_no: no, amount: 20_000, requested_by: null });
    expect(await desk.refundable(opened.orderId)).toBe(0);
    expect(await desk.atChannel('wechat', opened)).toBe(0);
    expect(await desk.approve(refund!)).toMatchObject({ http: 200 });
    await desk.untilRefund(String(refund?.id), 'succeeded');
    await desk.town.untilOrder(opened.orderId, 'refunded');
    expect(await desk.atChannel('wechat', opened)).toBe(20_000);
  });

  test('asks once, also where it is told again; what the desk rejects stays rejected', async () => {
    const no = await decide();
    const opened = await paid([no]);
    await tell(no, revoked);
    const [refund] = await untilRefunds(opened.orderId, 'requested');
    const note = { note: '复议决定尚未生效' };
    expect(await desk.decide('POST', `/v1/refunds/${String(refund?.id)}/reject`, note)).toMatchObject({
      http: 200,
    });
    expect(await tell(no, revoked)).toBe(200);
    await fineRefunds().refundFine(no);
    expect(await refundsOf(opened.orderId)).toMatchObject([{ status: 'rejected' }]);
    expect(await desk.refundable(opened.orderId)).toBe(20_000);
  });

  test('from a later day on asks on that day, and not before', async () => {
    const no = await decide();
    const opened = await paid([no]);
    await tell(no, { ...DECISION, revision: { kind: 'revoked', on: '2026-11-26' } });
    expect(await fineRefunds().refundFine(no)).toEqual(new Date('2026-11-26T00:00:00+08:00'));
    expect(await refundsOf(opened.orderId)).toEqual([]);
    clock.moveTo('2026-11-26T08:00:00+08:00');
    await untilRefunds(opened.orderId, 'requested');
  });

  test('cannot be told as in force again while its money waits to go back', async () => {
    const no = await decide();
    await paid([no]);
    await tell(no, revoked);
    expect(await tell(no, DECISION)).toBe(409);
  });
});
