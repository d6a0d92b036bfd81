import type { BusinessDay } from '../kernel/business-day';

/**
 * For how many years what a day leaves behind is kept: 会计档案管理办法 (令 79), annex 2. The years count from the first
 * day after the fiscal year, which is the calendar year.
 */
export const RETENTION_YEARS = {
  vouchers: 30,
  ledgers: 30,
  bank_statements: 10,
  treasury_vouchers: 10,
} as const;

export type Archive = keyof typeof RETENTION_YEARS;

/** From when on each may be destroyed; null: never, while anything of it is unsettled. */
export type Retention = Readonly<Record<Archive, BusinessDay | null>>;

/** From when on something of a day may be destroyed (R36). */
export function destroyableFrom(
  archive: Archive,
  { day, isSettled }: { day: BusinessDay; isSettled: boolean },
): BusinessDay | null {
  if (!isSettled) return null;
  return `${Number(day.slice(0, 4)) + 1 + RETENTION_YEARS[archive]}-01-01`;
}

/** The same of everything that a day leaves behind. */
export function retentionOf(day: BusinessDay, isSettled: boolean): Retention {
  const of = (archive: Archive) => destroyableFrom(archive, { day, isSettled });
  return {
    vouchers: of('vouchers'),
    ledgers: of('ledgers'),
    bank_statements: of('bank_statements'),
    treasury_vouchers: of('treasury_vouchers'),
  };
}
