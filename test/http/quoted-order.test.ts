import { readPublishedHolidays } from '../../src/fines/holidays.service';
import { listOf, type Json } from './support/api';
import { openFineStage, put, DECISION, quoteOf, type FineStage } from './support/fines';
import { createOrder, expectProblem, expectStatus } from './support/stage';

const NOON = '2026-02-10T12:00:00+08:00';

let stage: FineStage;
beforeAll(async () => {
  stage = await openFineStage(NOON);
});
afterAll(() => stage.gateway.close());
beforeEach(() => stage.clock.moveTo(NOON));

const noonOf = (day: string): string => `${day}T12:00:00+08:00`;

describe('a known decision is ordered at what it costs on the day', () => {
  test('R03: 200.00 served on 5 January costs 326.00 on 10 February, and the order says why', async () => {
    const order = await stage.orderOn(NOON, [await stage.decide()]);
    expect(quoteOf(order)).toEqual({
      quoted_on: '2026-02-10',
      principal: 20_000,
      surcharge: 12_600,
      received: 0,
      total: 32_600,
      served_on: '2026-01-05',
      due_on: '2026-01-20',
      counted_days: 21,
      excluded_days: 0,
      is_capped: false,
      rules_version: 'traffic-fine/1',
      articles: expect.arrayContaining(['《行政处罚法》第七十二条']),
      instalments: [],
      result_code: null,
      outstanding: 0,
    });
    expect(order.json).toMatchObject({ amount: 32_600, items: [{ unit_amount: 32_600, amount: 32_600 }] });
    const read = await stage.portal.get(`/v1/orders/${order.json.id}`);
    expect(read.json).toEqual(order.json);
  });

  test.each([
    ['R04: the day before the cap', '2026-02-22', 19_800, false],
    ['R04: the day of the cap', '2026-02-23', 20_000, true],
    ['R04: long after', '2026-12-01', 20_000, true],
  ])('%s', async (_, day, surcharge, is_capped) => {
    expect(quoteOf(await stage.orderOn(noonOf(day), [await stage.decide()]))).toMatchObject({
      surcharge,
      is_capped,
    });
  });

  test('R05: until the last second of the due day nothing is added, from midnight on 6.00', async () => {
    const decision = await stage.decide();
    const before = await stage.orderOn('2026-01-20T23:59:50+08:00', [decision]);
    const after = await stage.orderOn('2026-01-21T00:00:00+08:00', [decision]);
    expect([before, after].map((order) => quoteOf(order).total)).toEqual([20_000, 20_600]);
  });

  test('R06: a due day that rolled over a holiday takes the surcharge with it', async () => {
    const decision = await stage.decide({ served: { method: 'handed_over', on: '2026-02-05' } });
    const inTime = await stage.orderOn(noonOf('2026-02-24'), [decision]);
    const late = await stage.orderOn(noonOf('2026-02-25'), [decision]);
    expect([inTime, late].map((order) => quoteOf(order).surcharge)).toEqual([0, 600]);
    expect(quoteOf(late).due_on).toBe('2026-02-24');
  });

  test('R07: days of a review are left out, the principal stays due', async () => {
    stage.clock.moveTo(noonOf('2026-03-15'));
    const suspensions = [{ cause: 'review', from: '2026-01-25', to: '2026-03-10' }];
    const order = await stage.orderOn(noonOf('2026-03-15'), [await stage.decide({ suspensions })]);
    expect(quoteOf(order)).toMatchObject({ surcharge: 5_400, counted_days: 9, excluded_days: 45 });
  });

  test.each([
    [
      'R08: sent electronically, with a later arrival proven',
      { method: 'electronic', sent_on: '2026-01-05', proven_arrival_on: '2026-01-08' },
      '2026-01-10',
      '2026-01-23',
    ],
    [
      'R09: by public notice',
      { method: 'public_notice', published_on: '2026-03-01' },
      '2026-05-02',
      '2026-05-15',
    ],
  ])('%s', async (_, served, day, due_on) => {
    stage.clock.moveTo(noonOf(day));
    expect(quoteOf(await stage.orderOn(noonOf(day), [await stage.decide({ served })]))).toMatchObject({
      due_on,
    });
  });

  test('a reduced fine costs what is left of it', async () => {
    const decision = await stage.decide({ revision: { kind: 'reduced', on: '2026-02-09', to: 10_000 } });
    expect(quoteOf(await stage.orderOn(NOON, [decision]))).toMatchObject({ principal: 10_000 });
  });

  test('R19: several decisions are one order with a quote on each line', async () => {
    const decisions = [
      await stage.decide({ served: { method: 'handed_over', on: '2026-01-29' } }),
      await stage.decide({ amount: 15_000, served: { method: 'handed_over', on: '2026-01-14' } }),
      await stage.decide({ amount: 5_000, served: { method: 'handed_over', on: '2026-01-12' } }),
    ];
    const { json } = expectStatus(await stage.orderOn(noonOf('2026-01-30'), decisions), 201);
    const totals = listOf(json.items).map(({ amount, quote }) => [amount, (quote as Json).surcharge]);
    expect(totals).toEqual([
      [20_000, 0],
      [15_450, 450],
      [5_450, 450],
    ]);
    expect(json.amount).toBe(40_900);
  });
});

