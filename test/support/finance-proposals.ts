import type { Database } from '../../src/db/database';
import type { Clock } from '../../src/kernel/clock';
import type { ProposalRequest } from '../../src/proposals/finance-proposal';
import { createFinanceProposalService } from '../../src/proposals/finance-proposal.service';
import type { Actor } from '../../src/staff/actor';
import { proposalHandlers } from '../../src/use-cases';

const INTEREST = { agencyCode: '310101', incomeItemCode: '1030705' };

/** What one proposes and another decides, as the gateway wires it. */
export function openProposals(deps: { database: Database; clock: Clock }) {
  const service = createFinanceProposalService({
    ...deps,
    handlers: proposalHandlers({ bankInterest: INTEREST }),
  });
  return {
    ...service,
    /** Proposed by one and approved by another. */
    async carry(request: ProposalRequest, { maker, checker }: { maker: Actor; checker: Actor }) {
      const { id } = await service.propose(maker, request);
      return service.approve(checker, id);
    },
  };
}
