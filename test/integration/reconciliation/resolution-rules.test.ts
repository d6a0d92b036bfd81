import {
  bookDayOfR25,
  clerk,
  DAY,
  employ,
  lead,
  openOffice,
  person,
  posting,
  proposal,
  reviewer,
} from './office';
import type { Office } from './office';
import { line, openWorld, yuan, type World } from './world';

let world: World;
let office: Office;
beforeEach(async () => {
  world = await openWorld();
  office = openOffice(world);
  await bookDayOfR25(world);
  await world.reconcile(DAY);
});
afterEach(() => world.close());

const unowned = async () =>
  (await office.desk.listDifferences(clerk, { ownerId: '', state: 'open', limit: 10 })).length;

const openOnes = async () =>
  (await office.listAll()).filter(({ closedAt }) => closedAt === null).map(({ outTradeNo }) => outTradeNo);

describe('what can be proposed', () => {
  test.each([
    ['D', 'adjust', 'ACTION_NOT_ALLOWED'],
    ['E', 'adjust', 'ACTION_NOT_ALLOWED'],
    ['F', 'adjust', 'ACTION_NOT_ALLOWED'],
    ['F', 'refund', 'SUSPENSE_PAYMENT_UNKNOWN'],
    ['E', 'refund', 'ACTION_NOT_ALLOWED'],
    ['C', 'write_off', 'WRITE_OFF_ABOVE_LIMIT'],
  ] as const)('about %s no %s: %s', async (no, action, code) => {
    await expect(office.propose(no, action)).rejects.toMatchObject({ code });
  });

  test('money that its open order waits for is asked about, and nothing else is offered', async () => {
    expect((await office.find('E')).explanation).toMatchObject({ suggestion: 'ask_again', actions: [] });
    await expect(office.propose('E', 'refund')).rejects.toMatchObject({
      details: { actions: ['ask_again'] },
    });
  });

  test('an adjustment names accounts of its channel, but none that is owed to an agency', async () => {
    const bank = posting('bank', 'clearing:wechat', 45);
    for (const wrong of [
      posting('payable:310101:103', 'clearing:wechat', 45),
      posting('suspense:wechat', 'clearing:wechat', 45),
      posting('bank', 'clearing:alipay', 45),
      posting('bank', 'bank', 45),
      posting('bank', 'clearing:wechat', 0),
      posting('bank', '__proto__', 1),
    ]) {
      await expect(office.propose('B', 'adjust', { journal: wrong })).rejects.toMatchObject({
        code: 'JOURNAL_REFUSED',
      });
    }
    await office.resolve('B', 'adjust', { journal: bank });
    expect(await office.moved()).toEqual({ bank: yuan(45), 'clearing:wechat': yuan(-45) });
  });

  test('what was proposed about a difference that says something else by now is not approved', async () => {
    const { id } = await office.propose('B', 'adjust');
    world.channel.put(DAY, [line('A', { amountFen: yuan(200) }), line('B', { amountFen: yuan(149) })]);
    await world.reconcile(DAY);
    await expect(office.resolutions.approve(reviewer, [id])).rejects.toMatchObject({
      code: 'DIFFERENCE_CHANGED',
    });
    expect(await office.moved()).toEqual({});
  });

  test('up to the limit a difference is written off', async () => {
    world.channel.put(DAY, [line('A', { amountFen: yuan(199) })]);
    await world.reconcile(DAY);
    const { id } = await office.resolve('A', 'write_off');
    expect(await office.moved()).toEqual({ 'write_off:wechat': 100n, 'clearing:wechat': -100n });
    await office.reverse(id);
    expect(await office.moved()).toEqual({});
  });
});

