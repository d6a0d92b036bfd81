import { auditEntryOf, SYSTEM } from '../audit/audit';
import type { Stores } from '../db/stores';
import { detailsOf, requireMove } from './finance-proposal';
import type { FinanceProposal } from './finance-proposal';

/** Why a proposal ended without anybody having decided about it. */
export type MootNote = 'bank_rows_taken_back' | 'bank_row_explained' | 'remittance_acknowledged';

/**
 * Ends what was proposed about something that has gone meanwhile: there is nothing left to decide.
 * @param moot locked before whatever they are about was, as an approval locks them
 */
export async function withdrawMootProposals(
  stores: Stores,
  moot: readonly FinanceProposal[],
  { note, at }: { note: MootNote; at: Date },
): Promise<void> {
  if (moot.length === 0) return;
  for (const proposal of moot) {
    const to = requireMove(proposal, 'withdrawn');
    const decided = { decidedBy: SYSTEM.id, decidedAt: at, note };
    await stores.financeProposals.moveProposal({ id: proposal.id, to, decided }, at);
  }
  await stores.audit.appendAll(
    moot.map((proposal) =>
      auditEntryOf(SYSTEM, 'proposal.withdrawn', {
        ...{ subject: proposal.subject, at, details: { ...detailsOf(proposal), note } },
      }),
    ),
  );
}
