import { defineEndpoint, reply, replyFile, replyPage } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import type { Clock } from '../kernel/clock';
import { actorOfService } from '../staff/service-actor';
import {
  acknowledgementIn,
  remittanceIn,
  remittanceOut,
  remittancePage,
  remittanceQuery,
  returnIn,
  toBatchOut,
  toRemittanceOut,
} from './remittance.schema';
import type { RemittanceService } from './remittance.service';

export interface RemittanceRouteDeps {
  remittances: RemittanceService;
  clock: Clock;
}

/** Remittances: one key makes a batch, another checks it. */
export function remittanceEndpoints(deps: RemittanceRouteDeps): Endpoint[] {
  return [...readEndpoints(deps), makeEndpoint(deps), ...moveEndpoints(deps), ...endEndpoints(deps)];
}

const common = { tag: 'Remittances', scope: 'finance' } as const;
const answers = { 200: { description: 'The batch as it stands now', schema: remittanceOut } };

function readEndpoints({ remittances }: RemittanceRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      ...{ ...common, method: 'get', path: '/v1/remittances', operationId: 'listRemittances' },
      summary: 'List the batches, newest first',
      query: remittanceQuery,
      answers: { 200: { description: 'A page of batches', schema: remittancePage } },
      handle: async ({ service, query: { status, cursor: before, limit } }) => {
        const found = await remittances.listBatches(actorOfService(service), {
          status,
          before,
          limit: limit + 1,
        });
        return replyPage(found, limit, toBatchOut);
      },
    }),
    defineEndpoint({
      ...{ ...common, method: 'get', path: '/v1/remittances/{id}', operationId: 'getRemittance' },
      summary: 'Read a batch with its lines and shares, whom it pays, and what was left out of it',
      answers,
      handle: async ({ service, params }) =>
        reply(200, toRemittanceOut(await remittances.getBatch(actorOfService(service), params.id ?? ''))),
    }),
    defineEndpoint({
      ...{ ...common, method: 'get', path: '/v1/remittances/{id}/file', operationId: 'getRemittanceFile' },
      summary: 'The file of an exported batch, for the bank',
      answers: { 200: { description: 'CSV, UTF-8 with a byte order mark', contentType: 'text/csv' } },
      handle: async ({ service, params }) => {
        const id = params.id ?? '';
        const text = await remittances.getFile(actorOfService(service), id);
        return replyFile(`${id}.csv`, 'text/csv', Buffer.from(text));
      },
    }),
  ];
}

function makeEndpoint({ remittances, clock }: RemittanceRouteDeps): Endpoint {
  return defineEndpoint({
    ...{ ...common, method: 'post', path: '/v1/remittances', operationId: 'makeRemittance' },
    summary: 'Put what is owed for closed days into a batch; money that is in one is in no other',
    body: remittanceIn,
    answers: { 201: { description: 'The batch, and what is not in it', schema: remittanceOut } },
    handle: async ({ service, body: { destination, up_to: upTo } }) => {
      const what = { destination, upTo };
      const made = await remittances.makeBatch(actorOfService(service), what, clock.now());
      return reply(201, toRemittanceOut(made));
    },
  });
}

function moveEndpoints({ remittances, clock }: RemittanceRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      ...{ ...common, method: 'post', path: '/v1/remittances/{id}/check', operationId: 'checkRemittance' },
      summary: 'Say that a batch that another made is right',
      answers,
      handle: async ({ service, params }) => {
        const actor = actorOfService(service);
        return reply(200, toRemittanceOut(await remittances.checkBatch(actor, params.id ?? '', clock.now())));
      },
    }),
    defineEndpoint({
      ...{ ...common, method: 'post', path: '/v1/remittances/{id}/export', operationId: 'exportRemittance' },
      summary: 'Write the file of a checked batch; from here on its money counts as remitted',
      answers,
      handle: async ({ service, params }) => {
        const actor = actorOfService(service);
        return reply(
          200,
          toRemittanceOut(await remittances.exportBatch(actor, params.id ?? '', clock.now())),
        );
      },
    }),
  ];
}

function endEndpoints({ remittances, clock }: RemittanceRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      ...{ ...common, method: 'post', path: '/v1/remittances/{id}/acknowledge' },
      operationId: 'acknowledgeRemittance',
      summary: 'Record that the bank paid a batch; it is booked',
      body: acknowledgementIn,
      answers,
      handle: async ({ service, params, body: { bank_reference: reference, on } }) => {
        const by = { reference, on, now: clock.now() };
        const batch = await remittances.acknowledge(actorOfService(service), params.id ?? '', by);
        return reply(200, toRemittanceOut(batch));
      },
    }),
    defineEndpoint({
      ...{ ...common, method: 'post', path: '/v1/remittances/{id}/return', operationId: 'returnRemittance' },
      summary: 'Record that a batch will not be paid; its money waits for another one',
      body: returnIn,
      answers,
      handle: async ({ service, params, body: { reason } }) => {
        const why = { reason, now: clock.now() };
        const batch = await remittances.returnBatch(actorOfService(service), params.id ?? '', why);
        return reply(200, toRemittanceOut(batch));
      },
    }),
  ];
}