describe('many at once', () => {
  test('are done all or none, with what prevents each', async () => {
    const ids = await Promise.all(['B', 'C'].map(async (no) => (await office.find(no)).id));
    await office.propose('C', 'adjust');
    const attempt = office.resolutions.propose(clerk, proposal('adjust', [...ids, 'dif_x']));
    await expect(attempt).rejects.toMatchObject({
      code: 'RESOLUTIONS_PREVENTED',
      details: {
        obstacles: expect.arrayContaining([
          expect.objectContaining({ id: 'dif_x', code: 'DIFFERENCE_NOT_FOUND' }),
          expect.objectContaining({ id: ids[1], code: 'DIFFERENCE_PROPOSED' }),
        ]) as unknown,
      },
    });
    expect((await office.find('B')).proposalId).toBeNull();
  });

  test('of a kind are proposed and approved in one call each', async () => {
    const nos = Array.from({ length: 300 }, (_, i) => `bulk_${i}`);
    world.channel.put(
      DAY,
      nos.map((no) => line(no)),
      'bulk',
    );
    await world.reconcile(DAY);
    const found = (await office.listAll()).filter(({ outTradeNo }) => outTradeNo?.startsWith('pay_bulk'));
    const ids = found.map(({ id }) => id);
    const proposed = await office.resolutions.propose(clerk, proposal('book_to_suspense', ids));
    await office.resolutions.approve(
      reviewer,
      proposed.map(({ id }) => id),
    );
    expect((await office.moved())['suspense:wechat']).toBe(-300n * 10_000n);
    const waiting = await world.database.stores.claims.listWaiting({ after: null, limit: 1000 });
    expect(waiting).toHaveLength(300);
  });

  test('are given to somebody who sees to them', async () => {
    const ids = (await office.listAll()).map(({ id }) => id);
    await employ(world, clerk, 'clerk');
    await office.desk.assign(lead, ids.slice(0, 3), clerk.id);
    expect(await office.desk.listDifferences(clerk, { ownerId: clerk.id, limit: 10 })).toHaveLength(3);
    expect(await unowned()).toBe(2);
    await expect(office.desk.assign(lead, ['dif_x'], clerk.id)).rejects.toMatchObject({
      code: 'DIFFERENCE_NOT_FOUND',
    });
  });

  test('are given to nobody who does not work here, or could do nothing about them', async () => {
    const { id } = await office.find('B');
    const auditor = person('孙立', 'auditor');
    const gone = person('路过', 'clerk');
    await employ(world, auditor, 'auditor');
    await employ(world, gone, 'clerk');
    await world.database.stores.staff.changeMember(gone.id, { active: false }, world.now);
    for (const nobody of ['Mickey Mouse', 'stf_x', auditor.id, gone.id, ''])
      await expect(office.desk.assign(lead, [id], nobody)).rejects.toMatchObject({
        code: 'DIFFERENCE_OWNER_UNKNOWN',
      });
    expect((await office.find('B')).ownerId).toBeNull();
  });

  test('that belonged to somebody who left have nobody again, and say who it was', async () => {
    const { id } = await office.find('B');
    await employ(world, clerk, 'clerk');
    await office.desk.assign(lead, [id], clerk.id);
    expect(await unowned()).toBe(4);
    await world.database.stores.staff.changeMember(clerk.id, { active: false }, world.now);
    expect(await unowned()).toBe(5);
    expect((await office.find('B')).ownerId).toBe(clerk.id);
  });

  test('are asked about again without anybody approving it', async () => {
    const { id } = await office.find('E');
    const [run] = await office.desk.askAgain(clerk, [id]);
    const due = await world.database.stores.outbox.takeDue(world.now, world.now, 20);
    const work = due.map(({ kind, subject }) => `${kind} ${subject}`);
    expect(work).toEqual(expect.arrayContaining(['payment.follow pay_E', `reconciliation.run ${run}`]));
  });
});

describe('money that was booked to suspense', () => {
  test('is in the list of what waits, is booked once, and is out of it when that is taken back', async () => {
    const waiting = async () =>
      (await world.database.stores.claims.listWaiting({ after: null, limit: 10 })).map(
        ({ transactionId }) => transactionId,
      );
    const { id } = await office.resolve('F', 'book_to_suspense');
    expect(await waiting()).toEqual(['tx_F']);
    await office.reverse(id);
    expect(await waiting()).toEqual([]);
    expect(await office.moved()).toEqual({});
    await world.reconcile(DAY);
    expect(await office.find('F')).toMatchObject({
      closedAt: null,
      explanation: { cause: 'booking_reversed' },
    });
    await office.resolve('F', 'book_to_suspense');
    expect(await waiting()).toEqual(['tx_F']);
    expect(await office.moved()).toEqual({ 'clearing:wechat': yuan(60), 'suspense:wechat': yuan(-60) });
  });

  test('was what a file had wrongly: a later one that lacks it leaves nothing open', async () => {
    const { id } = await office.resolve('F', 'book_to_suspense');
    await office.reverse(id);
    world.channel.put(DAY, [line('A', { amountFen: yuan(200) })]);
    const { differenceCounts } = await world.reconcile(DAY);
    expect(differenceCounts).toMatchObject({ ours_only: 2 });
    expect((await office.find('F')).closedAt).not.toBeNull();
    expect(await office.moved()).toEqual({});
  });

  test('what the channel gave back without our asking is booked the other way round', async () => {
    world.channel.put(DAY, [
      line('A', { amountFen: yuan(200) }),
      line('R', { kind: 'refund', outRefundNo: 'theirs', amountFen: yuan(7) }),
    ]);
    await world.reconcile(DAY);
    await office.resolve('R', 'book_to_suspense');
    expect(await office.moved()).toEqual({ 'clearing:wechat': yuan(-7), 'suspense:wechat': yuan(7) });
    await world.reconcile(DAY);
    expect(await openOnes()).not.toContain('pay_R');
  });
});

test('an attachment is kept with its digest, and refused where it is too large or a program', async () => {
  const file = { name: '银行回单.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF-1.7') };
  const { id, sha256 } = await office.resolutions.attach(clerk, file);
  const made = await office.propose('B', 'adjust', { attachmentId: id });
  expect(made.attachmentId).toBe(id);
  expect(await office.resolutions.getAttachment(reviewer, id)).toMatchObject({
    ...file,
    sizeBytes: 8,
    sha256,
  });
  for (const wrong of [
    { ...file, mediaType: 'text/html' },
    { ...file, content: Buffer.alloc(5 * 1024 * 1024 + 1) },
    { ...file, content: Buffer.alloc(0) },
    { ...file, name: '../a.pdf' },
  ]) {
    await expect(office.resolutions.attach(clerk, wrong)).rejects.toMatchObject({
      code: 'ATTACHMENT_REFUSED',
    });
  }
  await expect(office.propose('C', 'adjust', { attachmentId: 'att_x' })).rejects.toMatchObject({
    code: 'ATTACHMENT_NOT_FOUND',
  });
});
