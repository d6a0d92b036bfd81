import type { Command } from 'commander';
import type { Database } from '../db/database';
import { formatYuan } from '../kernel/money';
import type { BalanceMismatch } from '../ledger/balance';
import { createLedgerService } from '../ledger/ledger.service';
import { createProgram, EXIT, withDatabase } from './command';

interface Findings {
  accounts: number;
  /** Both sides of all accounts; they must be equal. */
  debitFen: bigint;
  creditFen: bigint;
  /** Stored balances that are not what the postings say. */
  mismatches: BalanceMismatch[];
}

interface Report extends Findings {
  repaired?: BalanceMismatch[];
}

/** The roll-up comes first: it makes the comparison complete, and its lock keeps all other roll-ups out meanwhile. */
async function verifyLedger(database: Database): Promise<Findings> {
  return database.transact(async ({ ledger }) => {
    await ledger.rollUpBalances();
    const mismatches = await ledger.compareBalances();
    return { mismatches, ...totalsOf(await ledger.listAccounts()) };
  });
}

/** `repaired` is what was wrong before. */
async function rebuildLedger(database: Database): Promise<Report> {
  const repaired = await createLedgerService(database).rebuildBalances();
  return { ...(await verifyLedger(database)), repaired };
}

function totalsOf(
  accounts: readonly { debitFen: bigint; creditFen: bigint }[],
): Omit<Findings, 'mismatches'> {
  const sum = (side: 'debitFen' | 'creditFen') =>
    accounts.reduce((total, account) => total + account[side], 0n);
  return { accounts: accounts.length, debitFen: sum('debitFen'), creditFen: sum('creditFen') };
}

function isRight({ mismatches, debitFen, creditFen }: Findings): boolean {
  return mismatches.length === 0 && debitFen === creditFen;
}

function report(findings: Report, isJson: boolean): void {
  if (!isRight(findings)) process.exitCode = EXIT.failed;
  console.log(isJson ? toJson(findings) : toText(findings));
}

function toText(findings: Report): string {
  const { accounts, debitFen, creditFen, mismatches, repaired = [] } = findings;
  return [
    ...repaired.map((mismatch) => `Repaired  ${describe(mismatch)}`),
    ...mismatches.map((mismatch) => `Wrong  ${describe(mismatch)}`),
    `Trial balance over ${accounts} accounts: debit ${formatYuan(debitFen)}, credit ${formatYuan(creditFen)}, ` +
      `difference ${formatYuan(debitFen - creditFen)}`,
    isRight(findings)
      ? 'The stored balances are what the postings say.'
      : 'The ledger does not agree with itself. If only balances are wrong, run: npm run ledger -- rebuild',
  ].join('\n');
}

function describe(mismatch: BalanceMismatch): string {
  const side = (debitFen: bigint | null, creditFen: bigint | null) =>
    debitFen === null || creditFen === null
      ? 'nothing'
      : `${formatYuan(debitFen)} / ${formatYuan(creditFen)}`;
  const stored = side(mismatch.storedDebitFen, mismatch.storedCreditFen);
  const expected = side(mismatch.expectedDebitFen, mismatch.expectedCreditFen);
  return `${mismatch.accountCode} on ${mismatch.businessDay}: stored ${stored}, by the postings ${expected}`;
}

function toJson(findings: Report): string {
  const { accounts, debitFen, creditFen, mismatches, repaired } = findings;
  return JSON.stringify({
    status: isRight(findings) ? 'balanced' : 'differences',
    accounts,
    debit: Number(debitFen),
    credit: Number(creditFen),
    differences: mismatches.map(toJsonMismatch),
    ...(repaired && { repaired: repaired.map(toJsonMismatch) }),
  });
}

function toJsonMismatch(mismatch: BalanceMismatch) {
  const fen = (amount: bigint | null) => (amount === null ? null : Number(amount));
  return {
    account: mismatch.accountCode,
    business_day: mismatch.businessDay,
    expected_debit: fen(mismatch.expectedDebitFen),
    expected_credit: fen(mismatch.expectedCreditFen),
    stored_debit: fen(mismatch.storedDebitFen),
    stored_credit: fen(mismatch.storedCreditFen),
  };
}

/** `npm run ledger -- verify` and `rebuild`. */
export function createLedgerProgram(): Command {
  const program = createProgram('npm run ledger --', 'The balances of the ledger against its postings.');
  program
    .command('verify')
    .description('Recomputes all balances from zero and compares; ends with 1 where they differ.')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => report(await withDatabase(verifyLedger), json));
  program
    .command('rebuild')
    .description('Throws the balances away, makes them anew from the postings, and says what was wrong.')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => report(await withDatabase(rebuildLedger), json));
  return program;
}
