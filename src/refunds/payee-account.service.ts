import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { openSealed, seal } from '../kernel/sealing';
import type { Secret } from '../kernel/secret';
import { requirePermission } from '../staff/authority';
import { isPerson } from './authority.service';
import type { Decider } from './authority.service';
import { lockRefund } from './locked-refund.service';
import { accountNumberOf, newPayeeAccount } from './payee-account';
import type { PayeeAccount, PayeeDetails } from './payee-account';
import {
  PayeeAccountDiffers,
  PayeeAccountInvalid,
  PayeeAccountNotFound,
  PayeeAccountOwnEntry,
  PayeeAccountVerified,
  PayeeSecretMissing,
} from './payee-account.errors';
import type { KeptPayeeAccount } from './payee-account.store';
import { RefundNotFound, RefundNotInState } from './refund.errors';
import type { Refund } from './refund';

/**
 * Where money goes that its channel does not give back any more (domain R31). The service of the order or the finance
 * desk enters it, and somebody else verifies it; all of it is in the audit log, masked.
 */
export interface PayeeAccountService {
  /**
   * Keeps the account of a refund that was left to a person, in the place of the one before. The same again changes
   * nothing.
   * @throws RefundNotFound, RefundNotInState, PayeeAccountInvalid, PayeeSecretMissing, StaffForbidden
   */
  enterAccount(decider: Decider, refundId: string, details: PayeeDetails): Promise<PayeeAccount>;
  /** Masked. @throws RefundNotFound, PayeeAccountNotFound */
  getAccount(decider: Decider, refundId: string): Promise<PayeeAccount>;
  /**
   * By another than who entered it, who types the number again from the payee's paper.
   * @throws RefundNotFound, PayeeAccountNotFound, PayeeAccountOwnEntry, PayeeAccountDiffers, PayeeAccountVerified
   */
  verifyAccount(decider: Decider, refundId: string, number: string): Promise<PayeeAccount>;
  /** The whole of it, for whoever pays; that it was looked at is written down. @throws as `getAccount` */
  revealAccount(decider: Decider, refundId: string): Promise<PayeeAccount & PayeeDetails>;
}

export interface PayeeAccountDeps {
  database: Database;
  clock: Clock;
  /** Null: none can be kept. */
  payeeAccountSecret: Secret | null;
}

/** Maker and checker: whoever enters an account does not verify it. */
export function createPayeeAccountService(deps: PayeeAccountDeps): PayeeAccountService {
  const { stores } = deps.database;
  return {
    enterAccount: (decider, refundId, details) => enter(deps, decider, { refundId, details }),
    async getAccount(decider, refundId) {
      const refund = await stores.refunds.findRefund(refundId);
      if (!refund) throw RefundNotFound();
      await requireSight(stores, decider, refund);
      return withoutSecrets(required(await stores.payeeAccounts.findAccount(refundId)));
    },
    verifyAccount: (decider, refundId, number) => verify(deps, decider, { refundId, number }),
    revealAccount: (decider, refundId) => reveal(deps, decider, refundId),
  };
}

const LONGEST_TEXT = 100;

async function enter(
  { database, clock, payeeAccountSecret: secret }: PayeeAccountDeps,
  decider: Decider,
  { refundId, details: given }: { refundId: string; details: PayeeDetails },
): Promise<PayeeAccount> {
  if (isPerson(decider)) requirePermission(decider, 'refunds.propose');
  const details = tidied(given);
  return database.transact(async (stores) => {
    const refund = await lockRefund(stores, refundId);
    await requireSight(stores, decider, refund);
    if (refund.status !== 'manual') throw RefundNotInState({ details: { status: refund.status } });
    if (secret === null) throw PayeeSecretMissing();
    const known = await stores.payeeAccounts.findAccount(refundId);
    if (known && isSame(openDetails(known, secret), details)) return withoutSecrets(known);
    const at = clock.now();
    const account = newPayeeAccount(refundId, details, { enteredBy: decider.id, at });
    const { name, number } = details;
    const sealed = seal(JSON.stringify({ name, number }), secret, purposeOf(refundId));
    await stores.payeeAccounts.putAccount({ ...account, sealed });
    await note(stores, decider, { deed: 'entered', account, at });
    return account;
  });
}

