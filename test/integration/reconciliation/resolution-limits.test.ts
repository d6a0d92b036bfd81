import { bookDayOfR25, clerk, DAY, openOffice, posting } from './office';
import type { Office } from './office';
import { line, openWorld, yuan, type World } from './world';

let world: World;
let office: Office;
beforeEach(async () => {
  world = await openWorld();
  office = openOffice(world);
});
afterEach(() => world.close());

const adjust = (no: string, amount: number) =>
  office.propose(no, 'adjust', { journal: posting('bank', 'clearing:wechat', amount) });

const refusedAbove = (most: string): object => ({
  ...{ kind: 'invalid', code: 'REQUEST_INVALID' },
  details: {
    errors: [
      {
        ...{ in: 'body', pointer: '/journal/amount' },
        message: expect.stringContaining(`¥${most}`) as unknown,
        messageZh: expect.stringContaining(`不能超过该差异涉及的金额 ¥${most}`) as unknown,
      },
    ],
  },
});

describe('an adjustment moves no more than the difference is about', () => {
  test('which is what lies between the two amounts', async () => {
    await bookDayOfR25(world);
    await world.reconcile(DAY);
    await expect(adjust('B', 45.01)).rejects.toMatchObject(refusedAbove('45.00'));
    await expect(adjust('B', 999_999_999.99)).rejects.toMatchObject(refusedAbove('45.00'));
    expect((await office.find('B')).proposalId).toBeNull();
    await office.resolutions.withdraw(clerk, [(await adjust('B', 45)).id]);
    expect(await adjust('B', 0.01)).toMatchObject({ status: 'proposed' });
  });

  test('and of a fee what was charged, not the payment', async () => {
    await world.bookPayment('A', { amountFen: yuan(200) });
    world.channel.put(DAY, [line('A', { amountFen: yuan(200), feeFen: 61n, feeDueFen: 120n })]);
    await world.reconcile(DAY);
    await expect(adjust('A', 0.62)).rejects.toMatchObject(refusedAbove('0.61'));
    expect(await adjust('A', 0.61)).toMatchObject({ status: 'proposed' });
  });
});

test('a transaction that the file names under another order number is two differences, and nothing to book', async () => {
  await world.bookPayment('A', { amountFen: yuan(200) });
  world.channel.put(DAY, [line('A', { amountFen: yuan(200), outTradeNo: 'pay_Z' })]);
  await world.reconcile(DAY);
  for (const no of ['A', 'Z']) {
    const { explanation } = await office.find(no);
    expect(explanation).toMatchObject({ cause: 'other_order_number', suggestion: 'dismiss' });
    expect(explanation.actions).toEqual(['dismiss', 'adjust']);
    await office.resolve(no, 'dismiss');
  }
  expect((await office.listAll()).filter(({ closedAt }) => closedAt === null)).toEqual([]);
  await world.reconcile(DAY);
  expect((await office.listAll()).filter(({ closedAt }) => closedAt === null)).toEqual([]);
});

test('taking back what a later file has overtaken opens nothing that the file does not have any more', async () => {
  await world.bookPayment('A', { amountFen: yuan(200) });
  world.channel.put(DAY, [line('A', { amountFen: yuan(150) })]);
  await world.reconcile(DAY);
  const { id } = await office.resolve('A', 'adjust');
  world.channel.put(DAY, [line('A', { amountFen: yuan(200) })]);
  await world.reconcile(DAY);
  expect(await office.find('A')).toMatchObject({ isOvertaken: true });
  await office.reverse(id);
  expect(await office.find('A')).toMatchObject({ isOvertaken: false, closedAt: expect.any(Date) as Date });
});

test('a proposal to take something back says just what its red entry books', async () => {
  await bookDayOfR25(world);
  await world.reconcile(DAY);
  const { id } = await office.resolve('B', 'adjust', { journal: posting('bank', 'clearing:wechat', 45) });
  const terms = { resolutionIds: [id], reason: '更正', attachmentId: null };
  const proposed = await office.resolutions.proposeReversals(clerk, terms);
  expect(await office.resolutions.readBookings(clerk, proposed)).toMatchObject([
    { action: 'reverse', booked: [posting('clearing:wechat', 'bank', 45)], claimedFor: null },
  ]);
});
