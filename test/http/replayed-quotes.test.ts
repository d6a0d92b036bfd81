import { createQuotesProgram } from '../../src/cli/quotes-program';
import { jsonOf, runHere } from '../integration/cli/run-command';
import type { Json } from './support/api';
import { openFineStage, type FineStage } from './support/fines';

const NOON = '2026-02-10T12:00:00+08:00';

let stage: FineStage;
beforeAll(async () => {
  stage = await openFineStage(NOON);
});
afterAll(() => stage.gateway.close());

describe('an auditor who makes kept quotes again', () => {
  const replay = (...args: string[]) =>
    runHere(stage.gateway.databaseUrl, createQuotesProgram(), 'replay', ...args);

  test('gets the same, with all that it was made from', async () => {
    const decision = await stage.decide();
    const { json } = await stage.orderOn(NOON, [decision]);
    const told = await replay('--order', String(json.id));
    expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('326.00\tthe same again') });
    const line = jsonOf(await replay('--decision', String(decision), '--json')) as Json;
    expect(line).toMatchObject({ order: json.id, differs: [], quote: { totalFen: '32600', input: {} } });
    expect(await replay('--decision', '12')).toMatchObject({ exitCode: 1 });
  });

  test('is told of one that was altered behind the back of the database', async () => {
    const { json } = await stage.orderOn(NOON, [await stage.decide()]);
    await stage.gateway.sql('alter table order_item disable trigger user');
    await stage.gateway.sql(
      `update order_item set quote = jsonb_set(quote, '{surchargeFen}', '"1"') where order_id = $1`,
      [json.id],
    );
    await stage.gateway.sql('alter table order_item enable trigger user');
    const told = await replay();
    expect(told).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('differs: surchargeFen') });
    expect(told.stdout.match(/differs:/g)).toHaveLength(1);
  });
});