function tidied(given: PayeeDetails): PayeeDetails {
  const number = accountNumberOf(given.number);
  const [name, bankName] = [given.name.trim(), given.bankName.trim()];
  const fits = (text: string): boolean => text !== '' && text.length <= LONGEST_TEXT;
  if (number === null || !fits(name) || !fits(bankName)) throw PayeeAccountInvalid();
  return { name, number, bankName };
}

const isSame = (one: PayeeDetails, other: PayeeDetails): boolean =>
  one.name === other.name && one.number === other.number && one.bankName === other.bankName;

async function verify(
  { database, clock, payeeAccountSecret: secret }: PayeeAccountDeps,
  decider: Decider,
  { refundId, number }: { refundId: string; number: string },
): Promise<PayeeAccount> {
  if (isPerson(decider)) requirePermission(decider, 'refunds.approve');
  return database.transact(async (stores) => {
    await lockRefund(stores, refundId);
    const kept = required(await stores.payeeAccounts.findAccount(refundId));
    if (kept.enteredBy === decider.id) throw PayeeAccountOwnEntry();
    if (kept.verifiedBy !== null) throw PayeeAccountVerified();
    if (secret === null) throw PayeeSecretMissing();
    if (openDetails(kept, secret).number !== accountNumberOf(number)) throw PayeeAccountDiffers();
    const at = clock.now();
    await stores.payeeAccounts.markVerified(kept.id, { id: decider.id, at });
    await note(stores, decider, { deed: 'verified', account: kept, at });
    return { ...withoutSecrets(kept), verifiedBy: decider.id, verifiedAt: at };
  });
}

async function reveal(
  { database, clock, payeeAccountSecret: secret }: PayeeAccountDeps,
  decider: Decider,
  refundId: string,
): Promise<PayeeAccount & PayeeDetails> {
  if (isPerson(decider)) requirePermission(decider, 'refunds.approve');
  return database.transact(async (stores) => {
    if (!(await stores.refunds.findRefund(refundId))) throw RefundNotFound();
    const kept = required(await stores.payeeAccounts.findAccount(refundId));
    if (secret === null) throw PayeeSecretMissing();
    await note(stores, decider, { deed: 'revealed', account: kept, at: clock.now() });
    return { ...withoutSecrets(kept), ...openDetails(kept, secret) };
  });
}

/** A service sees its own orders' refunds; the finance desk all. A person's permission is asked for where it acts. */
async function requireSight(stores: Stores, decider: Decider, { orderId }: Refund): Promise<void> {
  if (isPerson(decider) || decider.scopes.includes('refunds:approve')) return;
  const order = await stores.orders.findOrder(orderId);
  if (order?.serviceId !== decider.id) throw RefundNotFound();
}

function required(account: KeptPayeeAccount | null): KeptPayeeAccount {
  if (!account) throw PayeeAccountNotFound();
  return account;
}

/** Of one refund alone: what was sealed for another cannot stand in its place. */
const purposeOf = (refundId: string): string => `payee account of ${refundId}`;

function openDetails({ sealed, refundId, bankName }: KeptPayeeAccount, secret: Secret): PayeeDetails {
  const { name, number } = JSON.parse(openSealed(sealed, secret, purposeOf(refundId))) as PayeeDetails;
  return { name, number, bankName };
}

function withoutSecrets({ sealed: _, ...account }: KeptPayeeAccount): PayeeAccount {
  return account;
}

interface Deed {
  deed: string;
  account: PayeeAccount;
  at: Date;
}

function note(stores: Stores, by: Decider, { deed, account, at }: Deed): Promise<void> {
  const details = { account: account.id, number: account.numberMasked };
  return stores.audit.append(
    auditEntryOf(by, `payee_account.${deed}`, { subject: account.refundId, at, details }),
  );
}
