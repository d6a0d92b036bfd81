import { defineEndpoint, reply, replyOnce } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import type { IdempotencyService } from '../idempotency/idempotency.service';
import type { ApprovalService } from './approval.service';
import {
  bankTransferIn,
  refundIn,
  refundListOut,
  refundOut,
  refundPage,
  refundQuery,
  rejectionIn,
  toRefundOut,
} from './refund.schema';
import type { RefundService } from './refund.service';

export interface RefundRouteDeps {
  refunds: RefundService;
  approvals: ApprovalService;
  idempotency: IdempotencyService;
}

/** Asking for refunds, and deciding about those of others. */
export function refundEndpoints(deps: RefundRouteDeps): Endpoint[] {
  return [
    requestEndpoint(deps),
    ...readEndpoints(deps),
    listEndpoint(deps),
    ...decisionEndpoints(deps),
    ...manualEndpoints(deps),
    giveUpEndpoint(deps),
  ];
}

function requestEndpoint({ refunds, idempotency }: RefundRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: '/v1/orders/{id}/refunds',
    operationId: 'requestRefund',
    summary: 'Ask for a refund of a paid order; somebody else approves it',
    tag: 'Refunds',
    scope: 'orders',
    isIdempotent: true,
    body: refundIn,
    answers: { 201: { description: 'The refund', schema: refundOut } },
    handle: async ({ service, params, headers, body }) => {
      const orderId = params.id ?? '';
      const command = {
        orderId,
        amountFen: body.amount,
        reason: body.reason,
        refundableSeenFen: body.refundable_seen,
      };
      const key = headers['idempotency-key'];
      const answer = await idempotency.once(
        { serviceId: service.id, key, operation: 'requestRefund', input: { orderId, ...body } },
        async (stores) => ({
          status: 201,
          json: toRefundOut(await refunds.requestRefund(stores, service, command)),
        }),
      );
      return replyOnce(answer);
    },
  });
}

function readEndpoints({ refunds }: RefundRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/v1/orders/{id}/refunds',
      operationId: 'listOrderRefunds',
      summary: 'List the refunds of an order, oldest first, and what can still be refunded',
      tag: 'Refunds',
      scope: 'orders',
      answers: { 200: { description: 'The refunds', schema: refundListOut } },
      handle: async ({ service, params }) => {
        const found = await refunds.listRefundsOf(service, params.id ?? '');
        return reply(200, {
          data: found.refunds.map(toRefundOut),
          next_cursor: null,
          refundable: Number(found.refundableFen),
        });
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/v1/refunds/{id}',
      operationId: 'getRefund',
      summary: 'Read a refund',
      tag: 'Refunds',
      scope: 'orders',
      answers: { 200: { description: 'The refund', schema: refundOut } },
      handle: async ({ service, params }) =>
        reply(200, toRefundOut(await refunds.getRefund(service, params.id ?? ''))),
    }),
  ];
}

function listEndpoint({ refunds }: RefundRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/refunds',
    operationId: 'listRefunds',
    summary: 'List the refunds of all services, newest first, such as those that wait for approval',
    tag: 'Refunds',
    scope: 'refunds:approve',
    query: refundQuery,
    answers: { 200: { description: 'A page of refunds', schema: refundPage } },
    handle: async ({ query }) => {
      const { status, cursor: before, limit } = query;
      const found = await refunds.listRefunds({ status, before, limit: limit + 1 });
      const page = found.slice(0, limit);
      return reply(200, {
        data: page.map(toRefundOut),
        next_cursor: found.length > page.length ? (page.at(-1)?.id ?? null) : null,
      });
    },
  });
}

const decided = { 200: { description: 'The refund as it stands now', schema: refundOut } };

function decisionEndpoints({ approvals }: RefundRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      method: 'post',
      path: '/v1/refunds/{id}/approve',
      operationId: 'approveRefund',
      summary: 'Approve a refund that another service asked for; it is sent to the channel',
      tag: 'Refunds',
      scope: 'refunds:approve',
      answers: decided,
      handle: async ({ service, params }) =>
        reply(200, toRefundOut(await approvals.approveRefund(service, params.id ?? ''))),
    }),
    defineEndpoint({
      method: 'post',
      path: '/v1/refunds/{id}/reject',
      operationId: 'rejectRefund',
      summary: 'Reject a refund that another service asked for; its amount can be refunded again',
      tag: 'Refunds',
      scope: 'refunds:approve',
      body: rejectionIn,
      answers: decided,
      handle: async ({ service, params, body }) =>
        reply(200, toRefundOut(await approvals.rejectRefund(service, params.id ?? '', body.note))),
    }),
  ];
}

function manualEndpoints({ approvals }: RefundRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      method: 'post',
      path: '/v1/refunds/{id}/retry',
      operationId: 'retryRefund',
      summary: 'Send a refund that was left to a person to the channel once more, with the same number',
      tag: 'Refunds',
      scope: 'refunds:approve',
      answers: decided,
      handle: async ({ service, params }) =>
        reply(200, toRefundOut(await approvals.retryRefund(service, params.id ?? ''))),
    }),
    defineEndpoint({
      method: 'post',
      path: '/v1/refunds/{id}/bank-transfer',
      operationId: 'recordRefundBankTransfer',
      summary: 'Record that a refund that was left to a person was paid out by bank, to its verified account',
      tag: 'Refunds',
      scope: 'refunds:approve',
      body: bankTransferIn,
      answers: decided,
      handle: async ({ service, params, body: { reference, paid_on: paidOn = null } }) => {
        const transfer = { reference, paidOn };
        return reply(
          200,
          toRefundOut(await approvals.recordBankTransfer(service, params.id ?? '', transfer)),
        );
      },
    }),
  ];
}

function giveUpEndpoint({ approvals }: RefundRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: '/v1/refunds/{id}/give-up',
    operationId: 'giveUpRefund',
    summary: 'Give up a refund that was left to a person; its amount can be refunded again',
    tag: 'Refunds',
    scope: 'refunds:approve',
    body: rejectionIn,
    answers: decided,
    handle: async ({ service, params, body }) =>
      reply(200, toRefundOut(await approvals.giveUpRefund(service, params.id ?? '', body.note))),
  });
}
