import { findCommand, installPackages } from './debian';

/** The tools of plain-text accounting that read what the ledger writes for them. */
export interface LedgerTools {
  hledger: string;
  beanCheck: string;
}

const INSTALL_LIMIT_MS = 300_000;

/** Both on the PATH, or null. */
export function findLedgerTools(searchPath?: string): LedgerTools | null {
  const hledger = findCommand(['hledger'], searchPath);
  const beanCheck = findCommand(['bean-check'], searchPath);
  return hledger && beanCheck ? { hledger, beanCheck } : null;
}

/** Installs Debian's `hledger` and `beancount` where we may (root on Debian or Ubuntu); both, or null. */
export async function installLedgerTools(): Promise<LedgerTools | null> {
  return (await installPackages(['hledger', 'beancount'], INSTALL_LIMIT_MS)) ? findLedgerTools() : null;
}
