import { defineEndpoint, reply, replyPage } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { actorOfService } from '../staff/service-actor';
import type { Resolution } from './resolution';
import {
  proposalIn,
  refusalIn,
  resolutionIdsIn,
  resolutionListOut,
  resolutionPage,
  resolutionQuery,
  reversalIn,
  toResolutionOut,
} from './resolution.schema';
import type { ResolutionService } from './resolution.service';

const common = { tag: 'Differences', scope: 'finance' } as const;
const answers = { 200: { description: 'The resolutions as they stand now', schema: resolutionListOut } };

const listed = (resolutions: readonly Resolution[]) => ({
  data: resolutions.map(toResolutionOut),
  next_cursor: null,
});

/** What one key proposes to do about differences, and another decides. */
export function resolutionEndpoints(resolutions: ResolutionService): Endpoint[] {
  return [
    listEndpoint(resolutions),
    proposeEndpoint(resolutions),
    reverseEndpoint(resolutions),
    approveEndpoint(resolutions),
    refuseEndpoint(resolutions),
    withdrawEndpoint(resolutions),
  ];
}

function listEndpoint(resolutions: ResolutionService): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'get',
    path: '/v1/resolutions',
    operationId: 'listResolutions',
    summary: 'List what was proposed for differences, newest first, such as what waits for approval',
    query: resolutionQuery,
    answers: { 200: { description: 'A page of resolutions', schema: resolutionPage } },
    handle: async ({ service, query: { status, difference: differenceId, cursor: before, limit } }) => {
      const filter = { status, differenceId, before, limit: limit + 1 };
      const found = await resolutions.listResolutions(actorOfService(service), filter);
      return replyPage(found, limit, toResolutionOut);
    },
  });
}

function proposeEndpoint(resolutions: ResolutionService): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/resolutions',
    operationId: 'proposeResolutions',
    summary: 'Propose what to do about differences, all of them or none; another key approves it',
    body: proposalIn,
    answers: { 201: { description: 'The proposals', schema: resolutionListOut } },
    handle: async ({ service, body }) => {
      const { journal } = body;
      const proposed = await resolutions.propose(actorOfService(service), {
        differenceIds: body.difference_ids,
        action: body.action,
        reason: body.reason,
        attachmentId: body.attachment_id,
        orderId: body.order_id,
        journal: journal && { debit: journal.debit, credit: journal.credit, amountFen: journal.amount },
      });
      return reply(201, listed(proposed));
    },
  });
}

function reverseEndpoint(resolutions: ResolutionService): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/resolutions/reverse',
    operationId: 'proposeReversals',
    summary: 'Propose to take approved resolutions back by red entries; another key approves it',
    body: reversalIn,
    answers: { 201: { description: 'The proposals', schema: resolutionListOut } },
    handle: async ({ service, body }) => {
      const { resolution_ids: resolutionIds, reason, attachment_id: attachmentId } = body;
      const terms = { resolutionIds, reason, attachmentId };
      return reply(201, listed(await resolutions.proposeReversals(actorOfService(service), terms)));
    },
  });
}

function approveEndpoint(resolutions: ResolutionService): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/resolutions/approve',
    operationId: 'approveResolutions',
    summary: 'Approve what another key proposed, all of it or nothing: it is booked today',
    body: resolutionIdsIn,
    answers,
    handle: async ({ service, body }) =>
      reply(200, listed(await resolutions.approve(actorOfService(service), body.resolution_ids))),
  });
}

function refuseEndpoint(resolutions: ResolutionService): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/resolutions/refuse',
    operationId: 'refuseResolutions',
    summary: 'Refuse what another key proposed; the differences stay open',
    body: refusalIn,
    answers,
    handle: async ({ service, body }) =>
      reply(200, listed(await resolutions.refuse(actorOfService(service), body.resolution_ids, body.note))),
  });
}

function withdrawEndpoint(resolutions: ResolutionService): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/resolutions/withdraw',
    operationId: 'withdrawResolutions',
    summary: 'Withdraw what was proposed with this key',
    body: resolutionIdsIn,
    answers,
    handle: async ({ service, body }) =>
      reply(200, listed(await resolutions.withdraw(actorOfService(service), body.resolution_ids))),
  });
}
