import { Readable } from 'node:stream';
import { Client } from 'pg';
import { bankMappingIn, toBankMapping } from '../../../src/reconciliation/bank/bank.schema';
import { createBankService } from '../../../src/reconciliation/bank/bank.service';
import { createDayViewService } from '../../../src/reconciliation/day-view.service';
import { compareFundDays } from '../../../src/reconciliation/funds/fund.service';
import type { Resolution } from '../../../src/reconciliation/resolution';
import { findBroken } from '../../support/invariants';
import { RESOLUTION_INVARIANTS } from '../../support/resolution-invariants';
import { bookDayOfR25, clerk, DAY, lateD, NEXT, openOffice, posting, proposal, reviewer } from './office';
import type { Office } from './office';
import { beijing, line, openWorld, yuan, type World } from './world';

let world: World;
let office: Office;
let hand: Client;
beforeEach(async () => {
  world = await openWorld();
  office = openOffice(world);
  await bookDayOfR25(world);
  await world.reconcile(DAY);
  hand = new Client({ connectionString: world.url });
  await hand.connect();
});
afterEach(async () => {
  expect(await findBroken(world.url, RESOLUTION_INVARIANTS)).toEqual([]);
  await hand.end();
  await world.close();
});

/** The file of the day again: it names what was missing and tells B as we booked it. */
const putWholeFile = () =>
  world.channel.put(DAY, [
    ...['A', 'B', 'C'].map((no, i) => line(no, { amountFen: yuan([200, 150, 326][i] ?? 0) })),
    lateD,
    line('E', { amountFen: yuan(120) }),
  ]);
const stand = async (id: string) => (await world.database.stores.resolutions.findResolutions([id]))[0];
const toDecide = async () => (await world.database.stores.overview.countToDecide()).resolutions;
const ENDED = { status: 'withdrawn', decidedBy: 'system', note: 'difference_closed', journalId: null };

test('what was proposed about a difference that closes by itself ends with it, also in bulk', async () => {
  const bulk = [await office.find('B'), await office.find('C')].map(({ id }) => id);
  const proposed = await office.resolutions.propose(clerk, proposal('adjust', bulk));
  const cutoff = await office.propose('D', 'accept_cutoff');
  world.channel.put(NEXT, [lateD]);
  await world.reconcile(NEXT);
  expect(await stand(cutoff.id)).toMatchObject({ ...ENDED, decidedAt: world.now });
  expect(await toDecide()).toBe(2);
  world.now = beijing('2026-04-03', '10:00:00');
  putWholeFile();
  await world.reconcile(DAY);
  expect(await Promise.all(proposed.map(({ id }) => stand(id)))).toMatchObject([ENDED, ENDED]);
  expect(await toDecide()).toBe(0);
  expect(await office.resolutions.listResolutions(clerk, { status: 'proposed', limit: 10 })).toEqual([]);
  const { rows } = await hand.query(
    `select subject, actor_id, actor_name, details->>'note' as note from audit_entry
     where action = 'difference.withdrawn' and details->>'resolution' = $1`,
    [cutoff.id],
  );
  const actor = { actor_id: 'system', actor_name: 'tongfu', note: 'difference_closed' };
  expect(rows).toEqual([{ subject: cutoff.differenceId, ...actor }]);
  for (const decide of [
    () => office.resolutions.approve(reviewer, [cutoff.id]),
    () => office.resolutions.refuse(reviewer, [cutoff.id], '不符'),
    () => office.resolutions.withdraw(clerk, [cutoff.id]),
  ])
    await expect(decide()).rejects.toMatchObject({ code: 'DIFFERENCE_CLOSED' });
  expect(await office.moved()).toEqual({});
});

test('what was proposed about one that stays open waits on, and so does what takes a booking back', async () => {
  const adjusted = await office.resolve('C', 'adjust');
  const terms = { resolutionIds: [adjusted.id], reason: '更正', attachmentId: null };
  const [back] = await office.resolutions.proposeReversals(clerk, terms);
  const open = await office.propose('F', 'book_to_suspense');
  world.channel.put(DAY, [
    ...['A', 'C'].map((no, i) => line(no, { amountFen: yuan([200, 326][i] ?? 0) })),
    line('F', { amountFen: yuan(60) }),
  ]);
  await world.reconcile(DAY);
  expect(await office.find('C')).toMatchObject({ isGone: true });
  for (const id of [open.id, back?.id ?? '']) expect(await stand(id)).toMatchObject({ status: 'proposed' });
});

