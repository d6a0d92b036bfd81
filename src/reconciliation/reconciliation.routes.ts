import { defineEndpoint, reply, replyPage } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import {
  differencePage,
  differenceQuery,
  reconciliationIn,
  reconciliationOut,
  toDifferenceOut,
  toReconciliationOut,
} from './reconciliation.schema';
import type { ReconciliationService } from './reconciliation.service';

/** Starting a reconciliation, and reading what came of it. */
export function reconciliationEndpoints(reconciliations: ReconciliationService): Endpoint[] {
  return [
    requestEndpoint(reconciliations),
    getEndpoint(reconciliations),
    differencesEndpoint(reconciliations),
  ];
}

function requestEndpoint(reconciliations: ReconciliationService): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: '/v1/reconciliations',
    operationId: 'createReconciliation',
    summary: 'Reconcile a channel for a day; while one is under way, that one is returned',
    tag: 'Reconciliations',
    scope: 'finance',
    body: reconciliationIn,
    answers: { 202: { description: 'The run; read it again until it has ended', schema: reconciliationOut } },
    handle: async ({ body }) => {
      const report = await reconciliations.requestRun(body.channel, body.business_day);
      return {
        status: 202,
        headers: { Location: `/v1/reconciliations/${report.id}` },
        body: { json: toReconciliationOut(report) },
      };
    },
  });
}

function getEndpoint(reconciliations: ReconciliationService): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/reconciliations/{id}',
    operationId: 'getReconciliation',
    summary: 'Read a reconciliation',
    tag: 'Reconciliations',
    scope: 'finance',
    answers: { 200: { description: 'The run', schema: reconciliationOut } },
    handle: async ({ params }) =>
      reply(200, toReconciliationOut(await reconciliations.getReport(params.id ?? ''))),
  });
}

function differencesEndpoint(reconciliations: ReconciliationService): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/reconciliations/{id}/differences',
    operationId: 'listDifferences',
    summary: 'List what a reconciliation found',
    tag: 'Reconciliations',
    scope: 'finance',
    query: differenceQuery,
    answers: { 200: { description: 'A page of differences', schema: differencePage } },
    handle: async ({ params, query }) => {
      const found = await reconciliations.listDifferences(params.id ?? '', query.cursor, query.limit + 1);
      return replyPage(found, query.limit, toDifferenceOut);
    },
  });
}
