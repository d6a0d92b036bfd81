import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFineReturnService, type FineReturnService } from '../../../src/fines/fine-return.service';
import { createRegisterClient } from '../../../src/fines/register-client.service';
import { Secret } from '../../../src/kernel/secret';
import { MovedClock } from '../../support/moved-clock';
import { type Json, type Opened, until } from '../notifications/town';
import { Desk } from '../refunds/desk';

const NOS = ['310115190000123', '310115190000124', '310115190000201', '310104190000088'] as const;

let desk: Desk;
let clock: MovedClock;
let police: string;
const left = [...NOS];
let alarms: string[];
beforeAll(async () => {
  clock = new MovedClock('2026-11-24T12:00:00+08:00');
  desk = await Desk.open({ clock, withRegister: true });
  police = (await desk.town.gateway.createKey('police', { scopes: ['fines'] })).key;
  desk.town.gateway.work(['notifications', 'payments']);
});
beforeEach(() => void (alarms = []));
afterAll(() => desk.town.closeInOrder());

const register = (method: string, path: string, body?: object) =>
  desk.town.gateway.control(method, `/register${path}`, body);

function serviceOf(url = `${desk.town.gateway.sandboxUrl}/register`): FineReturnService {
  return createFineReturnService({
    database: desk.town.gateway.database,
    register: createRegisterClient({ url, token: new Secret('sandbox-register'), timeoutMs: 1_000 }),
    clock,
    report: (message) => void alarms.push(message),
  });
}

interface Returned extends Opened {
  no: string;
  /** Of what the register has to be told. */
  id: string;
}

/** A fine is paid, and 50.00 yuan of it go back. */
async function returned(): Promise<Returned> {
  const no = left.shift() ?? '';
  const affair = no.startsWith('310115') ? 'traffic-fine' : 'pedestrian-fine';
  const opened = await desk.paid('wechat', { items: [{ affair, decision_no: no }] });
  const refund = await desk.approved(opened.orderId, 1_000);
  await desk.untilRefund(refund, 'succeeded');
  const [told] = await desk.town.gateway.sql<{ id: string }>(
    'select b.id from fine_return b join fine_report r on r.id = b.report_id where r.decision_no = $1',
    [no],
  );
  return { ...opened, no, id: told?.id ?? '' };
}

async function payTold(no: string): Promise<void> {
  const [report] = await desk.town.gateway.sql<{ id: string }>(
    'select id from fine_report where decision_no = $1',
    [no],
  );
  await desk.town.gateway.duties.handlers['fine.report'](report?.id ?? '');
}

const knownOf = async (no: string): Promise<Json[]> =>
  ((await register('GET', '/returns')) as { data: Json[] }).data.filter((it) => it.decision_no === no);

async function shownOf(no: string): Promise<Json[]> {
  const headers = { authorization: `Bearer ${police}` };
  const answer = await fetch(`${desk.town.gateway.url}/v1/fines/${no}`, { headers });
  return ((await answer.json()) as { returns: Json[] }).returns;
}

describe('money of a fine that went back', () => {
  test('is told to the register after its payment, once, though an answer is lost', async () => {
    const { no, id, orderId } = await returned();
    expect(await shownOf(no)).toMatchObject([{ id, order_id: orderId, amount: 1_000, status: 'returned' }]);
    // The payment comes first: the register would not know what goes back.
    expect(await serviceOf().reportReturn(id)).not.toBeNull();
    expect(await knownOf(no)).toEqual([]);
    await payTold(no);
    await register('POST', '/faults', { target: 'return', kind: 'error_after' });
    expect(await serviceOf().reportReturn(id)).not.toBeNull();
    expect(await shownOf(no)).toMatchObject([{ status: 'returned', last_error: 'REGISTER_OUTCOME_UNKNOWN' }]);
    expect(await serviceOf().reportReturn(id)).toBeNull();
    expect(await shownOf(no)).toMatchObject([{ status: 'reported', last_code: 2, last_error: null }]);
    expect(await knownOf(no)).toMatchObject([{ return_no: id, amount: 1_000 }]);
    expect(await serviceOf().reportReturn(id)).toBeNull();
    expect(alarms).toEqual([]);
  });

  test('is told by the worker of the register', async () => {
    const worker = desk.town.gateway.work(['register']);
    const { no } = await returned();
    await until(
      `the return for ${no}`,
      () => shownOf(no),
      ([told]) => told?.status === 'reported',
    );
    await worker.stop();
  });

  test('is not told to a register that refused the payment, and nobody is alarmed', async () => {
    const { no, id } = await returned();
    await register('POST', '/faults', { target: 'report', kind: 'code', code: 5 });
    await payTold(no);
    expect(await serviceOf().reportReturn(id)).toBeNull();
    expect(await shownOf(no)).toMatchObject([{ status: 'refused', last_error: 'PAYMENT_REFUSED' }]);
    expect(await knownOf(no)).toEqual([]);
    expect(alarms).toEqual([]);
  });

  test('is for a person to tell where the register has no ear for it', async () => {
    const { no, id } = await returned();
    await payTold(no);
    const server = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await serviceOf(`http://127.0.0.1:${port}`).reportReturn(id)).toBeNull();
    server.close();
    expect(await shownOf(no)).toMatchObject([{ status: 'refused', last_error: 'NOT_TAKEN' }]);
    expect(alarms).toEqual(['the register did not take that money for a fine went back']);
  });
});
