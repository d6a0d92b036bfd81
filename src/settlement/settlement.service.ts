import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { formatYuan } from '../kernel/money';
import type { Fen } from '../kernel/money';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import type { ItemFigures, TreasuryComparison } from './settlement-figures';
import { NoTreasuryFigures, TreasuryPeriodNotBegun } from './remittance.errors';
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
   * @throws StaffForbidden, TreasuryPeriodNotBegun, NoTreasuryFigures
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

/** So many figures stand in the log one by one; of a treasury that tells more, its files have them. */
const MOST_LOGGED = 100;

/**
 * Keeps what the treasury says, in the place of what it said before, and who told it.
 * @throws TreasuryPeriodNotBegun, NoTreasuryFigures
 */
export async function keepTreasuryFigures(
  { remittanceRules, audit }: Pick<Stores, 'remittanceRules' | 'audit'>,
  actor: Pick<Actor, 'id' | 'name'>,
  { period, figures, now }: ToldByTreasury,
): Promise<void> {
  if (period > businessDayOf(now).slice(0, period.length)) throw TreasuryPeriodNotBegun();
  if (figures.length === 0) throw NoTreasuryFigures();
  await remittanceRules.putTreasuryFigures(period, figures, { toldBy: actor.id, toldAt: now });
  const total = figures.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const details = {
    ...{ items: String(figures.length), amount: formatYuan(total), figures: describeFigures(figures) },
  };
  await audit.append(auditEntryOf(actor, 'treasury.told', { subject: period, at: now, details }));
}

/** `10101=1200.00; 20201=50.00`: what is written over later stays in the log. */
function describeFigures(figures: readonly TreasuryFigure[]): string {
  const said = figures
    .slice(0, MOST_LOGGED)
    .map(({ incomeItemCode, amountFen }) => `${incomeItemCode}=${formatYuan(amountFen)}`);
  return [...said, ...(figures.length > MOST_LOGGED ? ['…'] : [])].join('; ');
}
