import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RemittanceTarget } from '../../../src/settlement/remittance';
import { createRemittanceServices } from '../../../src/settlement/settlement.service';
import { actor, AGENCY, Books } from '../days/books';

const DAY = '2026-03-30';
const officer = (id: string) => actor(id, 'books.read', 'remittances.make', 'remittances.check');
const [maker, checker] = [officer('maker'), officer('checker')];
const CHECKED = { accountName: '市国库', accountNo: '622200001111222233', bankName: '工商银行' };
const OTHER = { accountName: '别人', accountNo: '622299998888777766', bankName: '某银行' };
const MIGRATION = path.resolve(
  __dirname,
  '../../../prisma/migrations/20261129130000_remittance_payee/migration.sql',
);

let books: Books;
let service: ReturnType<typeof createRemittanceServices>;
beforeEach(async () => {
  books = await Books.open();
  service = createRemittanceServices(books.world.database);
  await books.sql(`insert into agency values ('310101', '一', 'One')`);
  await point(CHECKED);
  await books.collect('1', DAY, 10_000n);
  await books.close(DAY);
});
afterEach(() => books.world.close());

const now = () => books.world.now;
const point = (to: Partial<RemittanceTarget>) =>
  books.world.database.stores.remittanceRules.putTarget({
    ...{ ...AGENCY, ...CHECKED, destination: 'treasury' },
    ...to,
  });
const make = () => service.remittances.makeBatch(maker, { destination: 'treasury', upTo: DAY }, now());

test.each([
  ['another account', OTHER],
  ['no account', { accountName: null, accountNo: null, bankName: null }],
  ['another destination', { ...OTHER, destination: 'special' as const }],
])('a target that says %s after the check changes nothing of what is exported', async (_what, to) => {
  const { id } = await make();
  const checked = await service.remittances.checkBatch(checker, id, now());
  expect(checked.lines).toMatchObject([CHECKED]);
  await point(to);
  await service.remittances.exportBatch(maker, id, now());
  const file = await service.remittances.getFile(maker, id);
  expect(file).toContain(`市国库,"${CHECKED.accountNo}\t",工商银行,100.00`);
  expect(file).not.toContain('别人');
  expect((await service.remittances.getBatch(maker, id)).lines).toMatchObject([CHECKED]);
});

test('whatever the code does, a line keeps its account and a batch its destination', async () => {
  await make();
  for (const change of [
    `remittance_line set account_no = '1'`,
    `remittance_batch set destination = 'special'`,
  ])
    await expect(books.sql(`update ${change}`)).rejects.toThrow();
});

test('what is left out is kept with the batch', async () => {
  await books.sql(`insert into agency values ('310102', '二', 'Two')`);
  await books.world.database.stores.remittanceRules.putTarget({
    ...{ agencyCode: '310102', incomeItemCode: 'B', destination: 'treasury', accountName: '户名' },
    ...{ accountNo: ' ', bankName: null },
  });
  await books.sql(
    `insert into account values ('payable:310102:B', 'payable', 'x', 'x', null, '310102', 'B')`,
  );
  await books.book({
    ...{ id: 'jrn_b', kind: 'collection', businessDay: '2026-03-31', occurredAt: now() },
    ...{ source: 'b', orderId: null },
    postings: [{ debit: 'clearing:wechat', credit: 'payable:310102:B', amountFen: 700n }],
  });
  await books.close('2026-03-31');
  const what = { destination: 'treasury', upTo: '2026-03-31' } as const;
  const made = await service.remittances.makeBatch(maker, what, now());
  const leftOut = [{ agencyCode: '310102', incomeItemCode: 'B', reason: 'no_account', amountFen: 700n }];
  expect(made.leftOut).toEqual(leftOut);
  expect((await service.remittances.getBatch(checker, made.id)).leftOut).toEqual(leftOut);
});

describe('batches from before', () => {
  /** As it was before the migration, and the migration over it. */
  async function upgrade(): Promise<void> {
    await books.sql('drop trigger remittance_line_payee_fixed on remittance_line');
    await books.sql('drop trigger remittance_batch_destination_fixed on remittance_batch');
    await books.sql('alter table remittance_batch drop left_out');
    await books.sql('alter table remittance_line drop account_name, drop account_no, drop bank_name');
    await books.sql(readFileSync(MIGRATION, 'utf8'));
  }

  test('one that waits for its export gets the account of now', async () => {
    const { id } = await make();
    await service.remittances.checkBatch(checker, id, now());
    await point(OTHER);
    await upgrade();
    await point(CHECKED);
    const { lines, leftOut } = await service.remittances.exportBatch(maker, id, now());
    expect([lines, leftOut]).toMatchObject([[OTHER], []]);
    expect(await service.remittances.getFile(maker, id)).toContain('别人');
  });

  test('one that was exported keeps its file, which says where it went', async () => {
    const { id } = await make();
    await service.remittances.checkBatch(checker, id, now());
    await service.remittances.exportBatch(maker, id, now());
    const file = await service.remittances.getFile(maker, id);
    await point(OTHER);
    await upgrade();
    expect(await service.remittances.getFile(maker, id)).toBe(file);
    expect((await service.remittances.getBatch(maker, id)).lines).toMatchObject([{ accountNo: null }]);
  });

  test('one whose item has no account, or goes elsewhere now, is returned and not exported', async () => {
    const { id } = await make();
    await point({ ...OTHER, destination: 'special' });
    await upgrade();
    const details = { left_out: [{ reason: 'no_account', amount: 10_000 }] };
    const refused = { code: 'REMITTANCE_ACCOUNT_MISSING', details };
    await expect(service.remittances.checkBatch(checker, id, now())).rejects.toMatchObject(refused);
    await books.sql(`update remittance_batch set status = 'checked', checked_by = 'checker'`);
    await expect(service.remittances.exportBatch(maker, id, now())).rejects.toMatchObject(refused);
    const back = await service.remittances.returnBatch(checker, id, { reason: '无账户', now: now() });
    expect(back.status).toBe('returned');
  });
});
