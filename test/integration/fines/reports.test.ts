import { createFineReportService, type FineReportService } from '../../../src/fines/fine-report.service';
import { createRegisterClient } from '../../../src/fines/register-client.service';
import { Secret } from '../../../src/kernel/secret';
import { MovedClock } from '../../support/moved-clock';
import { Town, until, type Json } from '../notifications/town';

const SLA_MINUTES = 10;

let clock: MovedClock;
let town: Town;
let police: string;
let alarms: { message: string; facts: Json }[];
let reports: FineReportService;
beforeEach(async () => {
  clock = new MovedClock('2026-11-24T12:00:00+08:00');
  town = await Town.open({ clock, withRegister: true });
  police = (await town.gateway.createKey('police', { scopes: ['fines'] })).key;
  alarms = [];
  reports = serviceOf(`${town.gateway.sandboxUrl}/register`);
});
afterEach(() => town.closeInOrder());

/** The same service as the gateway's, with an ear at its alarms and in the hands of the test. */
function serviceOf(url: string): FineReportService {
  return createFineReportService({
    database: town.gateway.database,
    register: createRegisterClient({ url, token: new Secret('sandbox-register'), timeoutMs: 1_000 }),
    clock,
    slaMs: SLA_MINUTES * 60_000,
    report: (message, facts) => void alarms.push({ message, facts }),
  });
}

const FINE = { affair: 'traffic-fine', decision_no: '3101151900001234' };
const NO = '310115190000123';
const desk = (method: string, path: string, body?: object) =>
  town.gateway.control(method, `/register${path}`, body);
const registerFault = (kind: string, more: object = {}) =>
  desk('POST', '/faults', { target: 'report', kind, ...more });

/** Pays for it on a channel, and waits until that is booked. */
async function pay(items: object[] = [FINE], payer?: object): Promise<string> {
  const opened = await town.open('wechat', { items, ...(payer && { payer }) });
  await town.gateway.pay(opened.content);
  await town.untilOrder(opened.orderId, 'paid');
  return opened.orderId;
}

async function reportsOf(decisionNo = NO): Promise<Json[]> {
  const headers = { authorization: `Bearer ${police}` };
  const answer = await fetch(`${town.gateway.url}/v1/fines/${decisionNo}`, { headers });
  return ((await answer.json()) as { reports: Json[] }).reports;
}

const untilReport = (status: string, decisionNo = NO) =>
  until(
    `the report on ${decisionNo} to be ${status}`,
    () => reportsOf(decisionNo),
    ([report]) => report?.status === status,
  );

const outboxOf = (kind: string) =>
  town.gateway.sql<{ subject: string }>('select subject from outbox where kind = $1', [kind]);

describe('a paid fine', () => {
  test('is reported to the register with payer, amount and time, once', async () => {
    town.gateway.work(['notifications', 'register']);
    const orderId = await pay([FINE], { name: '李四' });
    const [report] = await untilReport('reported');
    expect(report).toMatchObject({
      order_id: orderId,
      amount: 20_000,
      last_code: 1,
      attempts: 1,
      is_overdue: false,
      is_refund_due: false,
      booked_on: '2026-11-24',
    });
    const { data } = (await desk('GET', '/payments')) as { data: Json[] };
    expect(data).toMatchObject([
      { report_no: report?.id, decision_no: NO, amount: 20_000, payer_name: '李四' },
    ]);
    expect(await outboxOf('fine.report')).toEqual([]);
  });

  test('waits as paid, noted in the transaction of the settlement, until somebody tells the register', async () => {
    town.gateway.work(['notifications']);
    await pay([FINE, { affair: 'passport' }]);
    const [report] = await reportsOf();
    expect(report).toMatchObject({ status: 'paid', attempts: 0, amount: 20_000, last_code: null });
    expect(await outboxOf('fine.report')).toEqual([{ subject: report?.id }]);
  });

  test('is cleared when the settlement file of the register lists it, and not before', async () => {
    town.gateway.work(['notifications', 'register']);
    await pay();
    await untilReport('reported');
    expect(await outboxOf('fine.clear')).toEqual([{ subject: '2026-11-24' }]);
    expect(await reports.clearDay('2026-11-24')).not.toBeNull();
    clock.moveTo('2026-11-25T09:00:01+08:00');
    const [report] = await untilReport('cleared');
    expect(String(report?.cleared_at)).toMatch(/^2026-11-25T09:/);
  });

  test('that the settlement file lacks stays reported, and raises an alarm', async () => {
    town.gateway.work(['notifications', 'register']);
    await pay();
    await untilReport('reported');
    await town.gateway.sql(
      'update fine_report set amount_fen = 19999, updated_at = now() where decision_no = $1',
      [NO],
    );
    clock.moveTo('2026-11-25T08:00:00+08:00');
    expect(await reports.clearDay('2026-11-24')).not.toBeNull();
    expect(alarms).toMatchObject([{ facts: { day: '2026-11-24', decisionNos: [NO] } }]);
    expect((await reportsOf())[0]?.status).toBe('reported');
  });
});

