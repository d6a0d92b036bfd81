import { businessDayOf, addDays } from '../../../src/kernel/business-day';
import type { FineRegister } from '../../../src/fines/register';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox';
import { MovedClock } from '../../support/moved-clock';
import { sharedSandboxKeys } from '../../support/sandbox-keys';
import { refusalOf, registerAt, REPORT } from './register';

const TODAY = '2026-11-24';
const PAPER = {
  affair: 'traffic-fine',
  document_type: 'simple_decision',
  amount: 10_000,
  obligor: { name: '张三' },
  served: { method: 'handed_over', on: '2026-11-20' },
};

let clock: MovedClock;
let sandbox: Sandbox;
let url: string;
let register: FineRegister;
beforeEach(async () => {
  clock = new MovedClock(`${TODAY}T12:00:00+08:00`);
  sandbox = await createSandbox({ clock, timeScale: 1000, keysDir: await sharedSandboxKeys() });
  url = (await sandbox.listen(0, '127.0.0.1')).url;
  const { REGISTER_URL = '', REGISTER_TOKEN = '' } = sandbox.environment(url);
  register = registerAt(REGISTER_URL, REGISTER_TOKEN);
});
afterEach(() => sandbox.close());

async function desk(method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/sandbox/register${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

const fault = (target: string, kind: string, more: object = {}) =>
  desk('POST', '/faults', { target, kind, ...more });

describe('a decision is looked up', () => {
  test('by its number, with everything that a quote needs', async () => {
    expect(await register.findByDecisionNo('310115190000123')).toEqual({
      kind: 'found',
      fine: {
        decisionNo: '310115190000123',
        checkDigit: '4',
        affairCode: 'traffic-fine',
        documentType: 'simple_decision',
        amountFen: 20_000n,
        obligorName: '李明',
        serviceOfProcess: { method: 'handed_over', on: '2026-11-16' },
        suspensions: [],
        plan: null,
        revision: null,
      },
    });
  });

  test('and is not there before the officer entered it: that is never final', async () => {
    await desk('PUT', '/decisions/310115190000300', { ...PAPER, entered_at: '2026-11-25T12:00:00+08:00' });
    const first = await register.findByDecisionNo('310115190000300');
    expect(first).toEqual({ kind: 'not_yet_entered', code: 9 });
    expect(await register.findByDecisionNo('310115190000999')).toEqual({ kind: 'not_yet_entered', code: 3 });
    clock.moveTo('2026-11-25T12:00:01+08:00');
    expect((await register.findByDecisionNo('310115190000300')).kind).toBe('found');
  });

  test('R10: a record that nobody has dealt with has no amount, and is no decision', async () => {
    await desk('PUT', '/decisions/310115190000301', { document_type: 'unprocessed_record' });
    expect(await register.findByDecisionNo('310115190000301')).toEqual({
      kind: 'not_a_decision',
      documentType: 'unprocessed_record',
    });
  });

  test('by plate, kind of plate and the end of the engine number: all three or nothing', async () => {
    const vehicle = { plate_no: '沪A12345', plate_type: '02', engine_no: 'LFV2A21K003' };
    await desk('PUT', '/decisions/310115190000302', { ...PAPER, vehicle });
    const query = { plateNo: '沪A12345', plateType: '02', engineTail: 'K003' };
    const numbers = async (more: object) =>
      (await register.findByPlate({ ...query, ...more })).map(({ decisionNo }) => decisionNo);
    expect(await numbers({})).toEqual(['310115190000302']);
    expect(await numbers({ engineTail: 'K004' })).toEqual([]);
    expect(await numbers({ plateType: '01' })).toEqual([]);
  });
});

describe('a payment is reported', () => {
  test('once: told again under its number it is a repetition, and the day stays', async () => {
    const first = await register.reportPayment(REPORT);
    expect(first).toEqual({ code: 1, result: 'accepted', bookedOn: TODAY });
    clock.moveTo('2026-11-25T12:00:00+08:00');
    expect(await register.reportPayment(REPORT)).toEqual({ code: 2, result: 'repeated', bookedOn: TODAY });
  });

  test('R20: for a decision that was paid at a counter it is the second payment', async () => {
    await desk('POST', `/decisions/${REPORT.decisionNo}/payments`, {});
    expect(await register.findByDecisionNo(REPORT.decisionNo)).toEqual({ kind: 'paid_elsewhere' });
    expect(await register.reportPayment(REPORT)).toMatchObject({ code: 10, result: 'paid_elsewhere' });
  });

  test('of less than the decision says, it is short', async () => {
    const answer = await register.reportPayment({ ...REPORT, amountFen: 19_999n });
    expect(answer).toMatchObject({ code: 4, result: 'amount_short' });
  });

  test('before the officer entered the decision it is taken, and on no day until then', async () => {
    await desk('PUT', '/decisions/310115190000300', { ...PAPER, entered_at: '2026-11-25T12:00:00+08:00' });
    const report = { ...REPORT, decisionNo: '310115190000300' };
    const early = await register.reportPayment(report);
    expect(early).toEqual({ code: 8, result: 'accepted_unentered', bookedOn: null });
    clock.moveTo('2026-11-25T13:00:00+08:00');
    expect(await register.reportPayment(report)).toMatchObject({ code: 2, bookedOn: TODAY });
  });

  test.each([
    [3, 'no_such_decision'],
    [5, 'past_settlement_date'],
    [6, 'unclear'],
    [7, 'surcharge_short'],
    [9, 'not_yet_entered'],
  ])('and code %i is read as %s', async (code, result) => {
    await fault('report', 'code', { code });
    expect(await register.reportPayment(REPORT)).toEqual({ code, result, bookedOn: null });
  });

  test('an answer that was lost leaves it open, and telling it again shows that it was taken', async () => {
    await fault('report', 'error_after');
    expect(await refusalOf(register.reportPayment(REPORT))).toBe('REGISTER_OUTCOME_UNKNOWN HTTP_500');
    expect(await register.reportPayment(REPORT)).toMatchObject({ result: 'repeated' });
  });
});

describe('the settlement file of a day', () => {
  test('lists what was booked, and is not there before the day is over', async () => {
    await register.reportPayment(REPORT);
    expect(await register.readSettlementFile(businessDayOf(clock.now()))).toBeNull();
    clock.moveTo('2026-11-25T09:00:00+08:00');
    const { reportNo, decisionNo, amountFen } = REPORT;
    expect(await register.readSettlementFile(TODAY)).toEqual([{ reportNo, decisionNo, amountFen }]);
    expect(await register.readSettlementFile(addDays(TODAY, -1))).toEqual([]);
  });
});

test('whoever has not the token is told nothing', async () => {
  const stranger = registerAt(`${url}/register`, 'another');
  expect(await refusalOf(stranger.findByDecisionNo('310115190000123'))).toBe('REGISTER_UNAVAILABLE HTTP_401');
});