/** Does both while the difference is held, the second when the first waits for it, and then lets go of it. */
async function together(differenceId: string, works: readonly (() => Promise<unknown>)[]) {
  await hand.query('begin');
  await hand.query('select 1 from difference where id = $1 for update', [differenceId]);
  const under = [];
  for (const [i, work] of works.entries()) {
    under.push(work());
    for (let waiting = 0; waiting <= i; ) {
      await hand.query('select pg_stat_clear_snapshot()');
      const { rows } = await hand.query<{ count: number }>(
        `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      waiting = rows[0]?.count ?? 0;
    }
  }
  await hand.query('commit');
  return Promise.allSettled(under);
}

describe('of an approval and a file at the same moment just one has its say', () => {
  let made: Resolution;
  beforeEach(async () => {
    made = await office.propose('C', 'adjust');
    putWholeFile();
  });
  const approve = () => office.resolutions.approve(reviewer, [made.id]);
  const compare = () => world.reconcile(DAY);

  test('the approval, and then the file overtakes what it booked', async () => {
    const answers = await together(made.differenceId, [approve, compare]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await stand(made.id)).toMatchObject({ status: 'approved', decidedBy: reviewer.id });
    expect(await office.find('C')).toMatchObject({ isOvertaken: true });
    expect(await office.moved()).toEqual({ 'clearing:wechat': yuan(-326), 'difference:wechat': yuan(326) });
  });

  test('the file, and then who approves is told that nothing is left', async () => {
    const [, approval] = await together(made.differenceId, [compare, approve]);
    expect(approval).toMatchObject({ status: 'rejected', reason: { code: 'DIFFERENCE_CLOSED' } });
    expect(await stand(made.id)).toMatchObject(ENDED);
    expect(await office.moved()).toEqual({});
  });
});

test('the bank, the register and the channel’s account end what was proposed about theirs as well', async () => {
  await hand.query(
    `insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, first_seen_at) values
       ('dif_bank', 'wechat', $1, 'bank_missing', 'settlement', 100, 'succeeded', now()),
       ('dif_told', 'wechat', $1, 'register_overdue', 'write_back', 100, 'paid', now()),
       ('dif_fund', 'wechat', $2, 'fund_missing', 'fund_flow', 100, 'succeeded', now())`,
    [DAY, NEXT],
  );
  const journal = posting('difference:wechat', 'clearing:wechat', 1);
  const about = async (id: string, more: object) => {
    const [one] = await office.resolutions.propose(clerk, { ...proposal('dismiss', [id]), ...more });
    return one?.id ?? '';
  };
  const clock = { now: () => world.now };
  const { database } = world;
  const told = await about('dif_told', {});
  await createDayViewService({ database, clock, providers: new Map(), reportSlaMs: 0 }).refreshWriteBacks();
  expect(await stand(told)).toMatchObject(ENDED);
  const fund = await about('dif_fund', {});
  world.channel.put(NEXT, [line('X', { status: 'failed' })]);
  await world.reconcile(NEXT);
  await hand.query(
    `insert into fund_file (id, channel, business_day, version, sha256, line_count, in_fen, out_fen, fetched_at)
     values ('fnd_1', 'wechat', $1, 1, 'x', 0, 0, 0, now())`,
    [NEXT],
  );
  await compareFundDays(database, { channel: 'wechat', businessDay: NEXT }, world.now);
  expect(await stand(fund)).toMatchObject(ENDED);
  const missing = await about('dif_bank', { action: 'adjust', journal });
  await importCredit('485.00');
  expect(await stand(missing)).toMatchObject(ENDED);
});

/** The bank's word on what the channel paid out for the day. */
async function importCredit(amount: string): Promise<void> {
  const bank = createBankService({ database: world.database, clock: { now: () => world.now } });
  const columns = { date: 'd', amount: 'a', counter_account: 'c', reference: 'r' };
  const mapping = { columns, account: '1', channels: { wechat: { counter_account: 'T' } } };
  await bank.putMapping(clerk, toBankMapping('bank', bankMappingIn.parse(mapping)));
  const rows = Buffer.from(`d,a,c,r\n${NEXT},${amount},T,x\n`);
  await bank.importFile(clerk, { name: 'b', mapping: 'bank', open: () => Readable.from([rows]) });
}
