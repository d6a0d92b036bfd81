import type { Journal } from '../../../src/ledger/journal';
import type { Payment } from '../../../src/payments/payment';
import type { Refund } from '../../../src/refunds/refund';
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
  const { database, orderId, paymentIds } = stage;
  const { orders, payments, refunds, ledger } = database.stores;
  const order = await orders.findOrder(orderId);
  const stored: Stored = {
    payments: await payments.listPayments([orderId]),
    refunds: await refunds.listRefundsOf([orderId]),
    journals: await ledger.listJournals(orderId),
  };
  const { journals } = stored;
  const isPaid = ['paid', 'partially_refunded', 'refunded'].includes(order?.status ?? '');
  const settled = stored.payments.filter(({ disposition }) => disposition === 'settled');
  const returned = sum(
    stored.refunds.filter((it) => it.origin === 'request' && it.status === 'succeeded').map(fenOf),
  );
  const back = returned < (order?.amountFen ?? 0n) ? 'partially_refunded' : 'refunded';
  return [
    ...broken({
      'an order is paid by one payment, or it is not paid': settled.length === (isPaid ? 1 : 0),
      'the order comes to an end': order?.status !== 'open',
      'an order is refunded as far as money went back':
        !isPaid || order?.status === (returned === 0n ? 'paid' : back),
      'every posting moves money': journals.flatMap(amounts).every((fen) => fen > 0n),
      'a source is booked once': new Set(journals.map(({ source }) => source)).size === journals.length,
    }),
    ...paymentIds.flatMap((id) => wrongsOfPayment(stage, stored, id)),
  ];
}

interface Stored {
  payments: readonly Payment[];
  refunds: readonly Refund[];
  journals: readonly Journal[];
}

function wrongsOfPayment({ channel }: Stage, { payments, refunds, journals }: Stored, id: string): string[] {
  const trade = channel.trades.get(id);
  const payment = payments.find((it) => it.id === id);
  const given = refunds.filter(({ paymentId }) => paymentId === id);
  const arrived = sum(journals.filter(({ source }) => source.endsWith(`:payment:tx_${id}`)).flatMap(amounts));
  const theirs = [...channel.refunds.values()].filter(
    (it) => it.outTradeNo === id && it.status === 'succeeded',
  );
  const ours = given.filter(({ status }) => status === 'succeeded');
  const promised = given.filter(({ status }) => status !== 'rejected' && status !== 'failed');
  const isCared = given.some(({ status }) => status === 'succeeded' || status === 'manual');
  return broken({
    [`${id}: the money is booked once`]: arrived === (trade?.status === 'paid' ? trade.amountFen : 0n),
    [`${id}: what went back is known`]: sum(theirs.map(fenOf)) === sum(ours.map(fenOf)),
    [`${id}: no more is promised than was paid`]: sum(promised.map(fenOf)) <= (trade?.amountFen ?? 0n),
    [`${id}: what pays nothing goes back, or is left to a person`]:
      payment?.disposition !== 'suspense' || isCared,
    [`${id}: comes to an end`]: payment?.status !== 'pending' && payment?.status !== 'unknown',
  });
}

const broken = (rules: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(rules).flatMap(([rule, isKept]) => (isKept ? [] : [rule]));
const sum = (fens: readonly bigint[]): bigint => fens.reduce((total, fen) => total + fen, 0n);
const fenOf = ({ amountFen }: { amountFen: bigint }): bigint => amountFen;
const amounts = ({ postings }: { postings: readonly { amountFen: bigint }[] }): bigint[] =>
  postings.map(fenOf);
