import { defineEndpoint, reply, replyFile } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import type { Clock } from '../kernel/clock';
import { actorOfService } from '../staff/service-actor';
import { dayListOut, dayOut, dayQuery, toDayOut, toStateOut } from './day.schema';
import type { DayService } from './day.service';
import type { SealedDay } from './seal';

export interface DayRouteDeps {
  days: DayService;
  clock: Clock;
  /** As a PDF. */
  drawCertificate(seal: SealedDay): Promise<Buffer>;
}

/** The days, and their close by two: who proposes it is not who does it. */
export function dayEndpoints(deps: DayRouteDeps): Endpoint[] {
  return [...readEndpoints(deps), certificateEndpoint(deps), ...closeEndpoints(deps)];
}

function certificateEndpoint({ days, drawCertificate }: DayRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/days/{day}/certificate',
    operationId: 'getCertificate',
    summary: 'The certificate of a closed day, with its figures and hashes, as a PDF in Chinese and English',
    tag: 'Days',
    scope: 'finance',
    answers: { 200: { description: 'A PDF', contentType: 'application/pdf' } },
    handle: async ({ service, params }) => {
      const seal = await days.getSeal(actorOfService(service), params.day ?? '');
      return replyFile(`day-${seal.day}.pdf`, 'application/pdf', await drawCertificate(seal));
    },
  });
}

const answers = { 200: { description: 'The day', schema: dayOut } };

function readEndpoints({ days, clock }: DayRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/v1/days',
      operationId: 'listDays',
      summary: 'List the days from one to another, with the seals of those that are closed',
      tag: 'Days',
      scope: 'finance',
      query: dayQuery,
      answers: { 200: { description: 'Every day, the oldest first', schema: dayListOut } },
      handle: async ({ service, query }) => {
        const found = await days.listDays(actorOfService(service), query);
        return reply(200, { data: found.map(toStateOut), next_cursor: null });
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/v1/days/{day}',
      operationId: 'getDay',
      summary: 'Read a day: its figures, and everything that keeps it from being closed',
      tag: 'Days',
      scope: 'finance',
      answers,
      handle: async ({ service, params }) =>
        reply(200, toDayOut(await days.getDay(actorOfService(service), params.day ?? '', clock.now()))),
    }),
  ];
}

function closeEndpoints({ days, clock }: DayRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      method: 'post',
      path: '/v1/days/{day}/propose',
      operationId: 'proposeClose',
      summary: 'Propose to close a day; another closes it',
      tag: 'Days',
      scope: 'finance',
      answers,
      handle: async ({ service, params }) =>
        reply(200, toDayOut(await days.proposeClose(actorOfService(service), params.day ?? '', clock.now()))),
    }),
    defineEndpoint({
      method: 'post',
      path: '/v1/days/{day}/close',
      operationId: 'closeDay',
      summary: 'Close a day that another proposed: it is sealed, and nothing is posted to it any more',
      tag: 'Days',
      scope: 'finance',
      answers,
      handle: async ({ service, params }) => {
        const [actor, day] = [actorOfService(service), params.day ?? ''];
        await days.closeDay(actor, day, clock.now());
        return reply(200, toDayOut(await days.getDay(actor, day, clock.now())));
      },
    }),
  ];
}
