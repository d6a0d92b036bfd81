import { Client } from 'pg';
import { businessDayOf } from '../../../src/kernel/business-day';
import { collectionJournal } from '../../../src/ledger/journal';
import { createReconciliationService } from '../../../src/reconciliation/reconciliation.service';
import type { ChannelTransaction } from '../../../src/payments/transaction';
import { checkReport } from '../../../src/reports/file-making.service';
import { findReport } from '../../../src/reports/report-list';
import { line } from '../reconciliation/world';
import { AGENCY, beijing, Books, clerk, lead, movement } from './books';
import { expectDaysInOrder } from './days-in-order';

const DAY = '2026-03-31';
const NEXT = '2026-04-01';

let books: Books;
beforeEach(async () => {
  books = await Books.open();
});
afterEach(async () => {
  await expectDaysInOrder(books.url);
  await books.world.close();
});

const journals = () =>
  books.sql<{ source: string; day: string; occurred: Date; postings: string[] }>(`
    select j.source, j.business_day::text as day, j.occurred_at as occurred,
      array_agg(p.business_day::text) as postings
    from journal j join posting p on p.journal_id = j.id group by j.id order by j.source`);

test('money that arrives after its day was closed is booked on the next open day, with its own time', async () => {
  await books.collect('early', DAY, 10_000n);
  const seal = await books.close(DAY);
  await books.collectAt('late', beijing(DAY, '23:59:00'), 5_000n);
  await books.refund('late', DAY, 1_000n);
  await books.collect('future', '2026-04-05', 1_000n);
  expect(await journals()).toMatchObject([
    { source: 'wechat:payment:early', day: DAY },
    { source: 'wechat:payment:future', day: '2026-04-05' },
    { source: 'wechat:payment:late', day: NEXT, postings: [NEXT], occurred: beijing(DAY, '23:59:00') },
    { source: 'wechat:refund:late', day: NEXT, postings: [NEXT], occurred: beijing(DAY, '12:00:00') },
  ]);
  expect((await books.days.getSeal(clerk, DAY)).hash).toBe(seal.hash);
  const next = await books.close(NEXT);
  expect(JSON.parse(next.content)).toMatchObject({
    figures: { opening: '10000', normal: '5000', refunded: '1000' },
  });
});

test('the list of payments tells where late money was booked, and is never said to be closed', async () => {
  await books.collect('early', DAY, 10_000n);
  await books.close(DAY);
  await books.collectAt('late', beijing(DAY, '23:59:00'), 5_000n);
  for (const [no, time] of [
    ['early', '12:00:00'],
    ['late', '23:59:00'],
  ] as const)
    await books.world.bookPayment(no, { transactionId: no, occurredAt: beijing(DAY, time) });
  const filters = { from: DAY, to: DAY };
  const { database } = books.world;
  const deps = { database, clock: { now: () => books.world.now }, channels: [], wordingIn: null };
  const request = { report: reportOf('payments'), filters };
  expect(await checkReport(deps, request)).toEqual({ isProvisional: true });
  expect(await checkReport(deps, { report: reportOf('collection-daily'), filters })).toEqual({
    isProvisional: false,
  });
  const rows = await database.stores.reports.readRows(request, { after: null, limit: 10 });
  expect(rows.map(([day, , transaction, ...others]) => [day, others.at(-1), transaction])).toEqual([
    [DAY, NEXT, 'late'],
    [DAY, DAY, 'early'],
  ]);
});

test('money that was booked after the statement was compared keeps the day open until it is compared again', async () => {
  await books.reconcile(DAY);
  const late: ChannelTransaction = {
    ...{
      channel: 'wechat',
      kind: 'payment',
      transactionId: 'late',
      outTradeNo: 'pay_late',
      outRefundNo: null,
    },
    ...{ amountFen: 5_000n, occurredAt: beijing(DAY, '23:59:00'), businessDay: DAY },
    ...{ disposition: 'settled', reason: null },
  };
  const { world } = books;
  await world.database.stores.transactions.insertTransactions([late], beijing(NEXT, '13:00:00'));
  world.now = beijing(NEXT, '14:00:00');
  const blockers = async () => (await books.days.getDay(clerk, DAY, world.now)).findings?.blockers;
  expect(await blockers()).toMatchObject([{ code: 'statement_outdated', subject: 'wechat' }]);
  world.channel.put(DAY, [
    line('late', { transactionId: 'late', amountFen: 5_000n, occurredAt: late.occurredAt }),
  ]);
  expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
  expect(await blockers()).toEqual([]);
});

function reportOf(code: string) {
  const report = findReport(code);
  if (!report) throw new Error(`no report ${code}`);
  return report;
}

