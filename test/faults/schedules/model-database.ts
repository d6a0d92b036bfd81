import type { Database } from '../../../src/db/database';
import type { Stores } from '../../../src/db/stores';
import { transactionKeyOf } from '../../../src/payments/transaction';
import { isOfOrder } from '../../../src/refunds/refund';
import { copyOf, emptyTables, moveRows, restore, type ModelFact, type ModelTables } from './model-tables';

/** A store in memory that keeps what the real one promises: unique keys, whole transactions one after the other. */
export interface ModelDatabase {
  tables: ModelTables;
  database: Database;
}

export function createModelDatabase(): ModelDatabase {
  const tables = emptyTables();
  const stores = storesOn(tables) as unknown as Stores;
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const transact = <T>(work: (stores: Stores) => Promise<T>): Promise<T> =>
    alone(async () => {
      const before = copyOf(tables);
      try {
        return await work(stores);
      } catch (error) {
        restore(tables, before);
        throw error;
      }
    });
  return { tables, database: { stores, transact } as unknown as Database };
}

/** Of the stores, what the ways of money use. */
function storesOn(tables: ModelTables) {
  return {
    ...orderStores(tables),
    ...moneyStores(tables),
    inbox: inboxStore(tables),
    refunds: refundStore(tables),
    outbox: outboxStore(tables),
    // None of the deeds disputes an order, remits a day or pays a fine.
    audit: { append: async () => undefined },
    disputeHolds: { findHold: async () => null },
    remittances: { isRemitted: async () => false },
    fineReturns: { insertReturns: async () => [] },
  };
}

const picked = <T>(table: ReadonlyMap<string, T>, ids: readonly string[]): T[] =>
  [...new Set(ids)].sort().flatMap((id) => table.get(id) ?? []);

function orderStores(tables: ModelTables) {
  const { orders, payments } = tables;
  return {
    orders: {
      insertOrder: async (order: Row<'orders'>) => void orders.set(order.id, order),
      findOrder: async (id: string) => orders.get(id) ?? null,
      lockOrders: async (ids: string[]) => picked(orders, ids),
      lockOrdersOf: async (paymentIds: string[]) =>
        picked(
          orders,
          picked(payments, paymentIds).map(({ orderId }) => orderId),
        ),
      moveOrders: async (moves: Moves) => moveRows(tables, 'orders', moves),
      lockDecisions: async () => undefined,
      sumFinePayments: async () => new Map(),
    },
    payments: {
      insertPayment: async (payment: Row<'payments'>) => void payments.set(payment.id, payment),
      findPayment: async (id: string) => payments.get(id) ?? null,
      listPayments: async (orderIds: string[]) =>
        [...payments.values()]
          .filter(({ orderId }) => orderIds.includes(orderId))
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
      findClaimed: async () => new Map(),
      lockPayments: async (ids: string[]) => picked(payments, ids),
      movePayments: async (moves: Moves) => moveRows(tables, 'payments', moves),
    },
  };
}

type Row<Name extends keyof ModelTables> = ModelTables[Name] extends Map<string, infer T> ? T : never;
type Moves = Parameters<typeof moveRows>[2];

function inboxStore({ inbox }: ModelTables) {
  const waiting = () => [...inbox.values()].filter(({ outcome }) => outcome === null);
  return {
    insertFacts: async (rows: Omit<ModelFact, 'id' | 'outcome'>[]) => {
      for (const row of rows) {
        const key = [row.channel, row.kind, row.transactionId, row.amountFen, row.origin].join();
        if (!inbox.has(key)) inbox.set(key, { ...row, id: BigInt(inbox.size + 1), outcome: null });
      }
    },
    lockUnprocessed: async () => waiting(),
    lockEntry: async (id: bigint) => waiting().filter((fact) => fact.id === id),
    markProcessed: async (results: { id: bigint; outcome: string }[]) => {
      for (const [key, fact] of inbox) {
        const result = results.find(({ id }) => id === fact.id);
        if (result) inbox.set(key, { ...fact, outcome: result.outcome });
      }
    },
    hasUnprocessed: async (outTradeNo: string) => waiting().some((fact) => fact.outTradeNo === outTradeNo),
  };
}

