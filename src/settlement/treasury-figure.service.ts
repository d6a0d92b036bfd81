import { auditEntryOf } from '../audit/audit';
import type { Stores } from '../db/stores';
import { businessDayOf } from '../kernel/business-day';
import { formatYuan } from '../kernel/money';
import type { Actor } from '../staff/actor';
import { requireOther, requirePermission } from '../staff/authority';
import { NoTreasuryFigures, TreasuryFigureChanged, TreasuryPeriodNotBegun } from './remittance.errors';
import { losingConfirmation } from './treasury-figure';
import type { KeptTreasuryFigure, TreasuryFigure } from './treasury-figure';

/** Figures of the treasury of a month or year, as somebody enters them, or has seen them who confirms them. */
export interface TreasuryFigures {
  period: string;
  figures: readonly TreasuryFigure[];
  now: Date;
}

type FigureStores = Pick<Stores, 'remittanceRules' | 'audit'>;

/**
 * Keeps what the treasury says, in the place of what it said before, and who told it. What is changed by it has to be
 * confirmed anew.
 * @throws TreasuryPeriodNotBegun, NoTreasuryFigures
 */
export async function keepTreasuryFigures(
  { remittanceRules, audit }: FigureStores,
  actor: Pick<Actor, 'id' | 'name'>,
  { period, figures, now }: TreasuryFigures,
): Promise<void> {
  if (period > businessDayOf(now).slice(0, period.length)) throw TreasuryPeriodNotBegun();
  if (figures.length === 0) throw NoTreasuryFigures();
  const lost = losingConfirmation(await remittanceRules.lockTreasuryFigures(period), figures);
  await remittanceRules.putTreasuryFigures(period, figures, { toldBy: actor.id, toldAt: now });
  const details = {
    ...describe(figures),
    ...(lost.length > 0 && { no_longer_confirmed: describeFigures(lost) }),
  };
  await audit.append(auditEntryOf(actor, 'treasury.told', { subject: period, at: now, details }));
}

/**
 * Another person than who entered them finds figures right, as they were seen: all of them, or none. What somebody
 * else has confirmed meanwhile stays as it is.
 * @throws StaffForbidden, TreasuryFigureChanged, OwnProposal
 */
export async function confirmTreasuryFigures(
  { remittanceRules, audit }: FigureStores,
  actor: Actor,
  { period, figures, now }: TreasuryFigures,
): Promise<void> {
  requirePermission(actor, 'remittances.check');
  const kept = await remittanceRules.lockTreasuryFigures(period);
  const byItem = new Map(kept.map((one) => [one.incomeItemCode, one]));
  const waiting = figures
    .map((seen) => requireSame(seen, byItem.get(seen.incomeItemCode)))
    .filter(({ confirmedBy }) => confirmedBy === null);
  for (const { toldBy } of waiting) requireOther(actor, toldBy);
  if (waiting.length === 0) return;
  const codes = waiting.map(({ incomeItemCode }) => incomeItemCode);
  await remittanceRules.confirmTreasuryFigures(period, codes, { confirmedBy: actor.id, confirmedAt: now });
  const what = { subject: period, at: now, details: describe(waiting) };
  await audit.append(auditEntryOf(actor, 'treasury.confirmed', what));
}

/** The figure itself, where it still is what was seen. @throws TreasuryFigureChanged */
function requireSame(seen: TreasuryFigure, kept: KeptTreasuryFigure | undefined): KeptTreasuryFigure {
  if (kept?.amountFen === seen.amountFen) return kept;
  throw TreasuryFigureChanged({ details: { income_item: seen.incomeItemCode } });
}

const describe = (figures: readonly TreasuryFigure[]) => ({
  items: String(figures.length),
  amount: formatYuan(figures.reduce((sum, { amountFen }) => sum + amountFen, 0n)),
  figures: describeFigures(figures),
});

/** So many figures stand in the log one by one; of a treasury that tells more, its files have them. */
const MOST_LOGGED = 100;

/** `10101=1200.00; 20201=50.00`: what is written over later stays in the log. */
function describeFigures(figures: readonly TreasuryFigure[]): string {
  const said = figures
    .slice(0, MOST_LOGGED)
    .map(({ incomeItemCode, amountFen }) => `${incomeItemCode}=${formatYuan(amountFen)}`);
  return [...said, ...(figures.length > MOST_LOGGED ? ['…'] : [])].join('; ');
}
