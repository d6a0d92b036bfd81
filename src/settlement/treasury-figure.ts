import type { Fen } from '../kernel/money';

/** What the treasury says that it received of an income item in a month or a year. */
export interface TreasuryFigure {
  incomeItemCode: string;
  amountFen: Fen;
}

/** Such a figure, who entered it, and who else found it right. */
export interface KeptTreasuryFigure extends TreasuryFigure {
  toldBy: string;
  toldAt: Date;
  /** Null: nobody yet, or not since it was changed. */
  confirmedBy: string | null;
  confirmedAt: Date | null;
}

/** An income item in a month or a year: what we had paid to the treasury, and what it says that it got. */
export interface TreasuryComparison {
  incomeItemCode: string;
  oursFen: Fen;
  /** Null where the treasury has said nothing of it. */
  theirsFen: Fen | null;
  /** Whether another person confirmed every figure that theirs is made of; null where there is none. */
  isConfirmed: boolean | null;
}

/** How many of the treasury's figures a comparison has, and how many of them nobody else has confirmed. */
export function countFigures(compared: readonly TreasuryComparison[]): { told: number; unconfirmed: number } {
  const told = compared.filter(({ theirsFen }) => theirsFen !== null);
  return { told: told.length, unconfirmed: told.filter(({ isConfirmed }) => !isConfirmed).length };
}

/** Those whose confirmation does not hold any more: they are to be another amount, or none. */
export function losingConfirmation(
  kept: readonly KeptTreasuryFigure[],
  figures: readonly TreasuryFigure[],
): KeptTreasuryFigure[] {
  const amounts = new Map(figures.map(({ incomeItemCode, amountFen }) => [incomeItemCode, amountFen]));
  return kept.filter((one) => one.confirmedBy !== null && amounts.get(one.incomeItemCode) !== one.amountFen);
}
