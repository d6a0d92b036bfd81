import type { Database } from '../db/database';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import type { ItemFigures } from './settlement-figures';
import { createRemittanceService } from './remittance.service';
import type { KeptTreasuryFigure, TreasuryComparison } from './treasury-figure';
import { confirmTreasuryFigures, keepTreasuryFigures } from './treasury-figure.service';
import type { TreasuryFigures } from './treasury-figure.service';

export interface SettlementFigures {
  items: ItemFigures[];
  /** What arrived and fits no order, of all channels, at the end of the last day. */
  suspenseFen: Fen;
}

export interface SettlementBookService {
  /** Per agency and income item, what was collected, refunded and remitted, and what is owed. @throws StaffForbidden */
  readFigures(actor: Actor, range: { from: BusinessDay; to: BusinessDay }): Promise<SettlementFigures>;
  /**
   * Keeps what the treasury says that it received in a month or year, in the place of what it said before.
   * @throws StaffForbidden, TreasuryPeriodNotBegun, NoTreasuryFigures
   */
  tellTreasuryFigures(actor: Actor, told: TreasuryFigures): Promise<TreasuryComparison[]>;
  /**
   * Confirms figures that another person entered, as they were seen, all of them or none; done again it changes nothing.
   * @throws StaffForbidden, TreasuryFigureChanged, OwnProposal
   */
  confirmTreasuryFigures(actor: Actor, seen: TreasuryFigures): Promise<TreasuryComparison[]>;
  /** What was entered for just this month or year, and by whom; by income item. @throws StaffForbidden */
  listTreasuryFigures(actor: Actor, period: string): Promise<KeptTreasuryFigure[]>;
  /** Item by item: what we had paid, what the treasury says. @throws StaffForbidden */
  compareTreasury(actor: Actor, period: string): Promise<TreasuryComparison[]>;
}

/** What is remitted, and how it agrees with the treasury, by month and year. */
export function createRemittanceServices(database: Database) {
  return { remittances: createRemittanceService(database), settlementBooks: createBooks(database) };
}

function createBooks(database: Database): SettlementBookService {
  const { remittanceRules } = database.stores;
  return {
    async readFigures(actor, range) {
      requirePermission(actor, 'books.read');
      return {
        items: await remittanceRules.sumItems(range),
        suspenseFen: await remittanceRules.sumSuspense(range.to),
      };
    },
    async tellTreasuryFigures(actor, told) {
      requirePermission(actor, 'remittances.make');
      return database.transact(async (stores) => {
        await keepTreasuryFigures(stores, actor, told);
        return stores.remittanceRules.compareTreasury(told.period);
      });
    },
    confirmTreasuryFigures: (actor, seen) =>
      database.transact(async (stores) => {
        await confirmTreasuryFigures(stores, actor, seen);
        return stores.remittanceRules.compareTreasury(seen.period);
      }),
    async listTreasuryFigures(actor, period) {
      requirePermission(actor, 'books.read');
      return remittanceRules.listTreasuryFigures(period);
    },
    async compareTreasury(actor, period) {
      requirePermission(actor, 'books.read');
      return remittanceRules.compareTreasury(period);
    },
  };
}
