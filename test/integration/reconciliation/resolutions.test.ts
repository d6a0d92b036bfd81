import { findReport } from '../../../src/reports/report-list';
import {
  bookDayOfR25,
  clerk,
  DAY,
  employ,
  lateD,
  lead,
  NEXT,
  openOffice,
  person,
  posting,
  proposal,
  reviewer,
} from './office';
import type { Office } from './office';
import { beijing, line, openWorld, yuan, type World } from './world';

let world: World;
let office: Office;
beforeEach(async () => {
  world = await openWorld();
  office = openOffice(world);
  await bookDayOfR25(world);
  await world.reconcile(DAY);
});
afterEach(() => world.close());

const openOnes = async () =>
  (await office.listAll()).filter(({ closedAt }) => closedAt === null).map(({ outTradeNo }) => outTradeNo);

describe('the five differences of rule R25', () => {
  test('each tell their likely cause, their age and the line that they come from', async () => {
    world.now = beijing('2026-04-03', '09:00:00');
    const all = new Map((await office.listAll()).map((it) => [it.outTradeNo?.slice(-1), it]));
    expect([...all].map(([no, { explanation }]) => `${no} ${explanation.cause}`).sort()).toEqual([
      'B wrong_amount',
      'C missing_at_channel',
      'D cutoff',
      'E lost_notification',
      'F unknown_order',
    ]);
    expect(all.get('F')).toMatchObject({
      explanation: { ageDays: 3, postings: [posting('clearing:wechat', 'suspense:wechat', 60)] },
      row: { line: 4, version: 1, occurredAt: beijing(DAY, '12:00:00') },
    });
    expect(all.get('C')?.row).toBeNull();
  });

  test('are resolved by two persons, and then the books hold what the file says', async () => {
    await office.resolve('B', 'adjust');
    await office.resolve('C', 'adjust');
    await office.resolve('D', 'accept_cutoff');
    await office.resolve('F', 'book_to_suspense');
    expect(await openOnes()).toEqual(['pay_E']);
    // −241.00 is −45 −326 +60, the −50 that the next file will have and the +120 that asking books.
    expect(await office.moved()).toEqual({
      'clearing:wechat': yuan(-45 - 326 + 60),
      'difference:wechat': yuan(45 + 326),
      'suspense:wechat': yuan(-60),
    });
    const kept = await world.database.stores.resolutions.listResolutions({ limit: 10 });
    expect(new Set(kept.map((it) => `${it.status} ${it.proposedBy} ${it.decidedBy}`))).toEqual(
      new Set(['approved stf_王芳 stf_李强']),
    );
  });

  test('stay resolved through reruns, with the same ids (R26)', async () => {
    const before = (await office.listAll()).map(({ id }) => id);
    for (const no of ['B', 'C']) await office.resolve(no, 'adjust');
    await office.resolve('D', 'accept_cutoff');
    await office.resolve('F', 'book_to_suspense');
    const moved = await office.moved();
    for (let i = 0; i < 3; i++) await world.reconcile(DAY);
    expect((await office.listAll()).map(({ id }) => id)).toEqual(before);
    expect(await openOnes()).toEqual(['pay_E']);
    expect(await office.moved()).toEqual(moved);
  });

  test('one that was accepted as a cut-off is missing for good where the next file lacks it', async () => {
    await office.resolve('D', 'accept_cutoff');
    world.channel.put(NEXT, [line('X')]);
    await world.reconcile(NEXT);
    expect(await openOnes()).toContain('pay_D');
    world.channel.put(NEXT, [lateD]);
    await world.reconcile(NEXT);
    expect(await openOnes()).not.toContain('pay_D');
  });

  test('one that a later file tells otherwise is open again, and its adjustment is to be reversed first', async () => {
    const adjusted = await office.resolve('B', 'adjust');
    world.channel.put(DAY, [line('A', { amountFen: yuan(200) }), line('B', { amountFen: yuan(140) })]);
    await world.reconcile(DAY);
    expect(await office.find('B')).toMatchObject({ closedAt: null, isOvertaken: true });
    await expect(office.propose('B', 'adjust')).rejects.toMatchObject({ code: 'RESOLUTION_STANDS' });
    await office.reverse(adjusted.id);
    await office.resolve('B', 'adjust');
    expect(await office.moved()).toEqual({ 'clearing:wechat': yuan(-10), 'difference:wechat': yuan(10) });
  });

  test('one whose booking was taken back is open just as long as the file has its row', async () => {
    const booked = await office.resolve('F', 'book_to_suspense');
    const { row } = await office.find('F');
    const others = [line('A', { amountFen: yuan(200) })];
    const f = line('F', { amountFen: (await office.find('F')).theirs!.amountFen });
    expect(row).not.toBeNull();
    await office.reverse(booked.id);
    for (const [file, isOpen] of [
      [others, false],
      [[...others, f], true],
      [others, false],
    ] as const) {
      world.now = new Date(world.now.getTime() + 1000);
      world.channel.put(DAY, [...file]);
      await world.reconcile(DAY);
      expect((await openOnes()).includes('pay_F')).toBe(isOpen);
    }
  });

  test('one that a later file explains is told to be reversed', async () => {
    const adjusted = await office.resolve('C', 'adjust');
    world.channel.put(DAY, [line('A', { amountFen: yuan(200) }), line('C', { amountFen: yuan(326) })]);
    await world.reconcile(DAY);
    expect(await office.find('C')).toMatchObject({ isOvertaken: true });
    const { stores } = world.database;
    const overtaken = () => stores.followedDifferences.listFollowed({ state: 'overtaken', limit: 10 });
    expect((await overtaken()).map(({ resolutionId }) => resolutionId)).toEqual([adjusted.id]);
    expect(await stores.overview.countToDecide()).toMatchObject({ overtaken: 1, resolutions: 0 });
    await office.reverse(adjusted.id);
    await world.reconcile(DAY);
    expect(await overtaken()).toEqual([]);
    expect(await office.find('C')).toMatchObject({ isOvertaken: false, closedAt: world.now });
    expect(await office.moved()).toEqual({});
  });
});