function moneyStores({ transactions, journals, events }: ModelTables) {
  return {
    transactions: {
      findAmounts: async (keys: Parameters<typeof transactionKeyOf>[0][]) =>
        new Map(
          keys.map(transactionKeyOf).flatMap((key) => {
            const row = transactions.get(key);
            return row ? [[key, row.amountFen] as const] : [];
          }),
        ),
      lockRefunds: async () => undefined,
      sumRefunds: async (outTradeNos: string[]) => {
        const sums = new Map<string, bigint>();
        for (const { kind, outTradeNo, amountFen } of transactions.values())
          if (kind === 'refund' && outTradeNos.includes(outTradeNo))
            sums.set(outTradeNo, (sums.get(outTradeNo) ?? 0n) + amountFen);
        return sums;
      },
      insertTransactions: async (rows: Row<'transactions'>[]) => addNew(transactions, rows, transactionKeyOf),
    },
    ledger: {
      insertJournals: async (rows: Row<'journals'>[]) => addNew(journals, rows, ({ source }) => source),
      listJournals: async (orderId: string) => [...journals.values()].filter((it) => it.orderId === orderId),
    },
    events: {
      insertEvents: async (rows: { id: string; subjectId: string; type: string }[]) => {
        for (const { id, subjectId, type } of rows) {
          const key = `${type} ${subjectId}`;
          if (!events.has(key)) events.set(key, id);
        }
        return [];
      },
    },
  };
}

/** Adds what is not there; the answer names it. */
function addNew<T>(table: Map<string, T>, rows: readonly T[], keyOf: (row: T) => string): Set<string> {
  const added = rows.filter((row) => !table.has(keyOf(row)));
  for (const row of added) table.set(keyOf(row), row);
  return new Set(added.map(keyOf));
}

/** What is in suspense is refunded by a rule once. */
const isRefundedByRule = (refunds: ModelTables['refunds'], { paymentId }: Row<'refunds'>): boolean =>
  [...refunds.values()].some((it) => it.paymentId === paymentId && !isOfOrder(it));

function refundStore(tables: ModelTables) {
  const { refunds, payments, reserved } = tables;
  const left = (id: string): bigint => (payments.get(id)?.amountFen ?? 0n) - (reserved.get(id) ?? 0n);
  const change = (id: string, fen: bigint): void => void reserved.set(id, (reserved.get(id) ?? 0n) + fen);
  return {
    reserve: async (id: string, amountFen: bigint, seenFen: bigint) => {
      const isThere = payments.get(id)?.status === 'succeeded';
      if (!isThere || left(id) !== seenFen || amountFen < 1n || amountFen > left(id)) return false;
      change(id, amountFen);
      return true;
    },
    changeReservations: async (changes: { paymentId: string; changeFen: bigint }[]) => {
      for (const { paymentId, changeFen } of changes) change(paymentId, changeFen);
    },
    findRefundable: async (id: string) => (left(id) > 0n ? left(id) : 0n),
    insertRefunds: async (rows: Row<'refunds'>[]) =>
      addNew(
        refunds,
        rows.filter((row) => isOfOrder(row) || !isRefundedByRule(refunds, row)),
        ({ id }) => id,
      ),
    findRefund: async (id: string) => refunds.get(id) ?? null,
    listRefundsOf: async (orderIds: string[]) =>
      [...refunds.values()].filter(({ orderId }) => orderIds.includes(orderId)),
    listRelated: async (to: { paymentIds: string[]; orderIds: string[] }) =>
      [...refunds.values()].filter(
        (it) => to.paymentIds.includes(it.paymentId) || to.orderIds.includes(it.orderId),
      ),
    lockRefunds: async (ids: string[]) => picked(refunds, ids),
    moveRefunds: async (moves: Moves) => moveRows(tables, 'refunds', moves),
    findEarlier: async ({ id, paymentId }: Row<'refunds'>) => {
      const sent = [...refunds.values()].filter(
        (it) => it.paymentId === paymentId && it.id !== id && it.sentAt,
      );
      const times = sent.map(({ sentAt }) => sentAt?.getTime() ?? 0);
      return { count: sent.length, lastSentAt: times.length > 0 ? new Date(Math.max(...times)) : null };
    },
    markAlarmed: async () => undefined,
  };
}

function outboxStore({ outbox }: ModelTables) {
  return {
    putEntries: async (entries: { kind: string; subject: string; runAt: Date }[]) => {
      for (const { kind, subject, runAt } of entries) outbox.set(`${kind} ${subject}`, runAt);
    },
    cancelEntries: async (entries: { kind: string; subject: string }[]) => {
      for (const { kind, subject } of entries) outbox.delete(`${kind} ${subject}`);
    },
    findWaiting: async () => new Set<string>(),
  };
}
