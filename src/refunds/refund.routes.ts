import type { z } from 'zod';
import { defineEndpoint, reply, replyOnce, replyPage } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import type { IdempotencyService } from '../idempotency/idempotency.service';
import type { ServiceIdentity } from '../services/service';
import type { ApprovalService } from './approval.service';
import type { Refund } from './refund';
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
  return [requestEndpoint(deps), ...readEndpoints(deps), listEndpoint(deps), ...decisionEndpoints(deps)];
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
      return replyPage(found, limit, toRefundOut);
    },
  });
}

interface Decision<Body extends z.ZodType> {
  /** The last part of its path. */
  deed: string;
  operationId: string;
  summary: string;
  body?: Body;
  decide(service: ServiceIdentity, id: string, body: z.output<Body>): Promise<Refund>;
}

/** `POST /v1/refunds/{id}/…`: what the finance desk decides about a refund of others. */
function decisionEndpoint<Body extends z.ZodType = z.ZodUndefined>({
  deed,
  decide,
  ...terms
}: Decision<Body>): Endpoint {
  return defineEndpoint<z.ZodUndefined, Body>({
    ...terms,
    method: 'post',
    path: `/v1/refunds/{id}/${deed}`,
    tag: 'Refunds',
    scope: 'refunds:approve',
    answers: { 200: { description: 'The refund as it stands now', schema: refundOut } },
    handle: async ({ service, params, body }) =>
      reply(200, toRefundOut(await decide(service, params.id ?? '', body))),
  });
}

function decisionEndpoints({ approvals }: RefundRouteDeps): Endpoint[] {
  return [
    decisionEndpoint({
      deed: 'approve',
      operationId: 'approveRefund',
      summary: 'Approve a refund that another service asked for; it is sent to the channel',
      decide: (service, id) => approvals.approveRefund(service, id),
    }),
    decisionEndpoint({
      deed: 'reject',
      operationId: 'rejectRefund',
      summary: 'Reject a refund that another service asked for; its amount can be refunded again',
      body: rejectionIn,
      decide: (service, id, { note }) => approvals.rejectRefund(service, id, note),
    }),
    decisionEndpoint({
      deed: 'retry',
      operationId: 'retryRefund',
      summary: 'Send a refund that was left to a person to the channel once more, with the same number',
      decide: (service, id) => approvals.retryRefund(service, id),
    }),
    decisionEndpoint({
      deed: 'bank-transfer',
      operationId: 'recordRefundBankTransfer',
      summary: 'Record that a refund that was left to a person was paid out by bank, to its verified account',
      body: bankTransferIn,
      decide: (service, id, { reference, paid_on: paidOn = null }) =>
        approvals.recordBankTransfer(service, id, { reference, paidOn }),
    }),
    decisionEndpoint({
      deed: 'give-up',
      operationId: 'giveUpRefund',
      summary: 'Give up a refund that was left to a person; its amount can be refunded again',
      body: rejectionIn,
      decide: (service, id, { note }) => approvals.giveUpRefund(service, id, note),
    }),
  ];
}
