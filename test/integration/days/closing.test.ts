import { isSignedBy, readSeal } from '../../../src/days/seal';
import { addDays } from '../../../src/kernel/business-day';
import { findReport } from '../../../src/reports/report-list';
import { expectDaysInOrder } from './days-in-order';
import { actor, beijing, Books, clerk, lead, PUBLIC_KEY } from './books';

const FIRST = '2026-03-30';
const DAY = '2026-03-31';

let books: Books;
beforeEach(async () => {
  books = await Books.open();
});
afterEach(async () => {
  await expectDaysInOrder(books.url);
  await books.world.close();
});

const now = () => books.world.now;
const blockersOf = async (day: string) =>
  ((await books.days.getDay(clerk, day, now())).findings?.blockers ?? []).map(({ code, subject }) => [
    code,
    subject,
  ]);

/** R28: 1 000 + 20 000 正常 + 326 待查 − 200 退付 − 19 000 国库 − 1 500 专户. */
async function bookTheExample(): Promise<void> {
  await books.collect('opening', FIRST, 100_000n);
  await books.collect('normal', DAY, 2_000_000n);
  await books.suspend('suspense', DAY, 32_600n);
  await books.refund('refund', DAY, 20_000n);
  await books.remit('treasury', DAY, 1_900_000n);
  await books.remit('special', DAY, 150_000n);
}

test('R28: the example of the daily identity closes at 626.00 exactly, and is sealed', async () => {
  await bookTheExample();
  await books.close(FIRST);
  const seal = await books.close(DAY);
  const content = readSeal(seal);
  expect(content.figures).toEqual({
    opening: '100000',
    normal: '2000000',
    suspense: '32600',
    refunded: '20000',
    treasury: '1900000',
    special: '150000',
    adjusted: '0',
    closing: '62600',
  });
  // The report is counted by another way than the seal, and is no longer provisional.
  const { reports } = books.world.database.stores;
  const report = findReport('bank-daily');
  if (!report) throw new Error('it is in the list');
  const query = { report, filters: { from: DAY, to: DAY } };
  const [row = []] = await reports.readRows(query, { after: null, limit: 2 });
  const cells = report.columns.filter(({ type }) => type === 'fen').map(({ key }) => key);
  expect(cells.map((key) => row[report.columns.findIndex((it) => it.key === key)])).toEqual(
    Object.values(content.figures),
  );
  expect(await reports.findOpenDay({ from: FIRST, to: DAY })).toBeNull();
  expect(await reports.findOpenDay({ from: FIRST, to: '2026-04-01' })).toBe('2026-04-01');
  expect(content).toMatchObject({ journals: 5, postings: 5, proposed_by: clerk.id, closed_by: lead.id });
  expect(content.statements).toEqual([{ channel: 'wechat', version: 1, sha256: expect.any(String) }]);
  expect(isSignedBy(seal, [PUBLIC_KEY])).toBe(true);
  const accounts = new Map(content.accounts.map((account) => [account.account, account]));
  expect(accounts.get('suspense:wechat')).toMatchObject({
    opening: '0',
    in: '32600',
    out: '0',
    closing: '32600',
  });
  expect(accounts.get('clearing:wechat')).toMatchObject({ opening: '100000', closing: '2112600' });
});

test.each([
  ['1 fen more', 1],
  ['1 fen less', -1],
])('R28: a closing of %s refuses the close', async (_, fen) => {
  await bookTheExample();
  await books.close(FIRST);
  await books.reconcile(DAY);
  await books.days.proposeClose(clerk, DAY, now());
  const spoil = `update account_balance set credit_fen = credit_fen + ${fen}
    where account_code = 'suspense:wechat' and business_day = '${DAY}' returning account_code`;
  // A transaction of another test holds the roll-up back for a moment.
  while ((await books.sql(spoil)).length === 0) await books.world.database.stores.ledger.rollUpBalances();
  await expect(books.days.closeDay(lead, DAY, now())).rejects.toMatchObject({
    code: 'DAY_NOT_CLOSABLE',
    details: { blockers: [{ code: 'balance_differs', subject: 'suspense:wechat' }] },
  });
  await books.world.database.stores.ledger.rebuildBalances();
  await books.days.closeDay(lead, DAY, now());
});

