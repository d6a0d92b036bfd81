import { FinesWorld, proofIn, type Typed } from './fines-world';

const PAPER = {
  affair: 'traffic-fine',
  document_type: 'simple_decision',
  amount: 20_000,
  obligor: { name: '张三丰' },
  served: { method: 'handed_over', on: '2026-01-05' },
  vehicle: { plate_no: '沪A12345', plate_type: '52', engine_no: 'LFV3A23C0K123456' },
};
const VEHICLE = { plate: '沪A·12345', plate_type: '52', engine: '123456' };

const world = new FinesWorld();
beforeAll(() => world.open({ withRegister: true }));
afterAll(() => world.gateway.close());
afterEach(() => desk('DELETE', '/faults'));

const desk = (method: string, path: string, body?: object) =>
  world.gateway.control(method, `/register${path}`, body);

let count = 0;
async function entered(): Promise<string> {
  const number = String(310_115_190_007_000n + BigInt(++count));
  await desk('PUT', `/decisions/${number}`, PAPER);
  return number;
}

const find = (typed: Typed) => world.find(typed, `203.0.113.${++count}`);

describe('a fine that only the register knows', () => {
  test('is found by what the vehicle licence shows, and can be ordered', async () => {
    const number = await entered();
    const page = await find({ number, ...VEHICLE });
    expect([page.status, page.text.includes('¥200.00')]).toEqual([200, true]);
    expect((await world.order(proofIn(page.text))).status).toBe(303);
  });

  test.each<[string, Typed]>([
    ['another plate', { plate: '沪A12346' }],
    ['another kind of plate', { plate_type: '02' }],
    ['a kind of plate that there is not', { plate_type: '99' }],
    ['another engine', { engine: '123457' }],
    ['the number of another decision', { number: '310115190007999' }],
  ])('is not found with %s, nor kept', async (_, change) => {
    const number = await entered();
    const page = await find({ number, ...VEHICLE, ...change });
    expect(page.status).toBe(422);
    expect(page.text).not.toContain('200.00');
    expect(await world.gateway.sql('select 1 from fine where decision_no = $1', [number])).toEqual([]);
  });

  test('and that was paid at a counter is said to be paid, before anything is ordered', async () => {
    const number = await entered();
    await desk('POST', `/decisions/${number}/payments`, {});
    const page = await find({ number, ...VEHICLE });
    expect([page.status, page.text.includes('这笔罚款已经缴清')]).toEqual([422, true]);
    const later = await entered();
    const proof = proofIn((await find({ number: later, ...VEHICLE })).text);
    await desk('POST', `/decisions/${later}/payments`, {});
    expect((await world.order(proof)).headers.location).toBe('/fines?lang=zh-CN&note=paid-already');
  });

  test('while the register is away nobody is told that there is none', async () => {
    await desk('POST', '/faults', { target: 'lookup', kind: 'error_before', times: null });
    const page = await find({ number: await entered(), ...VEHICLE });
    expect(page.status).toBe(503);
    expect(page.text).not.toContain('没有找到');
  });
});

test('a fine that its department told of is found while the register is away', async () => {
  const number = '310115190007900';
  await world.tell(number, { plate: '沪A12345', engine_tail: '123456' }).expect(201);
  await desk('POST', '/faults', { target: 'lookup', kind: 'error_before', times: null });
  expect((await find({ number, ...VEHICLE })).status).toBe(200);
});