describe('maker and checker', () => {
  test('nobody approves what he proposed himself, whatever his roles (R29)', async () => {
    const { id: difference } = await office.find('B');
    const [own] = await office.resolutions.propose(lead, proposal('adjust', [difference]));
    for (const decide of [
      () => office.resolutions.approve(lead, [own?.id ?? '']),
      () => office.resolutions.refuse(lead, [own?.id ?? ''], '不符'),
    ]) {
      await expect(decide()).rejects.toMatchObject({ kind: 'forbidden', code: 'OWN_PROPOSAL' });
    }
    expect(await office.moved()).toEqual({});
    expect((await office.find('B')).closedAt).toBeNull();
  });

  test.each([
    ['propose', person('审计', 'auditor')],
    ['approve', clerk],
  ] as const)('who may not %s is told so', async (what, actor) => {
    const { id: difference } = await office.find('B');
    const [made] = await office.resolutions.propose(reviewer, proposal('adjust', [difference]));
    const attempt =
      what === 'propose'
        ? office.resolutions.propose(actor, proposal('adjust', [difference]))
        : office.resolutions.approve(actor, [made?.id ?? '']);
    await expect(attempt).rejects.toMatchObject({ code: 'STAFF_FORBIDDEN' });
  });

  test('of two reviewers at the same second just one decides, and the other is told', async () => {
    const { id } = await office.propose('B', 'adjust');
    const answers = await Promise.allSettled([
      office.resolutions.approve(reviewer, [id]),
      office.resolutions.approve(lead, [id]),
      office.resolutions.refuse(person('孙', 'reviewer'), [id], '不符'),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = answers.flatMap((it) => (it.status === 'rejected' ? [it.reason as Error] : []));
    expect(refused).toEqual([
      expect.objectContaining({ kind: 'conflict', code: 'RESOLUTION_NOT_IN_STATE' }),
      expect.objectContaining({ kind: 'conflict', code: 'RESOLUTION_NOT_IN_STATE' }),
    ]);
  });

  test('two clerks at the same second propose once', async () => {
    const answers = await Promise.allSettled([
      office.propose('B', 'adjust'),
      office.propose('B', 'write_off'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('a proposal is refused with a note, or withdrawn by who made it, and made anew', async () => {
    const first = await office.propose('B', 'adjust');
    const [refused] = await office.resolutions.refuse(reviewer, [first.id], '金额不符');
    expect(refused).toMatchObject({ status: 'refused', note: '金额不符', decidedBy: reviewer.id });
    const second = await office.propose('B', 'adjust');
    await expect(office.resolutions.withdraw(reviewer, [second.id])).rejects.toMatchObject({
      code: 'RESOLUTION_NOT_YOURS',
    });
    const [withdrawn] = await office.resolutions.withdraw(clerk, [second.id]);
    expect(withdrawn).toMatchObject({ status: 'withdrawn' });
    await office.resolve('B', 'adjust');
  });

  test('everything is in the audit log, under the difference, and who signed stands on the voucher', async () => {
    const { id } = await office.find('B');
    const { id: resolution, journalId } = await office.resolve('B', 'adjust');
    await office.reverse(resolution);
    const signed = { maker: 'stf_王芳', checker: 'stf_李强', poster: 'tongfu', IS_ADJUST_PERIOD: '0' };
    const [made, taken] = await vouchers();
    expect(made).toMatchObject({ ...signed, voucher: journalId, RED_FLAG: '0', RED_VOU_NO: null });
    expect(taken).toMatchObject({ ...signed, kind: 'reversal', RED_FLAG: '1', RED_VOU_NO: journalId });
    expect([taken?.dr, taken?.account]).toEqual([made?.dr, made?.counter]);
    await employ(world, clerk, 'clerk');
    await office.desk.assign(lead, [id], clerk.id);
    const rows = await audited(id);
    expect(rows).toEqual([
      'stf_王芳 difference.proposed adjust',
      'stf_李强 difference.approved adjust',
      'stf_王芳 difference.proposed reverse',
      'stf_李强 difference.approved reverse',
      'stf_赵敏 difference.assigned stf_王芳',
    ]);
  });
});

/** The last two vouchers of the general ledger by their debit, the red one behind. */
async function vouchers(): Promise<Record<string, string | null | undefined>[]> {
  const report = findReport('general-ledger');
  if (!report) throw new Error('it is in the list');
  const query = { report, filters: { from: DAY, to: '2026-12-31' } };
  const rows = await world.database.stores.reports.readRows(query, { after: null, limit: 100 });
  const lines = rows.map((row) => Object.fromEntries(report.columns.map(({ key }, i) => [key, row[i]])));
  const debits = lines
    .filter(({ side }) => side === 'DR')
    .slice(-2)
    .sort((a, b) => Number(a.RED_FLAG) - Number(b.RED_FLAG));
  return debits.map((debit) => ({
    ...debit,
    counter: lines.find(({ side, voucher }) => side === 'CR' && voucher === debit.voucher)?.account,
  }));
}

async function audited(subject: string): Promise<string[]> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: world.url });
  await client.connect();
  const { rows } = await client.query<{ line: string }>(
    `select actor_id || ' ' || action || ' ' || coalesce(details ->> 'action', details ->> 'owner') as line
     from audit_entry where subject = $1 order by seq`,
    [subject],
  );
  await client.end();
  return rows.map((row) => row.line);
}
