import type { Database } from '../db/database';
import { OrderNotFound } from '../orders/order.errors';
import type { ServiceIdentity } from '../services/service';
import type { AccountBalance, BalanceMismatch } from './balance';
import type { Journal } from './journal';

export interface LedgerService {
  /** Every account with its balance at this moment. */
  listAccounts(): Promise<AccountBalance[]>;
  /**
   * What was booked for an order. A service sees its own orders, a key with the finance scope sees all.
   * @throws OrderNotFound
   */
  listJournals(service: ServiceIdentity, orderId: string): Promise<Journal[]>;
  /** Keeps the stored balances fresh, so that reading them stays cheap. */
  rollUpBalances(): Promise<void>;
  /** Makes all balances anew from the postings; gives what was wrong before. */
  rebuildBalances(): Promise<BalanceMismatch[]>;
}

/** The ledger, read and checked; it is written by what moves money. */
export function createLedgerService(database: Database): LedgerService {
  return {
    listAccounts: () => database.stores.ledger.listAccounts(),
    async listJournals(service, orderId) {
      const order = await database.stores.orders.findOrder(orderId);
      const maySee = order && (order.serviceId === service.id || service.scopes.includes('finance'));
      if (!maySee) throw OrderNotFound();
      return database.stores.ledger.listJournals(orderId);
    },
    rollUpBalances: async () => void (await database.stores.ledger.rollUpBalances()),
    rebuildBalances: () =>
      database.transact(async (stores) => {
        await stores.ledger.rollUpBalances();
        const mismatches = await stores.ledger.compareBalances();
        await stores.ledger.rebuildBalances();
        return mismatches;
      }),
  };
}
