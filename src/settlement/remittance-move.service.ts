import { auditEntryOf } from '../audit/audit';
import type { Stores } from '../db/stores';
import { nextStatus } from '../kernel/transition';
import type { ProposalHandler } from '../proposals/finance-proposal.service';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { REMITTANCE_TRANSITIONS } from './remittance';
import type { RemittanceBatch, RemittanceDetails, RemittanceEvent, RemittanceStatus } from './remittance';
import { RemittanceAtBank, RemittanceNotFound, RemittanceNotIn } from './remittance.errors';
import type { RemittanceMove } from './remittance.store';

/** A step of a batch, and who may take it. */
export interface Step {
  id: string;
  now: Date;
  event: RemittanceEvent;
  permission: 'remittances.make' | 'remittances.check';
  /** What else becomes known and is done, in the same transaction. */
  decide(stores: Stores, batch: RemittanceDetails): Promise<Partial<RemittanceMove>>;
}

/** Takes a step in the caller's transaction. @throws as the step's use case */
export async function moveBatch(
  stores: Stores,
  actor: Actor,
  { id, now, event, permission, decide }: Step,
): Promise<RemittanceDetails> {
  requirePermission(actor, permission);
  const batch = await stores.remittances.lockBatch(id);
  if (!batch) throw RemittanceNotFound();
  const to = requireStep(batch, event);
  const known = await decide(stores, batch);
  await stores.remittances.moveBatch({ ...known, id, to, at: now });
  const moved = { ...batch, ...(await stores.remittances.findBatch(id)) };
  await auditBatch(stores, actor, { batch: moved, now });
  return moved;
}

/** Where a step leads. @throws RemittanceNotIn, RemittanceAtBank */
function requireStep({ status }: RemittanceBatch, event: RemittanceEvent): RemittanceStatus {
  const to = nextStatus(REMITTANCE_TRANSITIONS, status, event);
  if (to !== null) return to;
  if (event === 'returned' && status === 'exported') throw RemittanceAtBank();
  throw RemittanceNotIn({ details: { status } });
}

/** Lets the money of a batch be in another one; gives what is known of it then. */
export async function release(
  stores: Stores,
  { id, reason }: { id: string; reason: string },
): Promise<Pick<RemittanceMove, 'returnedReason'>> {
  await stores.remittances.releaseLines(id);
  return { returnedReason: reason };
}

/** That the bank did not pay a batch, though it has its file: its money can be in another one, and must not go twice. */
export const remittanceReturnHandler: ProposalHandler = {
  proposedWith: 'remittances.make',
  decidedWith: 'remittances.check',
  async draft(stores, { subject }) {
    const batch = await stores.remittances.lockBatch(subject);
    if (!batch) throw RemittanceNotFound();
    requireStep(batch, 'return by the bank approved');
    return { facts: aboutBatch(batch), postings: [], reverses: null };
  },
  async carryOut(stores, { subject: id, reason }, { actor, at: now }) {
    const event = 'return by the bank approved';
    const decide = (): Promise<Partial<RemittanceMove>> => release(stores, { id, reason });
    await moveBatch(stores, actor, { id, now, event, permission: 'remittances.check', decide });
    return [];
  },
};

const aboutBatch = ({ destination, upTo, amountFen }: RemittanceBatch) => ({
  ...{ destination, up_to: upTo, amount: String(amountFen) },
});

/** Where a batch stands now, with what it is about: the log tells it without the batch. */
export async function auditBatch(
  stores: Stores,
  actor: Actor,
  { batch, now: at }: { batch: RemittanceBatch; now: Date },
): Promise<void> {
  const { id: subject, status } = batch;
  const details = { ...aboutBatch(batch), ...LEARNT[status](batch) };
  await stores.audit.append(auditEntryOf(actor, `remittance.${status}`, { subject, at, details }));
}

/** What became known with each step. */
const LEARNT: Readonly<Record<RemittanceStatus, (batch: RemittanceBatch) => Record<string, string>>> = {
  drafted: () => ({}),
  checked: () => ({}),
  exported: ({ fileSha256 }) => ({ sha256: fileSha256 ?? '' }),
  acknowledged: ({ bankReference, acknowledgedOn }) => ({
    ...{ reference: bankReference ?? '', paid_on: acknowledgedOn ?? '' },
  }),
  returned: ({ returnedReason }) => ({ reason: returnedReason ?? '' }),
};
