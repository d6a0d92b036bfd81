import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { BusinessDay } from '../kernel/business-day';
import { formatYuan } from '../kernel/money';
import type { Fen } from '../kernel/money';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import type { ItemFigures, TreasuryComparison } from './settlement-figures';
import { createRemittanceService } from './remittance.service';

export interface SettlementFigures {
  items: ItemFigures[];
  /** What arrived and fits no order, of all channels, at the end of the last day. */
  suspenseFen: Fen;
}

export interface TreasuryFigure {
  incomeItemCode: string;
  amountFen: Fen;
}

/** What the treasury says that it received in a month or year. */
interface ToldByTreasury {
  period: string;
  figures: readonly TreasuryFigure[];
  now: Date;
}

export interface SettlementBookService {
  /** Per agency and income item, what was collected, refunded and remitted, and what is owed. @throws StaffForbidden */
  readFigures(actor: Actor, range: { from: BusinessDay; to: BusinessDay }): Promise<SettlementFigures>;
  /**
   * Keeps what the treasury says that it received in a month or year, in the place of what it said before.
   * @throws StaffForbidden
   */
  tellTreasuryFigures(actor: Actor, told: ToldByTreasury): Promise<TreasuryComparison[]>;
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
    async tellTreasuryFigures(actor, { period, figures, now }) {
      requirePermission(actor, 'remittances.make');
      return database.transact(async (stores) => {
        await keepTreasuryFigures(stores, actor, { period, figures, now });
        return stores.remittanceRules.compareTreasury(period);
      });
    },
    async compareTreasury(actor, period) {
      requirePermission(actor, 'books.read');
      return remittanceRules.compareTreasury(period);
    },
  };
}

/** Keeps what the treasury says, in the place of what it said before, and who told it. */
export async function keepTreasuryFigures(
  { remittanceRules, audit }: Pick<Stores, 'remittanceRules' | 'audit'>,
  actor: Pick<Actor, 'id' | 'name'>,
  { period, figures, now }: ToldByTreasury,
): Promise<void> {
  await remittanceRules.putTreasuryFigures(period, figures, { toldBy: actor.id, toldAt: now });
  const total = figures.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const details = { items: String(figures.length), amount: formatYuan(total) };
  await audit.append(auditEntryOf(actor, 'treasury.told', { subject: period, at: now, details }));
}
