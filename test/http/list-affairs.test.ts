import { catalogue } from '../../prisma/catalogue';
import { listOf } from './support/api';
import { expectProblem, expectStatus, openStage, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());

test('a service finds every affair with its agency, its income item and its price', async () => {
  const { json } = expectStatus(await stage.portal.get('/v1/affairs'), 200);
  const affairs = listOf(json.data);
  expect(affairs.map(({ code }) => code)).toEqual(catalogue.map(({ code }) => code).sort());
  expect(affairs.find(({ code }) => String(code) === 'passport')).toMatchObject({
    kind: 'fee',
    name: { zh: '普通护照', en: 'Ordinary passport' },
    agency: { zh: '市公安局出入境管理局' },
    income_item: { name: '因私护照费' },
    price: { kind: 'fixed', unit_amount: 12_000 },
  });
  expect(affairs.find(({ code }) => String(code) === 'traffic-fine')).toMatchObject({
    kind: 'fine',
    price: { kind: 'open', min_amount: 2_000, max_amount: 500_000 },
  });
});

test('an affair that is no longer collected is neither listed nor ordered', async () => {
  await stage.gateway.sql("update affair set active = false where code = 'trailer-plate'");
  const { json } = await stage.portal.get('/v1/affairs');
  expect(listOf(json.data).map(({ code }) => String(code))).not.toContain('trailer-plate');
  const items = [{ affair: 'trailer-plate' }];
  const refused = await stage.portal.post('/v1/orders', { external_ref: 'X', items });
  expect(expectProblem(refused, 422, 'REQUEST_INVALID')).toEqual(['/items/0/affair']);
});

test('a filter that there is not is refused instead of being overlooked', async () => {
  const answer = await stage.portal.get('/v1/affairs?agency=310102');
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual(['/agency']);
});
