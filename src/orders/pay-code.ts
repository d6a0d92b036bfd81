import { businessDayOf } from '../kernel/business-day';

const PAY_CODE = /^\d{20}$/;
const SERIALS = 10n ** 11n;

/**
 * The number by which people name an order on paper and on the telephone, ours (domain R34): region (6 digits), year
 * (2), serial (11), check digit (1). It gives no access: the cashier's link does.
 * @param serial from 0; it begins again after 11 digits
 */
export function payCodeOf({ region, serial, at }: { region: string; serial: bigint; at: Date }): string {
  const year = businessDayOf(at).slice(2, 4);
  const digits = `${region}${year}${String(serial % SERIALS).padStart(11, '0')}`;
  return `${digits}${(11 - remainder(digits)) % 10}`;
}

/** Whether the text is a pay code. One digit that is wrong never passes, two neighbours exchanged hardly ever. */
export function isPayCode(text: string): boolean {
  return PAY_CODE.test(text) && (remainder(text.slice(0, -1)) + Number(text.at(-1))) % 10 === 1;
}

/** ISO/IEC 7064, MOD 11,10 (GB/T 17710): what the check digit completes to 1 modulo 10. */
function remainder(digits: string): number {
  return [...digits].reduce((product, digit) => (((product + Number(digit)) % 10 || 10) * 2) % 11, 10);
}