describe('a register', () => {
  test('that is away is told when it is back; nothing is set aside', async () => {
    await registerFault('error_before', { times: 2 });
    town.gateway.work(['notifications', 'register']);
    await pay();
    const [report] = await untilReport('reported');
    expect(report).toMatchObject({ attempts: 3, last_code: 1, last_error: null });
  });

  test('whose answer was lost is told again, which is harmless', async () => {
    await registerFault('error_after');
    town.gateway.work(['notifications', 'register']);
    await pay();
    const [report] = await untilReport('reported');
    expect(report).toMatchObject({ attempts: 2, last_code: 2, booked_on: '2026-11-24' });
    expect(((await desk('GET', '/payments')) as { data: Json[] }).data).toHaveLength(1);
  });

  test('is told by two workers at once: one report, one status', async () => {
    town.gateway.work(['notifications']);
    await pay();
    const id = String((await reportsOf())[0]?.id);
    expect(await Promise.all([reports.reportFine(id), reports.reportFine(id)])).toEqual([null, null]);
    expect(await reports.reportFine(id)).toBeNull();
    expect(await reportsOf()).toMatchObject([{ status: 'reported', attempts: expect.any(Number) as number }]);
    expect(((await desk('GET', '/payments')) as { data: Json[] }).data).toHaveLength(1);
  });

  test('R20: that knows of a payment elsewhere refuses this one: its money must go back, and nothing is booked', async () => {
    town.gateway.work(['notifications']);
    const orderId = await pay();
    await desk('POST', `/decisions/${NO}/payments`, {});
    const journals = () => town.gateway.sql('select id from journal');
    const before = await journals();
    const id = String((await reportsOf())[0]?.id);
    expect(await reports.reportFine(id)).toBeNull();
    expect(await reportsOf()).toMatchObject([
      { order_id: orderId, status: 'refused', reason: 'paid_elsewhere', last_code: 10, is_refund_due: true },
    ]);
    expect(alarms).toMatchObject([{ facts: { decisionNo: NO, code: 10, isRefundDue: true } }]);
    expect(await journals()).toEqual(before);
  });

  test('that finds no such decision is asked for 48 hours, and only then believed', async () => {
    town.gateway.work(['notifications']);
    await pay();
    const id = String((await reportsOf())[0]?.id);
    await registerFault('code', { code: 3, times: 2 });
    expect(await reports.reportFine(id)).not.toBeNull();
    expect(await reportsOf()).toMatchObject([{ status: 'paid', last_code: 3 }]);
    clock.moveTo('2026-11-26T12:30:00+08:00');
    expect(await reports.reportFine(id)).toBeNull();
    expect(await reportsOf()).toMatchObject([
      { status: 'refused', reason: 'no_such_decision', is_refund_due: false },
    ]);
  });

  test('R23: that finds the surcharge short refuses with its code, and the money stays where it is', async () => {
    town.gateway.work(['notifications']);
    await pay();
    await registerFault('code', { code: 7 });
    expect(await reports.reportFine(String((await reportsOf())[0]?.id))).toBeNull();
    expect(await reportsOf()).toMatchObject([
      { status: 'refused', reason: 'surcharge_short', last_code: 7, is_refund_due: false },
    ]);
  });

  test('that took it before the officer entered the paper is asked again until it stands on a day', async () => {
    const no = '310115190000300';
    const paper = { affair: 'traffic-fine', document_type: 'simple_decision', amount: 10_000 };
    const facts = { obligor: { name: '张三' }, served: { method: 'handed_over', on: '2026-11-20' } };
    await desk('PUT', `/decisions/${no}`, { ...paper, ...facts });
    town.gateway.work(['notifications']);
    await pay([{ affair: 'traffic-fine', decision_no: no }]);
    await desk('PUT', `/decisions/${no}`, { ...paper, ...facts, entered_at: '2026-11-25T00:00:00+08:00' });
    const id = String((await reportsOf(no))[0]?.id);
    expect(await reports.reportFine(id)).not.toBeNull();
    expect(await reportsOf(no)).toMatchObject([{ status: 'reported', last_code: 8, booked_on: null }]);
    clock.moveTo('2026-11-25T01:00:00+08:00');
    expect(await reports.reportFine(id)).toBeNull();
    expect(await reportsOf(no)).toMatchObject([{ last_code: 2, booked_on: '2026-11-24', attempts: 2 }]);
  });
});

test('beyond the promised time one alarm is raised, however often it is looked, and the answer shows it', async () => {
  town.gateway.work(['notifications']);
  await pay();
  await reports.raiseAlarms();
  expect(alarms).toEqual([]);
  clock.moveTo('2026-11-24T12:11:00+08:00');
  await Promise.all([reports.raiseAlarms(), reports.raiseAlarms()]);
  await reports.raiseAlarms();
  expect(alarms).toMatchObject([{ facts: { decisionNo: NO, attempts: 0 } }]);
  const [waiting] = await reportsOf();
  expect(waiting).toMatchObject({ status: 'paid', is_overdue: true });
  expect(Number(waiting?.age_seconds)).toBeGreaterThan(SLA_MINUTES * 60);
  expect(await reports.reportFine(String(waiting?.id))).toBeNull();
  expect(await reportsOf()).toMatchObject([{ status: 'reported', is_overdue: true }]);
});
