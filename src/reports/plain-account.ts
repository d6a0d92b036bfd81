/** What an account is in the words of plain-text accounting; one of a kind that is not named here stands for itself. */
const ROOTS: Readonly<Record<string, string>> = {
  clearing: 'Assets:Clearing',
  bank: 'Assets:Bank',
  bank_charge: 'Expenses:BankCharges',
  difference: 'Assets:Difference',
  payable: 'Liabilities:Payable',
  suspense: 'Liabilities:Suspense',
  fee_expense: 'Expenses:Fees',
  write_off: 'Expenses:WriteOff',
};

/**
 * The name of an account that both hledger and Beancount take, whatever is in its code: of letters, digits and hyphens,
 * each part beginning with a capital or a digit. Two codes never get the same name: what is neither a small letter nor a
 * digit is written as its code point in hex between hyphens.
 */
export function plainAccount(code: string): string {
  const [kind = '', ...parts] = code.split(':');
  return [ROOTS[kind] ?? `Equity:${plainPart(kind)}`, ...parts.map(plainPart)].join(':');
}

function plainPart(part: string): string {
  const escaped = [...part]
    .map((character) => (/[a-z0-9]/.test(character) ? character : `-${hexOf(character)}-`))
    .join('');
  // No text has the code point 0, so that nothing else can begin like this.
  return /^[a-z0-9]/.test(escaped) ? escaped.charAt(0).toUpperCase() + escaped.slice(1) : `X-0${escaped}`;
}

const hexOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);