test('R29: who proposed to close a day does not close it, and one must have been proposed', async () => {
  await books.reconcile(DAY);
  await expect(books.days.closeDay(lead, DAY, now())).rejects.toMatchObject({ code: 'DAY_NOT_PROPOSED' });
  await books.days.proposeClose(lead, DAY, now());
  await expect(books.days.closeDay(lead, DAY, now())).rejects.toMatchObject({
    kind: 'forbidden',
    code: 'OWN_PROPOSAL',
  });
  await expect(books.days.closeDay(clerk, DAY, now())).rejects.toMatchObject({ code: 'STAFF_FORBIDDEN' });
  // Where nobody else may close, the one who may has not locked the day by proposing it: another proposes it as well.
  await books.days.proposeClose(clerk, DAY, now());
  await books.days.proposeClose(clerk, DAY, now());
  expect(await books.sql(`select proposed_by from day_proposal`)).toHaveLength(2);
  for (const [viewer, by] of [[lead, clerk] as const, [clerk, lead] as const])
    expect((await books.days.getDay(viewer, DAY, now())).proposal?.proposedBy).toBe(by.id);
  expect(await books.days.closeDay(lead, DAY, now())).toMatchObject({
    proposedBy: clerk.id,
    closedBy: lead.id,
  });
});

test('two who close a day at the same second: one does, the other is told that it is closed', async () => {
  await books.collect('1', DAY, 5_000n);
  await books.reconcile(DAY);
  await books.days.proposeClose(clerk, DAY, now());
  const closers = [lead, actor('second', 'days.close'), actor('third', 'days.close')];
  const results = await Promise.allSettled(closers.map((one) => books.days.closeDay(one, DAY, now())));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'DAY_CLOSED' });
  expect(await books.sql(`select * from audit_entry where action = 'day.closed'`)).toHaveLength(1);
});

test('everything that prevents a close is listed at once, each with what to do', async () => {
  await books.collect('1', DAY, 5_000n);
  books.world.now = beijing(DAY, '20:00:00');
  expect(await blockersOf(DAY)).toEqual([
    ['day_not_over', DAY],
    ['statement_missing', 'wechat'],
  ]);
  await expect(books.days.proposeClose(clerk, DAY, now())).rejects.toMatchObject({
    code: 'DAY_NOT_CLOSABLE',
    details: {
      blockers: [
        {
          code: 'day_not_over',
          what_to_do: { zh: expect.any(String), en: expect.stringContaining('tomorrow') },
        },
        { code: 'statement_missing' },
      ],
    },
  });
  expect(await books.sql('select * from day_proposal')).toEqual([]);
});

test('a statement that was fetched and not compared, and a difference without an owner, keep a day open', async () => {
  await books.reconcile(DAY);
  await books.sql(`insert into statement select 'stm_2', channel, business_day, 2, 'other', 0, 0, 0, fetched_at + interval '1 hour'
    from statement`);
  await books.sql(`insert into difference (id, channel, business_day, type, kind, first_seen_at)
    select 'dif_' || n, 'wechat', '${DAY}', case n when 2 then 'fee_netted' else 'ours_only' end, 'payment', now()
    from generate_series(1, 3) n`);
  await books.sql(`insert into staff_member (id, name, roles, active, created_at, updated_at)
    values ('stf_1', '林晓', '{clerk}', true, now(), now())`);
  await books.sql(
    `update difference set owner_id = case id when 'dif_3' then 'Mickey Mouse' else 'stf_1' end`,
  );
  expect(await blockersOf(DAY)).toEqual([
    ['statement_not_matched', 'wechat'],
    ['fee_netted', 'dif_2'],
    ['difference_unowned', 'dif_3'],
  ]);
  await books.sql(`update difference set closed_at = now()`);
  await books.reconcile(DAY);
  await books.sql(`update statement set fetched_at = '2026-01-01' where id = 'stm_2'`);
  expect(await blockersOf(DAY)).toEqual([]);
});