describe('a decision that cannot be paid is refused by its own code', () => {
  const refusal = async (facts: object, at = NOON) => {
    stage.clock.moveTo(at);
    return stage.orderOn(at, [await stage.decide(facts)]);
  };

  test.each([
    ['R10: a camera record that nobody has dealt with', 'unprocessed_record'],
    ['R12: a coercive measure', 'coercive_measure'],
    ['R12: a notice to appear', 'handling_notice'],
  ])('%s', async (_, document_type) => {
    const answer = await refusal({ document_type });
    expect(expectProblem(answer, 422, 'NOT_A_DECISION')).toEqual(['/items/0/decision_no']);
  });

  test.each([
    ['that was not served', null],
    ['R09: whose public notice is not over', { method: 'public_notice', published_on: '2026-02-01' }],
  ])('one %s', async (_, served) => {
    expectProblem(await refusal({ served }), 422, 'FINE_NOT_SERVED');
  });

  test('one that was revoked: nothing is owed', async () => {
    expectProblem(await refusal({ revision: { kind: 'revoked', on: '2026-02-09' } }), 422, 'NOTHING_OWED');
  });

  test('one that falls due in a year whose holidays are not published is not guessed about', async () => {
    const last = Math.max(...readPublishedHolidays().years);
    const served = { method: 'handed_over', on: `${last}-12-20` };
    expectProblem(await refusal({ served }, noonOf(`${last}-12-21`)), 422, 'CALENDAR_YEAR_MISSING');
  });

  test('R19: of several the refused one is pointed at, and no order is made', async () => {
    const count = () => stage.gateway.sql<{ n: string }>('select count(*) as n from orders');
    const before = await count();
    const answer = await stage.orderOn(NOON, [await stage.decide(), await stage.decide({ served: null })]);
    expect(expectProblem(answer, 422, 'FINE_NOT_SERVED')).toEqual(['/items/1/decision_no']);
    expect(await count()).toEqual(before);
  });
});

describe('R17: a decision is paid as a whole', () => {
  test.each<[string, number, string]>([
    ['the principal alone', 20_000, 'PARTIAL_NOT_ALLOWED'],
    ['one fen less', 32_599, 'PARTIAL_NOT_ALLOWED'],
    ['one fen more', 32_601, 'FINE_AMOUNT_DIFFERS'],
  ])('%s is refused', async (_, amount, code) => {
    const answer = await stage.orderOn(NOON, [await stage.decide()], { amount });
    expect(expectProblem(answer, 422, code)).toEqual(['/items/0/amount']);
    expect(answer.json.details).toMatchObject({ owed: 32_600 });
  });

  test('the exact amount may be repeated', async () => {
    expectStatus(await stage.orderOn(NOON, [await stage.decide()], { amount: 32_600 }), 201);
  });

  test('a number that nobody told of keeps the open price of its affair, and has no quote', async () => {
    const answer = await stage.orderOn(NOON, ['999999990000001'], { amount: 15_000 });
    expect(quoteOf(answer)).toBeNull();
    expect(answer.json.amount).toBe(15_000);
  });
});

describe('an order ends at the midnight at which more would be owed', () => {
  const lifeOf = async (at: string, facts: object, expires_in: number) => {
    stage.clock.moveTo(at);
    const items = [{ affair: 'traffic-fine', decision_no: await stage.decide(facts) }];
    const order = await createOrder(stage.portal, { items, expires_in });
    return order.expires_at as unknown as string;
  };

  test('R23: a late fine, on the same night', async () => {
    expect(await lifeOf('2026-02-10T23:00:00+08:00', {}, 7_200)).toBe('2026-02-11T00:00:00+08:00');
  });

  test('R05: one in its term, after the due day', async () => {
    expect(await lifeOf('2026-01-10T12:00:00+08:00', {}, 2_592_000)).toBe('2026-01-21T00:00:00+08:00');
  });

  test('R04: one whose surcharge cannot grow any more lasts as long as was asked', async () => {
    expect(await lifeOf('2026-03-10T23:00:00+08:00', {}, 7_200)).toMatch(/^2026-03-11T01:00:0\d\+08:00$/);
  });
});

describe('what was quoted is kept as it was', () => {
  test('when the department tells the decision otherwise afterwards', async () => {
    const decision = await stage.decide();
    const { json } = expectStatus(await stage.orderOn(NOON, [decision]), 201);
    expectStatus(await put(stage.police, decision, { ...DECISION, amount: 10_000 }), 200);
    const read = await stage.portal.get(`/v1/orders/${json.id}`);
    expect(read.json).toEqual(json);
    expect(quoteOf(await stage.orderOn(NOON, [decision]))).toMatchObject({ principal: 10_000 });
  });

  test('even by someone who writes to the database', async () => {
    const { json } = expectStatus(await stage.orderOn(NOON, [await stage.decide()]), 201);
    const change = `update order_item set quote = '{}' where order_id = $1`;
    await expect(stage.gateway.sql(change, [json.id])).rejects.toThrow('is never changed');
  });

  test('with everything from which it can be made again, and with no name', async () => {
    const { json } = expectStatus(await stage.orderOn(NOON, [await stage.decide()]), 201);
    const [row] = await stage.gateway.sql<{ quote: { input: object } }>(
      'select quote from order_item where order_id = $1',
      [json.id],
    );
    expect(row?.quote.input).toMatchObject({ onDay: '2026-02-10', rules: { version: 'traffic-fine/1' } });
    expect(JSON.stringify(row)).not.toContain('张三');
  });
});
