import { defineEndpoint, reply, replyPage } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { actorOfService } from '../staff/service-actor';
import {
  financeProposalIn,
  financeProposalOut,
  financeProposalPage,
  financeProposalQuery,
  proposalRefusalIn,
  toFinanceProposalOut,
  toProposalRequest,
} from './finance-proposal.schema';
import type { FinanceProposalService } from './finance-proposal.service';

const common = { tag: 'Proposals', scope: 'finance' } as const;
const answers = { 200: { description: 'The proposal as it stands now', schema: financeProposalOut } };

/** What one key proposes and another decides, beside what is done about differences. */
export function financeProposalEndpoints(proposals: FinanceProposalService): Endpoint[] {
  return [
    listEndpoint(proposals),
    proposeEndpoint(proposals),
    ...decideEndpoints(proposals),
    withdrawEndpoint(proposals),
  ];
}

function listEndpoint(proposals: FinanceProposalService): Endpoint {
  return defineEndpoint({
    ...{ ...common, method: 'get', path: '/v1/proposals', operationId: 'listProposals' },
    summary: 'List what was proposed, newest first, such as what waits for approval',
    query: financeProposalQuery,
    answers: { 200: { description: 'A page of proposals', schema: financeProposalPage } },
    handle: async ({ service, query: { status, kind, cursor: before, limit } }) => {
      const filter = { status, kind, before, limit: limit + 1 };
      return replyPage(
        await proposals.listProposals(actorOfService(service), filter),
        limit,
        toFinanceProposalOut,
      );
    },
  });
}

function proposeEndpoint(proposals: FinanceProposalService): Endpoint {
  return defineEndpoint({
    ...{ ...common, method: 'post', path: '/v1/proposals', operationId: 'proposeFinanceProposal' },
    summary: 'Propose something; nothing is booked before another key approves it',
    body: financeProposalIn,
    answers: { 201: { description: 'The proposal', schema: financeProposalOut } },
    handle: async ({ service, body }) => {
      const proposed = await proposals.propose(actorOfService(service), toProposalRequest(body));
      return reply(201, toFinanceProposalOut(proposed));
    },
  });
}

function decideEndpoints(proposals: FinanceProposalService): Endpoint[] {
  return [
    defineEndpoint({
      ...{ ...common, method: 'post', path: '/v1/proposals/{id}/approve', operationId: 'approveProposal' },
      summary: 'Approve what another key proposed: it is done, and booked today',
      answers,
      handle: async ({ service, params: { id = '' } }) =>
        reply(200, toFinanceProposalOut(await proposals.approve(actorOfService(service), id))),
    }),
    defineEndpoint({
      ...{ ...common, method: 'post', path: '/v1/proposals/{id}/refuse', operationId: 'refuseProposal' },
      summary: 'Refuse what another key proposed; nothing is booked',
      body: proposalRefusalIn,
      answers,
      handle: async ({ service, params: { id = '' }, body: { note } }) =>
        reply(200, toFinanceProposalOut(await proposals.refuse(actorOfService(service), id, note))),
    }),
  ];
}

function withdrawEndpoint(proposals: FinanceProposalService): Endpoint {
  return defineEndpoint({
    ...{ ...common, method: 'post', path: '/v1/proposals/{id}/withdraw', operationId: 'withdrawProposal' },
    summary: 'Withdraw what was proposed with this key',
    answers,
    handle: async ({ service, params: { id = '' } }) =>
      reply(200, toFinanceProposalOut(await proposals.withdraw(actorOfService(service), id))),
  });
}
