import type { LedgerTools } from '../../src/dev/ledger-tools';

/** hledger and bean-check of this test run, or null where they are not (the run has said so loudly; in CI it has failed). */
export function testLedgerTools(): LedgerTools | null {
  const [hledger, beanCheck] = (process.env.TEST_LEDGER_TOOLS ?? '').split('\n');
  return hledger && beanCheck ? { hledger, beanCheck } : null;
}
