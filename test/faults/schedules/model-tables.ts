import type { InboxEntry } from '../../../src/notifications/inbox';
import type { Journal } from '../../../src/ledger/journal';
import { ORDER_TRANSITIONS, type Order } from '../../../src/orders/order';
import { PAYMENT_TRANSITIONS, type Payment } from '../../../src/payments/payment';
import type { ChannelTransaction } from '../../../src/payments/transaction';
import { REFUND_TRANSITIONS, type Refund } from '../../../src/refunds/refund';

/** A fact in the inbox and what came of it. */
export interface ModelFact extends InboxEntry {
  outcome: string | null;
}

/** What the database keeps of money, as maps by what is unique. Rows are replaced, never changed. */
export interface ModelTables {
  orders: Map<string, Order>;
  payments: Map<string, Payment>;
  reserved: Map<string, bigint>;
  refunds: Map<string, Refund>;
  /** By channel, kind and number. */
  transactions: Map<string, ChannelTransaction>;
  /** By source. */
  journals: Map<string, Journal>;
  /** By what is unique of a fact. */
  inbox: Map<string, ModelFact>;
  events: Map<string, string>;
  outbox: Map<string, Date>;
}

export const emptyTables = (): ModelTables => ({
  orders: new Map(),
  payments: new Map(),
  reserved: new Map(),
  refunds: new Map(),
  transactions: new Map(),
  journals: new Map(),
  inbox: new Map(),
  events: new Map(),
  outbox: new Map(),
});

/** Takes all tables back to how they stood. */
export function restore(tables: ModelTables, from: ModelTables): void {
  for (const [name, table] of Object.entries(tables) as [keyof ModelTables, Map<string, unknown>][]) {
    table.clear();
    for (const [key, row] of from[name]) table.set(key, row);
  }
}

export const copyOf = (tables: ModelTables): ModelTables =>
  Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, new Map(table as Map<string, unknown>)]),
  ) as unknown as ModelTables;

const TABLES = {
  orders: ORDER_TRANSITIONS,
  payments: PAYMENT_TRANSITIONS,
  refunds: REFUND_TRANSITIONS,
} as const;

interface Move {
  id: string;
  from: string;
  to: string;
  at: Date;
}

/**
 * Moves rows that still stand at `from`, as a store's one update does. What is left out, or null, stays.
 * @throws Error for a move that no status table has: it would be a move back
 */
export function moveRows(tables: ModelTables, name: keyof typeof TABLES, moves: readonly Move[]): string[] {
  const table = tables[name] as Map<string, Order | Payment | Refund>;
  return moves.flatMap(({ id, from, to, at, ...changes }) => {
    const row = table.get(id);
    if (row?.status !== from) return [];
    const isLegal = TABLES[name].some((edge) => edge.from === from && edge.to === to);
    if (!isLegal) throw new Error(`${name} ${id}: ${from} to ${to} is no move`);
    const known = Object.entries(changes).filter(([field, value]) => value != null && field in row);
    table.set(id, { ...row, ...Object.fromEntries(known), status: to, updatedAt: at } as
      | Order
      | Payment
      | Refund);
    return [id];
  });
}