test('fees of a statement that is read again after the close are booked on the next open day', async () => {
  await books.collect('1', DAY, 10_000n);
  await books.world.bookPayment('1', { amountFen: 10_000n, transactionId: '1' });
  const paid = line('1', { transactionId: '1', feeFen: 60n });
  await books.close(DAY, [{ ...paid, feeFen: 0n }]);
  books.world.channel.put(DAY, [paid], 'with fees');
  for (let run = 1; run <= 3; run++)
    expect(await books.world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
  expect((await journals()).filter(({ source }) => source.includes(':fee:'))).toEqual([
    { source: `wechat:fee:${DAY}:1`, day: NEXT, postings: [NEXT], occurred: paid.occurredAt },
  ]);
  // The roll-up, and the same from zero, agree about where it is.
  const { ledger } = books.world.database.stores;
  await ledger.rollUpBalances();
  expect(await ledger.compareBalances()).toEqual([]);
  await ledger.rebuildBalances();
  expect(await ledger.compareBalances()).toEqual([]);
});

test('the database itself refuses what is posted to a closed day, whoever posts it', async () => {
  await books.collect('1', DAY, 10_000n);
  await books.close(DAY);
  const values = `'jrn_x', 'fee', '${DAY}', now(), 'x', null, now()`;
  await expect(books.sql(`insert into journal values (${values})`)).rejects.toMatchObject({ code: '40001' });
  await expect(
    books.sql(`insert into posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
      select id, 9, 'a', 'b', 1, business_day from journal`),
  ).rejects.toMatchObject({ code: '40001' });
  await expect(books.sql('delete from sealed_day')).rejects.toThrow();
  await expect(books.sql(`update sealed_day set content = ''`)).rejects.toThrow();
});

test.each([
  ['it', DAY],
  ['the day after', NEXT],
])('a day waits for whoever is posting to %s, and what comes meanwhile is not lost', async (_, day) => {
  await books.collect('1', DAY, 10_000n);
  await books.reconcile(DAY);
  const now = books.world.now;
  await books.days.proposeClose(clerk, DAY, now);
  const poster = new Client({ connectionString: books.url });
  await poster.connect();
  try {
    await poster.query('begin');
    await poster.query(`insert into journal
      values ('jrn_open', 'fee', '${day}', '${day} 12:00+08', 'open', null, now())`);
    await poster.query(`insert into posting
        (journal_id, line, debit_account, credit_account, amount_fen, business_day)
      values ('jrn_open', 1, 'fee_expense:wechat', 'clearing:wechat', 7, '${day}')`);
    const closing = books.days.closeDay(lead, DAY, now);
    await waitingForLock(1);
    // Chose its day while that was open, and has to choose again.
    const late = books.collect('late', DAY, 500n);
    await waitingForLock(2);
    await poster.query('commit');
    const seal = await closing;
    await late;
    expect(JSON.parse(seal.content)).toMatchObject({ journals: day === DAY ? 2 : 1 });
    expect(await journals()).toMatchObject([
      { source: 'open', day },
      { source: 'wechat:payment:1', day: DAY },
      { source: 'wechat:payment:late', day: NEXT },
    ]);
  } finally {
    await poster.end();
  }
});

async function waitingForLock(count: number): Promise<void> {
  const waits = `select 1 from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  while ((await books.sql(waits)).length < count) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('while many post at once to the last days, every journal is in the seal of its day or in an open one', async () => {
  await books.reconcile(DAY);
  await books.reconcile(NEXT);
  const now = books.world.now;
  let [posted, isOver] = [0, false];
  const post = async (who: number): Promise<void> => {
    for (let i = 0; !isOver; i++) {
      const occurredAt = beijing(i % 2 === 0 ? DAY : NEXT, '12:00:00');
      const many = Array.from({ length: 5 }, (_, n) =>
        collectionJournal(movement(`${who}-${i}-${n}`, 100n, occurredAt), [{ ...AGENCY, amountFen: 100n }]),
      );
      await books.world.database.transact((stores) => stores.ledger.insertJournals(many, now));
      posted += many.length;
    }
  };
  const posters = [1, 2, 3].map(post);
  const seals = [];
  try {
    for (const day of [DAY, NEXT]) {
      await books.days.proposeClose(clerk, day, now);
      seals.push(await books.days.closeDay(lead, day, now));
    }
  } finally {
    isOver = true;
    await Promise.all(posters);
  }
  const counts = await books.sql<{ day: string; count: string }>(
    'select business_day::text as day, count(*) from journal group by 1 order by 1',
  );
  expect(counts.reduce((sum, { count }) => sum + Number(count), 0)).toBe(posted);
  for (const seal of seals)
    expect(counts).toContainEqual({ day: seal.day, count: String(JSON.parse(seal.content).journals) });
  expect(counts.at(-1)?.day).toBe('2026-04-02');
});

test('a repeat of the reconciliation of a closed day books nothing into it', async () => {
  const reconciliations = createReconciliationService({
    ...{ database: books.world.database, cutoff: '23:00', clock: { now: () => books.world.now } },
    providers: new Map([['wechat', books.world.channel.asProvider()]]),
  });
  const seal = await books.close(DAY);
  books.world.channel.put(DAY, [line('9', { feeFen: 1n })], 'something new');
  const { id } = await reconciliations.requestRun('wechat', DAY);
  await reconciliations.run(id);
  expect(await journals()).toMatchObject([{ source: `wechat:fee:${DAY}:1`, day: NEXT }]);
  expect(businessDayOf(seal.closedAt)).toBe(NEXT);
});
