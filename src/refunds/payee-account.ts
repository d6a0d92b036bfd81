import { newId } from '../kernel/ids';
import { maskName } from '../kernel/mask';

/** What a bank needs to pay somebody; only whoever pays sees it whole. */
export interface PayeeDetails {
  name: string;
  number: string;
  bankName: string;
}

/** Where a refund is paid to by bank. One enters it, another verifies it; entered anew it has to be verified anew. */
export interface PayeeAccount {
  id: string;
  refundId: string;
  nameMasked: string;
  numberMasked: string;
  bankName: string;
  /** `svc_…` or `stf_…`. */
  enteredBy: string;
  enteredAt: Date;
  verifiedBy: string | null;
  verifiedAt: Date | null;
}

const NUMBER = /^\d{8,32}$/;

/** Digits alone, as a bank writes it or without its blanks; null where it is no number of an account. */
export function accountNumberOf(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '');
  return NUMBER.test(digits) ? digits : null;
}

/** One that nobody has verified yet. */
export function newPayeeAccount(
  refundId: string,
  { name, number, bankName }: PayeeDetails,
  { enteredBy, at }: { enteredBy: string; at: Date },
): PayeeAccount {
  return {
    id: newId('pye', at),
    refundId,
    nameMasked: maskName(name),
    numberMasked: `****${number.slice(-4)}`,
    bankName,
    enteredBy,
    enteredAt: at,
    verifiedBy: null,
    verifiedAt: null,
  };
}
