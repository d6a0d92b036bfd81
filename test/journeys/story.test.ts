import { findRedisServer } from '../../src/dev/redis';
import { playStory, type StoryResult } from '../../src/dev/story';
import { expectInvariants } from '../support/invariants';
import { startCity, type Carrier, type City } from './city';

const carriers: readonly Carrier[] = findRedisServer() ? ['Postgres', 'Redis'] : ['Postgres'];

describe.each(carriers)('the main job from end to end, with its queue on %s', (carrier) => {
  let city: City;
  let told: string[];
  let result: StoryResult;
  beforeAll(async () => {
    city = await startCity(carrier);
    told = [];
    result = await playStory({ ...city, ...city.stack, tell: (line) => void told.push(line) });
  }, 90_000);
  afterAll(() => city.close());

  /** What the decision costs today: the story has checked its principal. */
  const fineFen = () => {
    const [{ quote } = { quote: null }] = result.orders[0]!.items as { quote: { total: number } | null }[];
    return quote?.total;
  };

  test('both orders are paid, each on its own channel, with the amounts of their affairs', () => {
    expect(result.orders.map(({ status, amount }) => [status, amount])).toEqual([
      ['paid', fineFen()],
      ['paid', 12_000],
    ]);
    expect(result.payments.map(({ channel, status, disposition }) => [channel, status, disposition])).toEqual(
      [
        ['wechat', 'succeeded', 'settled'],
        ['alipay', 'succeeded', 'settled'],
      ],
    );
  });

  test('the ledger owes each fen to the agency whose affair was paid', () => {
    const postings = result.journals.flatMap((journal) => journal.postings as object[]);
    expect(postings).toEqual([
      { debit: 'clearing:wechat', credit: 'payable:310101:10101', amount: fineFen() },
      { debit: 'clearing:alipay', credit: 'payable:310102:20201', amount: 12_000 },
    ]);
  });

  test('the service was told of each order once', () => {
    const received = city.receiver.received.map(({ type, orderId }) => `${type} ${orderId}`);
    expect(received.sort()).toEqual(result.orders.map(({ id }) => `order.paid ${String(id)}`).sort());
  });

  test('one statement agrees, and in the other exactly the planted difference is found', () => {
    expect(result.balanced).toMatchObject({ channel: 'wechat', status: 'balanced' });
    expect(result.spoiled).toMatchObject({ channel: 'alipay', status: 'differences' });
    expect(result.differences).toMatchObject([
      { type: 'amount_mismatch', out_trade_no: result.payments[1]?.id },
    ]);
  });

  test('the story is told in sentences, and all invariants hold', async () => {
    expect(told.length).toBeGreaterThanOrEqual(12);
    await expectInvariants(city.databaseUrl);
  });
});
