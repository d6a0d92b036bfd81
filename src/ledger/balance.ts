import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Account } from './journal';

export interface AccountBalance extends Account {
  debitFen: Fen;
  creditFen: Fen;
}

/** A stored balance that differs from what the postings say; null where one side has no row. */
export interface BalanceMismatch {
  accountCode: string;
  businessDay: BusinessDay;
  expectedDebitFen: Fen | null;
  expectedCreditFen: Fen | null;
  storedDebitFen: Fen | null;
  storedCreditFen: Fen | null;
}
