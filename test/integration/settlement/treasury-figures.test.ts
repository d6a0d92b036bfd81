import { Client } from 'pg';
import { createRemittanceServices } from '../../../src/settlement/settlement.service';
import type { Actor } from '../../../src/staff/actor';
import { actor, beijing, Books } from '../days/books';

const MONTH = '2026-03';
const officer = (id: string) => actor(id, 'books.read', 'remittances.make', 'remittances.check');
const [maker, checker] = [officer('maker'), officer('checker')];

let books: Books;
let service: ReturnType<typeof createRemittanceServices>['settlementBooks'];
beforeEach(async () => {
  books = await Books.open();
  service = createRemittanceServices(books.world.database).settlementBooks;
  books.world.now = beijing('2026-04-02', '12:00:00');
});
afterEach(() => books.world.close());

type Amounts = Readonly<Record<string, bigint>>;
const given = (amounts: Amounts, period = MONTH) => ({
  ...{ period, now: books.world.now },
  figures: Object.entries(amounts).map(([incomeItemCode, amountFen]) => ({ incomeItemCode, amountFen })),
});
const tell = (amounts: Amounts, by = maker) => service.tellTreasuryFigures(by, given(amounts));
const confirm = (amounts: Amounts, by: Actor = checker) => service.confirmTreasuryFigures(by, given(amounts));

/** Who stands for each figure. */
async function standing(period = MONTH): Promise<Record<string, string>> {
  const kept = await service.listTreasuryFigures(maker, period);
  const persons = ({ toldBy, confirmedBy }: (typeof kept)[number]) => `${toldBy}/${confirmedBy}`;
  return Object.fromEntries(kept.map((one) => [one.incomeItemCode, persons(one).replaceAll('stf_', '')]));
}

const logged = () =>
  books.sql<{ action: string; actor_id: string; details: Record<string, string> }>(
    `select action, actor_id, details from audit_entry where subject = '${MONTH}' order by seq`,
  );

test('figures of the treasury are confirmed by another than who entered them, all of a month at once', async () => {
  await tell({ A: 100n, B: 200n });
  await expect(confirm({ A: 100n, B: 200n }, maker)).rejects.toMatchObject({ code: 'OWN_PROPOSAL' });
  await expect(confirm({ A: 100n }, actor('clerk', 'books.read'))).rejects.toMatchObject({
    code: 'STAFF_FORBIDDEN',
  });
  expect(await standing()).toEqual({ A: 'maker/null', B: 'maker/null' });
  expect(await confirm({ A: 100n, B: 200n })).toMatchObject([{ isConfirmed: true }, { isConfirmed: true }]);
  expect(await standing()).toEqual({ A: 'maker/checker', B: 'maker/checker' });
  expect(await logged()).toMatchObject([
    { action: 'treasury.told' },
    { action: 'treasury.confirmed', actor_id: checker.id, details: { figures: 'A=1.00; B=2.00' } },
  ]);
});

test('a figure that is changed has to be confirmed anew, by another than who changed it; the others stay', async () => {
  await tell({ A: 100n, B: 200n, C: 300n });
  await confirm({ A: 100n, B: 200n, C: 300n });
  await tell({ A: 100n, B: 201n }, checker);
  expect(await standing()).toEqual({ A: 'maker/checker', B: 'checker/null' });
  expect((await logged()).at(-1)?.details.no_longer_confirmed).toBe('B=2.00; C=3.00');
  await expect(confirm({ B: 201n })).rejects.toMatchObject({ code: 'OWN_PROPOSAL' });
  await confirm({ B: 201n }, maker);
  // Told once more as it was before, it is another figure again.
  await tell({ A: 100n, B: 200n });
  expect(await standing()).toEqual({ A: 'maker/checker', B: 'maker/null' });
});

test('a figure that was changed since it was looked at is not confirmed, nor is anything with it', async () => {
  await tell({ A: 100n, B: 200n });
  await tell({ A: 100n, B: 999n });
  for (const [seen, code] of [
    [{ A: 100n, B: 200n }, 'B'],
    [{ A: 100n, GONE: 1n }, 'GONE'],
  ] as const)
    await expect(confirm(seen)).rejects.toMatchObject({
      ...{ code: 'TREASURY_FIGURE_CHANGED', details: { income_item: code } },
    });
  expect(await standing()).toEqual({ A: 'maker/null', B: 'maker/null' });
});

/** Has two at work before either can write: the second begins while the first waits for the figures. */
async function atTheSameSecond(works: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  const hand = new Client({ connectionString: books.url });
  await hand.connect();
  try {
    await hand.query('begin');
    await hand.query('select 1 from treasury_figure for update');
    const under = works.map((work) => work());
    for (let waiting = 0; waiting < works.length; ) {
      await hand.query('select pg_stat_clear_snapshot()');
      const { rows } = await hand.query<{ count: number }>(
        `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      waiting = rows[0]?.count ?? 0;
    }
    await hand.query('commit');
    return await Promise.all(under);
  } finally {
    await hand.end();
  }
}

test('of two who confirm at the same second one has done it, and nobody is told that it went wrong', async () => {
  await tell({ A: 100n });
  const third = officer('third');
  const found = await atTheSameSecond([() => confirm({ A: 100n }), () => confirm({ A: 100n }, third)]);
  expect(found).toMatchObject([[{ isConfirmed: true }], [{ isConfirmed: true }]]);
  const entries = (await logged()).filter(({ action }) => action === 'treasury.confirmed');
  expect(entries).toHaveLength(1);
  expect(await standing()).toEqual({ A: `stf_maker/${entries[0]?.actor_id}`.replaceAll('stf_', '') });
});

test('what two enter at the same second is what one of them said, and not half of each', async () => {
  await tell({ OLD: 1n });
  await atTheSameSecond([() => tell({ A: 100n }), () => tell({ B: 200n }, checker)]);
  expect([{ A: 'maker/null' }, { B: 'checker/null' }]).toContainEqual(await standing());
});

test('a year that is made of its months is confirmed where all of them are', async () => {
  const told = (period: string) => service.tellTreasuryFigures(maker, given({ A: 100n }, period));
  await told('2026-03');
  await told('2026-02');
  await confirm({ A: 100n });
  const year = () => service.compareTreasury(maker, '2026');
  expect(await year()).toMatchObject([{ theirsFen: 200n, isConfirmed: false }]);
  await service.confirmTreasuryFigures(checker, given({ A: 100n }, '2026-02'));
  expect(await year()).toMatchObject([{ theirsFen: 200n, isConfirmed: true }]);
});

test('the database keeps nobody as the one who confirmed what they entered', async () => {
  await tell({ A: 100n });
  await expect(
    books.sql(`update treasury_figure set confirmed_by = told_by, confirmed_at = now()`),
  ).rejects.toMatchObject({ code: '23514' });
});