test('what was booked by hand and a later file contradicts keeps a day open until somebody sees to it', async () => {
  await books.reconcile(DAY);
  await books.sql(`insert into difference (id, channel, business_day, type, kind, first_seen_at, closed_at, closed_by_run)
    select 'dif_' || n, 'wechat', '${DAY}', 'ours_only', 'payment', now(), now(), case n when 1 then 'rec_1' end
    from generate_series(1, 2) n`);
  await books.sql(`insert into difference_resolution (id, difference_id, action, status, reason, postings, basis, proposed_by,
      proposed_at, decided_by, decided_at, updated_at)
    select 'res_' || n, 'dif_' || n, 'adjust', 'approved', 'r', '[]', 'b', 'stf_1', now(), 'stf_2', now(), now()
    from generate_series(1, 2) n`);
  await books.sql(`update difference set resolution_id = replace(id, 'dif', 'res')`);
  expect(await blockersOf(DAY)).toEqual([['booking_overtaken', 'dif_1']]);
  await books.sql(`insert into staff_member (id, name, roles, active, created_at, updated_at)
    values ('stf_1', '林晓', '{clerk}', true, now(), now())`);
  await books.sql(`update difference set owner_id = 'stf_1'`);
  expect(await blockersOf(DAY)).toEqual([]);
});

test('what a channel told and nobody has booked yet keeps a day open, up to its last moment', async () => {
  await books.reconcile(DAY);
  const tell = (no: string, at: Date) =>
    books.sql(`insert into inbox (channel, kind, transaction_id, out_trade_no, amount_fen, is_cumulative, currency,
        occurred_at, origin, received_at)
      values ('wechat', 'payment_succeeded', '${no}', '${no}', 1, false, 'CNY', '${at.toISOString()}', 'query', now())`);
  await tell('of the next day', beijing(addDays(DAY, 1), '00:00:00'));
  expect(await blockersOf(DAY)).toEqual([]);
  await tell('of the day', beijing(DAY, '23:59:59'));
  expect(await blockersOf(DAY)).toEqual([['money_waiting', DAY]]);
});

test('days are closed in their order, whichever was the first', async () => {
  await books.close(DAY);
  const [next, after] = [addDays(DAY, 1), addDays(DAY, 2)];
  await books.reconcile(after);
  expect(await blockersOf(after)).toEqual([['day_before_open', next]]);
  // Nothing is booked to what lies before the first: its reports are no longer provisional.
  expect(await books.days.getDay(clerk, FIRST, now())).toMatchObject({ status: 'covered' });
  expect(await blockersOf(FIRST)).toEqual([['day_covered', DAY]]);
  expect(await books.world.database.stores.reports.findOpenDay({ from: FIRST, to: DAY })).toBeNull();
  for (const closed of [DAY, FIRST])
    await expect(books.days.proposeClose(clerk, closed, now())).rejects.toMatchObject({ code: 'DAY_CLOSED' });
  await books.close(next);
  const [first, second] = await books.days.listDays(clerk, { from: DAY, to: next });
  expect(second?.seal?.previousHash).toBe(first?.seal?.hash);
  expect(first?.seal?.previousHash).toBe('0'.repeat(64));
});

test.each([
  ['nothing', ''],
  ['a day that is none', '2026-02-30'],
  ['words', `2026-03-31' or '1`],
])('%s is not a day', async (_, day) => {
  await expect(books.days.getDay(clerk, day, now())).rejects.toMatchObject({ code: 'DAY_NOT_FOUND' });
  await expect(books.days.closeDay(lead, day, now())).rejects.toMatchObject({ code: 'DAY_NOT_FOUND' });
});

test('the report of the days has each as the list of them has it', async () => {
  await bookTheExample();
  await books.close(DAY);
  const next = addDays(DAY, 1);
  await books.reconcile(next);
  await books.days.proposeClose(clerk, next, now());
  await books.days.proposeClose(lead, next, new Date(now().getTime() + 1_000));
  const report = findReport('days');
  if (!report) throw new Error('it is in the list');
  const range = { from: addDays(FIRST, -1), to: addDays(next, 1) };
  const rows = await books.world.database.stores.reports.readRows(
    { report, filters: range },
    { after: null, limit: 9 },
  );
  const listed = await books.days.listDays(clerk, range);
  const shown = listed.map(({ day, status, seal, proposal }) => [
    ...[day, status, seal?.hash ?? null, (seal ?? proposal)?.proposedBy ?? null],
  ]);
  expect(rows.map((row) => [row[0], row[1], row.at(-1), row[2]])).toEqual(shown.toReversed());
  expect(new Set(rows.map((row) => row[1])).size).toBeGreaterThan(2);
});
