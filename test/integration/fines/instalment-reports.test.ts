import { MovedClock } from '../../support/moved-clock';
import { Town, until, type Json } from '../notifications/town';

const NO = '310115190007001';
const approval = { organ: '浦东分局交警支队', document_no: '沪公浦分期〔2026〕8号', on: '2026-11-01' };
const parts = ['2026-11-10', '2026-11-20', '2026-12-10'].map((due_on) => ({ due_on, amount: 50_000 }));
const DECISION = {
  affair: 'traffic-fine',
  document_type: 'general_decision',
  amount: 150_000,
  obligor: { name: '赵强' },
  served: { method: 'handed_over', on: '2026-10-26' },
  instalments: { approval, parts },
};

let town: Town;
beforeAll(async () => {
  const clock = new MovedClock('2026-11-05T10:00:00+08:00');
  town = await Town.open({ clock, withRegister: true });
  await town.gateway.control('PUT', `/register/decisions/${NO}`, DECISION);
});
afterAll(() => town.closeInOrder());

async function payPart(): Promise<string> {
  const items = [{ affair: 'traffic-fine', decision_no: NO, instalments: 1 }];
  const opened = await town.open('wechat', { items });
  await town.gateway.pay(opened.content);
  await town.untilOrder(opened.orderId, 'paid');
  return opened.orderId;
}

interface Told {
  order_id: string;
  id: string;
  status: string;
  last_code: number;
}

const reports = () =>
  town.gateway.sql<Told>('select order_id, id, status, last_code from fine_report order by id');

test('R18: instalments are told to the register in their order, also where it is away for the first of them', async () => {
  town.gateway.work(['notifications', 'payments']);
  const orders = [await payPart(), await payPart()];
  const fault = { target: 'report', kind: 'error_before', times: 2 };
  await town.gateway.control('POST', '/register/faults', fault);
  // Both are due at once: whatever the queue takes first, the second waits for the word on the first.
  town.gateway.work(['register']);
  const told = await until('both parts to be reported', reports, (all) =>
    all.every(({ status }) => status === 'reported'),
  );
  expect(told.map(({ order_id }) => order_id)).toEqual(orders);
  expect(told.map(({ last_code }) => last_code)).toEqual([1, 1]);
  const { data } = (await town.gateway.control('GET', '/register/payments')) as { data: Json[] };
  expect(data.map(({ report_no }) => report_no)).toEqual(told.map(({ id }) => id));
}, 60_000);
