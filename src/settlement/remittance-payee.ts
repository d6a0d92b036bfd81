import type { Fen } from '../kernel/money';
import { hasAccount } from './remittance';
import type { ItemKey, LeftOut, PayeeAccount, RemittanceLine } from './remittance';

/** An account that a batch pays to, with what it gets in all and for what. */
export interface RemittancePayee extends PayeeAccount {
  amountFen: Fen;
  items: (ItemKey & { amountFen: Fen })[];
}

/** Whom the lines of a batch pay, in the order of the lines. */
export function payeesOf(lines: readonly RemittanceLine[]): RemittancePayee[] {
  const payees = new Map<string, RemittancePayee>();
  for (const { accountName, accountNo, bankName, amountFen, ...line } of lines) {
    const key = JSON.stringify([accountName, accountNo, bankName]);
    const payee = payees.get(key) ?? { accountName, accountNo, bankName, amountFen: 0n, items: [] };
    payee.amountFen += amountFen;
    const { agencyCode, incomeItemCode } = line;
    const item = payee.items.find(
      (one) => one.agencyCode === agencyCode && one.incomeItemCode === incomeItemCode,
    );
    if (item) item.amountFen += amountFen;
    else payee.items.push({ agencyCode, incomeItemCode, amountFen });
    payees.set(key, payee);
  }
  return [...payees.values()];
}

/** What a batch of before accounts were fixed in it cannot pay: nobody can have checked where that goes. */
export function itemsWithoutAccount(lines: readonly RemittanceLine[]): LeftOut[] {
  const without = payeesOf(lines).filter((payee) => !hasAccount(payee));
  return without.flatMap(({ items }) => items.map((item) => ({ ...item, reason: 'no_account' as const })));
}
