import { expectProblem, expectStatus, openStage, type Stage } from './support/stage';
import { createApi, type Answer, type Api } from './support/api';

let stage: Stage;
let police: Api;
beforeAll(async () => {
  stage = await openStage({ withRegister: true });
  const { key } = await stage.gateway.createKey('traffic police', { scopes: ['fines'] });
  police = createApi(stage.gateway, key);
});
afterAll(() => stage.gateway.close());
afterEach(() => desk('DELETE', '/faults'));

const desk = (method: string, path: string, body?: object) =>
  stage.gateway.control(method, `/register${path}`, body);

const PAPER = {
  affair: 'traffic-fine',
  document_type: 'simple_decision',
  amount: 15_000,
  obligor: { name: '张三' },
  served: { method: 'handed_over', on: '2026-11-20' },
};

const order = (...decisionNos: string[]): Promise<Answer> =>
  stage.portal.post('/v1/orders', {
    external_ref: 'R-1',
    items: decisionNos.map((decision_no) => ({ affair: 'traffic-fine', decision_no })),
  });

const keptAs = (no: string) => stage.gateway.sql('select amount_fen from fine where decision_no = $1', [no]);

describe('a number that nobody told of', () => {
  test('is asked for at the register, kept, and ordered at its quote', async () => {
    await desk('PUT', '/decisions/310115190000401', PAPER);
    const { json } = expectStatus(await order('3101151900004011'), 201);
    expect(json.items).toMatchObject([{ decision_no: '310115190000401', quote: { principal: 15_000 } }]);
    expect(await keptAs('310115190000401')).toEqual([{ amount_fen: '15000' }]);
    await desk('POST', '/faults', { target: 'lookup', kind: 'error_before', times: null });
    expectStatus(await order('310115190000401'), 201);
  });

  test('and that is not entered yet is to be tried again: nothing is ordered', async () => {
    await desk('PUT', '/decisions/310115190000402', { ...PAPER, entered_at: '2099-01-01T00:00:00+08:00' });
    const answer = await order('310115190000123', '310115190000402');
    expect(expectProblem(answer, 404, 'NOT_YET_ENTERED')).toEqual(['/items/1/decision_no']);
    expect(answer.headers['retry-after']).toBe('600');
    expect(answer.json.detail).toContain('48 hours');
    await desk('PUT', '/decisions/310115190000402', PAPER);
    expectStatus(await order('310115190000402'), 201);
  });

  test('R10: and that is a camera record cannot be paid, and is not kept', async () => {
    await desk('PUT', '/decisions/310115190000403', { document_type: 'unprocessed_record' });
    const answer = await order('310115190000403');
    expect(expectProblem(answer, 422, 'NOT_A_DECISION')).toEqual(['/items/0/decision_no']);
    expect(await keptAs('310115190000403')).toEqual([]);
  });

  test('R10: and that is kept as a notice already is refused without asking', async () => {
    const told = { ...PAPER, document_type: 'handling_notice' };
    expectStatus(await police.call('PUT', '/v1/fines/310115190000404', { body: told }), 201);
    expectProblem(await order('310115190000404'), 422, 'NOT_A_DECISION');
  });

  test('whose facts cannot be is refused, and not kept', async () => {
    const served = { method: 'handed_over', on: '2099-01-01' };
    await desk('PUT', '/decisions/310115190000405', { ...PAPER, served });
    const answer = await order('310115190000405');
    expect(expectProblem(answer, 422, 'DECISION_INCONSISTENT')).toEqual(['/items/0/decision_no']);
    expect(await keptAs('310115190000405')).toEqual([]);
  });

  test('while the register is away gives an answer that says to try again', async () => {
    await desk('POST', '/faults', { target: 'lookup', kind: 'html_502' });
    const answer = await order('310115190000406');
    expectProblem(answer, 503, 'REGISTER_UNAVAILABLE');
    expect(answer.headers['retry-after']).toBe('5');
  });
});

describe('a decision that was paid at a counter (R19, R20)', () => {
  test.each([
    ['that nobody told of', false],
    ['that its department told of', true],
  ])('%s refuses the whole order before anything is charged', async (_, isTold) => {
    const no = isTold ? '310115190000411' : '310115190000412';
    await desk('PUT', `/decisions/${no}`, PAPER);
    if (isTold) expectStatus(await police.call('PUT', `/v1/fines/${no}`, { body: PAPER }), 201);
    await desk('POST', `/decisions/${no}/payments`, {});
    const answer = await order('310115190000123', no);
    expect(expectProblem(answer, 422, 'FINE_ALREADY_PAID')).toEqual(['/items/1/decision_no']);
  });

  test('and for which an order was answered before is answered with the same bytes again', async () => {
    const no = '310115190000414';
    expectStatus(await police.call('PUT', `/v1/fines/${no}`, { body: PAPER }), 201);
    await desk('PUT', `/decisions/${no}`, PAPER);
    const again = () =>
      stage.portal.call('POST', '/v1/orders', {
        body: { external_ref: 'R-1', items: [{ affair: 'traffic-fine', decision_no: no }] },
        headers: { 'idempotency-key': 'the-same-order-of-a-fine' },
      });
    const first = expectStatus(await again(), 201);
    await desk('POST', `/decisions/${no}/payments`, {});
    const second = expectStatus(await again(), 201);
    expect([second.text, second.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
  });

  test('is ordered while the register does not say so in time: nobody waits for it', async () => {
    expectStatus(await police.call('PUT', '/v1/fines/310115190000413', { body: PAPER }), 201);
    await desk('POST', '/faults', { target: 'lookup', kind: 'hang' });
    expectStatus(await order('310115190000413'), 201);
  });
});

describe('a department reads a decision', () => {
  test('that it told, with no reports while it is unpaid', async () => {
    const { json } = expectStatus(await police.get('/v1/fines/3101151900001234'), 200);
    expect(json).toMatchObject({ decision_no: '310115190000123', fine: { amount: 20_000 }, reports: [] });
  });

  test('but none that is not there, and none without the scope', async () => {
    expectProblem(await police.get('/v1/fines/310115199999999'), 404, 'FINE_NOT_FOUND');
    expectProblem(await police.get('/v1/fines/31011519'), 422, 'REQUEST_INVALID');
    expectStatus(await stage.portal.get('/v1/fines/310115190000123'), 403);
  });
});
