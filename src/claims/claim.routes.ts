import { defineEndpoint, reply, replyOnce, replyPage } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import type { IdempotencyService } from '../idempotency/idempotency.service';
import type { Clock } from '../kernel/clock';
import {
  afterCursor,
  claimIn,
  claimOut,
  claimPage,
  claimQuery,
  claimRejectionIn,
  suspensePage,
  suspenseQuery,
  toClaimOut,
  toSuspensePage,
} from './claim.schema';
import type { ClaimService } from './claim.service';

export interface ClaimRouteDeps {
  claims: ClaimService;
  idempotency: IdempotencyService;
}

/** What waits in suspense for a person, and what two persons decide about it. */
export function claimEndpoints(deps: ClaimRouteDeps, clock: Clock): Endpoint[] {
  return [
    suspenseEndpoint(deps, clock),
    ...readEndpoints(deps),
    makeEndpoint(deps),
    ...decisionEndpoints(deps),
  ];
}

function suspenseEndpoint({ claims }: ClaimRouteDeps, clock: Clock): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/suspense',
    operationId: 'listSuspense',
    summary: 'List the money that pays nothing and waits for a person, the oldest first',
    tag: 'Claims',
    scope: 'finance',
    query: suspenseQuery,
    answers: { 200: { description: 'A page of what waits', schema: suspensePage } },
    handle: async ({ query: { cursor, limit } }) => {
      const found = await claims.listWaiting({ after: afterCursor(cursor), limit: limit + 1 });
      return reply(200, toSuspensePage(found, { limit, now: clock.now() }));
    },
  });
}

function readEndpoints({ claims }: ClaimRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/v1/claims',
      operationId: 'listClaims',
      summary: 'List the claims, newest first, such as those that wait for approval',
      tag: 'Claims',
      scope: 'finance',
      query: claimQuery,
      answers: { 200: { description: 'A page of claims', schema: claimPage } },
      handle: async ({ query: { status, cursor: before, limit } }) => {
        const found = await claims.listClaims({ status, before, limit: limit + 1 });
        return replyPage(found, limit, toClaimOut);
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/v1/claims/{id}',
      operationId: 'getClaim',
      summary: 'Read a claim',
      tag: 'Claims',
      scope: 'finance',
      answers: { 200: { description: 'The claim', schema: claimOut } },
      handle: async ({ params }) => reply(200, toClaimOut(await claims.getClaim(params.id ?? ''))),
    }),
  ];
}

function makeEndpoint({ claims, idempotency }: ClaimRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: '/v1/claims',
    operationId: 'makeClaim',
    summary: 'Say which order money in suspense pays, or that it goes back; somebody else approves it',
    tag: 'Claims',
    scope: 'finance',
    isIdempotent: true,
    body: claimIn,
    answers: { 201: { description: 'The claim', schema: claimOut } },
    handle: async ({ service, headers, body }) => {
      const { channel, transaction_id: transactionId, order_id: orderId, reason } = body;
      const key = headers['idempotency-key'];
      const answer = await idempotency.once(
        { serviceId: service.id, key, operation: 'makeClaim', input: body },
        async (stores) => ({
          status: 201,
          json: toClaimOut(
            await claims.makeClaim(stores, service, { channel, transactionId, orderId, reason }),
          ),
        }),
      );
      return replyOnce(answer);
    },
  });
}

const decided = { 200: { description: 'The claim as it stands now', schema: claimOut } };

function decisionEndpoints({ claims }: ClaimRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      method: 'post',
      path: '/v1/claims/{id}/approve',
      operationId: 'approveClaim',
      summary: 'Approve a claim that another service made: the order is paid, or the money sent back',
      tag: 'Claims',
      scope: 'refunds:approve',
      answers: decided,
      handle: async ({ service, params }) =>
        reply(200, toClaimOut(await claims.approveClaim(service, params.id ?? ''))),
    }),
    defineEndpoint({
      method: 'post',
      path: '/v1/claims/{id}/reject',
      operationId: 'rejectClaim',
      summary: 'Reject a claim that another service made; the money goes on waiting',
      tag: 'Claims',
      scope: 'refunds:approve',
      body: claimRejectionIn,
      answers: decided,
      handle: async ({ service, params, body }) =>
        reply(200, toClaimOut(await claims.rejectClaim(service, params.id ?? '', body.note))),
    }),
  ];
}
