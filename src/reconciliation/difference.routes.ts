import { defineEndpoint, reply, replyPage } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { z } from 'zod';
import { actorOfService } from '../staff/service-actor';
import type { DifferenceDesk } from './difference-desk.service';
import {
  assignmentIn,
  differenceHistoryOut,
  differenceIdsIn,
  explainedPage,
  explainedQuery,
  toExplainedOut,
  toResolutionOut,
} from './resolution.schema';

const common = { tag: 'Differences', scope: 'finance' } as const;

/** Differences of all days with their explanations, who sees to them, and asking the channel about them. */
export function differenceEndpoints(desk: DifferenceDesk): Endpoint[] {
  return [listEndpoint(desk), getEndpoint(desk), assignEndpoint(desk), askEndpoint(desk)];
}

function listEndpoint(desk: DifferenceDesk): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'get',
    path: '/v1/differences',
    operationId: 'listAllDifferences',
    summary: 'List differences with their likely cause, age, row of the file and proposed journal',
    query: explainedQuery,
    answers: { 200: { description: 'A page of differences', schema: explainedPage } },
    handle: async ({
      service,
      query: { cursor: after, limit, business_day: businessDay, owner, ...rest },
    }) => {
      const filter = { ...rest, after, businessDay, ownerId: owner, limit: limit + 1 };
      const found = await desk.listDifferences(actorOfService(service), filter);
      return replyPage(found, limit, toExplainedOut);
    },
  });
}

function getEndpoint(desk: DifferenceDesk): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'get',
    path: '/v1/differences/{id}',
    operationId: 'getDifference',
    summary: 'Read a difference with everything that was proposed for it',
    answers: { 200: { description: 'The difference', schema: differenceHistoryOut } },
    handle: async ({ service, params }) => {
      const found = await desk.getDifference(actorOfService(service), params.id ?? '');
      return reply(200, {
        difference: toExplainedOut(found.difference),
        resolutions: found.resolutions.map(toResolutionOut),
      });
    },
  });
}

function assignEndpoint(desk: DifferenceDesk): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/differences/assign',
    operationId: 'assignDifferences',
    summary: 'Give differences to somebody who sees to them: all of them or none',
    body: assignmentIn,
    answers: { 200: { description: 'They were given', schema: assignmentIn } },
    handle: async ({ service, body }) => {
      await desk.assign(actorOfService(service), body.difference_ids, body.owner);
      return reply(200, body);
    },
  });
}

const askedOut = z
  .strictObject({ reconciliation_ids: z.array(z.string()) })
  .meta({ id: 'AskedAgain', description: 'The runs that fetch the files of their days again.' });

function askEndpoint(desk: DifferenceDesk): Endpoint {
  return defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/differences/ask-again',
    operationId: 'askAboutDifferences',
    summary: 'Ask the channel again, about the payments and for the files; moves no money by itself',
    body: differenceIdsIn,
    answers: { 202: { description: 'The channel is being asked', schema: askedOut } },
    handle: async ({ service, body }) =>
      reply(202, { reconciliation_ids: await desk.askAgain(actorOfService(service), body.difference_ids) }),
  });
}
