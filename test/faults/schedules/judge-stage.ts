import type { Stage } from './play';

/** How everything ended, in words that do not depend on the numbers that were given. */
export interface Ending {
  order: string;
  payments: string[];
  refunds: string[];
  journals: string[];
  refundableFen: bigint[];
}

export async function endingOf({ database, orderId, paymentIds }: Stage): Promise<Ending> {
  const { orders, payments, refunds, ledger } = database.stores;
  const order = await orders.findOrder(orderId);
  const listed = await payments.listPayments([orderId]);
  const journals = await ledger.listJournals(orderId);
  return {
    order: order?.status ?? '',
    payments: listed.map(({ status, disposition, reason }) => `${status} ${disposition} ${reason}`),
    refunds: (await refunds.listRefundsOf([orderId]))
      .map(({ origin, status, amountFen }) => `${origin} ${status} ${amountFen}`)
      .sort(),
    journals: journals
      .flatMap(({ kind, postings }) =>
        postings.map((it) => `${kind} ${it.debit} ${it.credit} ${it.amountFen}`),
      )
      .sort(),
    refundableFen: await Promise.all(paymentIds.map((id) => refunds.findRefundable(id))),
  };
}

/** What is wrong with how it ended, held against the channels' books. Nothing is read but what was stored. */
export async function wrongsOf(stage: Stage): Promise<string[]> {
  const { database, channel, orderId, paymentIds } = stage;
  const { orders, payments, refunds, ledger } = database.stores;
  const order = await orders.findOrder(orderId);
  const listed = await payments.listPayments([orderId]);
  const given = await refunds.listRefundsOf([orderId]);
  const journals = await ledger.listJournals(orderId);
  const wrongs: string[] = [];
  const expect = (isRight: boolean, rule: string): void => void (isRight || wrongs.push(rule));
  const sum = (fens: readonly bigint[]): bigint => fens.reduce((total, fen) => total + fen, 0n);
  const isPaid = ['paid', 'partially_refunded', 'refunded'].includes(order?.status ?? '');
  const settled = listed.filter(({ disposition }) => disposition === 'settled');
  expect(settled.length === (isPaid ? 1 : 0), 'an order is paid by one payment, or it is not paid');
  for (const id of paymentIds) {
    const trade = channel.trades.get(id);
    const arrived = sum(
      journals.filter(({ source }) => source.endsWith(`:payment:tx_${id}`)).flatMap(amounts),
    );
    expect(arrived === (trade?.status === 'paid' ? trade.amountFen : 0n), `${id}: the money is booked once`);
    const back = [...channel.refunds.values()].filter(
      (it) => it.outTradeNo === id && it.status === 'succeeded',
    );
    const ours = given.filter((it) => it.paymentId === id && it.status === 'succeeded');
    expect(sum(back.map(fenOf)) === sum(ours.map(fenOf)), `${id}: what went back is known`);
    const promised = given.filter((it) => it.paymentId === id && !['rejected', 'failed'].includes(it.status));
    expect(sum(promised.map(fenOf)) <= (trade?.amountFen ?? 0n), `${id}: no more is promised than was paid`);
    const payment = listed.find((it) => it.id === id);
    const isHeld = payment?.disposition === 'suspense';
    const isCared = given.some((it) => it.paymentId === id && ['succeeded', 'manual'].includes(it.status));
    expect(!isHeld || isCared, `${id}: what pays nothing goes back, or is left to a person`);
    expect(payment?.status !== 'pending' && payment?.status !== 'unknown', `${id}: comes to an end`);
  }
  expect(order?.status !== 'open', 'the order comes to an end');
  const returned = sum(given.filter((it) => it.origin === 'request' && it.status === 'succeeded').map(fenOf));
  const stands =
    returned === 0n ? 'paid' : returned < (order?.amountFen ?? 0n) ? 'partially_refunded' : 'refunded';
  expect(!isPaid || order?.status === stands, 'an order is refunded as far as money went back');
  expect(
    journals.flatMap(amounts).every((fen) => fen > 0n),
    'every posting moves money',
  );
  expect(new Set(journals.map(({ source }) => source)).size === journals.length, 'a source is booked once');
  return wrongs;
}

const fenOf = ({ amountFen }: { amountFen: bigint }): bigint => amountFen;
const amounts = ({ postings }: { postings: readonly { amountFen: bigint }[] }): bigint[] =>
  postings.map(fenOf);
