import { createApi, type Api } from './support/api';
import { DECISION, openFineStage, put, type FineStage } from './support/fines';
import { expectProblem, expectStatus } from './support/stage';

const CITY_APPEARANCE = '310301';
const LITTER = { ...DECISION, affair: 'litter-fine' };

let stage: FineStage;
let rangers: Api;
let nobodys: Api;

beforeAll(async () => {
  stage = await openFineStage('2026-02-10T12:00:00+08:00');
  const { gateway } = stage;
  await gateway.sql(
    `insert into affair select 'litter-fine', name_zh, name_en, kind, $1, income_item_code, income_item_name, unit_name,
       price_rule, active from affair where code = 'traffic-fine'`,
    [CITY_APPEARANCE],
  );
  const keyOf = async (name: string, agencyCode: string | null) =>
    createApi(gateway, (await gateway.createKey(name, { scopes: ['fines'], agencyCode })).key);
  rangers = await keyOf('city appearance', CITY_APPEARANCE);
  nobodys = await keyOf('nobody in particular', null);
});
afterAll(() => stage.gateway.close());

const storedOf = (no: string) =>
  stage.gateway.sql<{ affair_code: string; amount_fen: string }>(
    'select affair_code, amount_fen from fine where decision_no = $1',
    [no],
  );

describe('a key tells the decisions of its own agency only', () => {
  test('its own it may tell', async () => {
    const told = await put(rangers, '310104120000001', LITTER);
    expect(expectStatus(told, 201).json.affair).toBe('litter-fine');
  });

  test.each<[string, () => Api, object]>([
    ['the fine of another agency', () => rangers, DECISION],
    ['the fine of an agency, with a key that speaks for none', () => nobodys, DECISION],
  ])('%s is refused, and nothing is kept', async (_, api, decision) => {
    const no = '310104120000002';
    const answer = await put(api(), no, decision);
    expectProblem(answer, 403, 'AGENCY_MISMATCH');
    expect(await storedOf(no)).toEqual([]);
  });

  test('the decision of another agency is not written over, whichever affair is named', async () => {
    const no = '310104120000003';
    expectStatus(await put(stage.police, no, DECISION), 201);
    for (const decision of [DECISION, { ...DECISION, amount: 100 }, { ...LITTER, amount: 100 }]) {
      expectProblem(await put(rangers, no, decision), 403, 'AGENCY_MISMATCH');
    }
    expect(await storedOf(no)).toEqual([{ affair_code: 'traffic-fine', amount_fen: '20000' }]);
  });

  test('the decision cannot be handed to another agency either', async () => {
    const no = '310104120000004';
    expectStatus(await put(stage.police, no, DECISION), 201);
    expectProblem(await put(stage.police, no, LITTER), 403, 'AGENCY_MISMATCH');
    expect(await storedOf(no)).toEqual([{ affair_code: 'traffic-fine', amount_fen: '20000' }]);
  });

  test('reading stays open to every key with the scope', async () => {
    const no = await stage.decide();
    expect(expectStatus(await rangers.get(`/v1/fines/${no}`), 200).json.decision_no).toBe(no);
    expect(expectStatus(await nobodys.get(`/v1/fines/${no}`), 200).json.decision_no).toBe(no);
  });

  test('ordering stays open to every portal', async () => {
    const no = '310104120000005';
    expectStatus(await put(rangers, no, LITTER), 201);
    const items = [{ affair: 'litter-fine', decision_no: no }];
    expectStatus(await stage.portal.post('/v1/orders', { external_ref: 'F-1', items }), 201);
  });
});
