import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { isBusinessDay } from '../kernel/business-day';
import { invalidFields } from '../kernel/invalid';
import { actorOfService } from '../staff/service-actor';
import { dayViewOut, dayViewQuery, toDayViewOut } from './day-view.schema';
import type { DayViewService } from './day-view.service';

export interface DayViewRouteDeps {
  dayViews: DayViewService;
}

/** The four sources of a day side by side. */
export function dayViewEndpoints({ dayViews }: DayViewRouteDeps): Endpoint[] {
  return [viewEndpoint(dayViews)];
}

function viewEndpoint(dayViews: DayViewService): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/reconciliation-days/{day}',
    operationId: 'getReconciliationDay',
    summary: 'Read what our books, the channel, the bank and the register say of a day, side by side',
    tag: 'Reconciliations',
    scope: 'finance',
    query: dayViewQuery,
    answers: { 200: { description: 'The day', schema: dayViewOut } },
    handle: async ({ service, params: { day = '' }, query: { channel } }) => {
      if (!isBusinessDay(day))
        throw invalidFields([{ in: 'path', pointer: 'day', message: 'must be a day' }]);
      return reply(200, toDayViewOut(await dayViews.getDayView(actorOfService(service), channel, day)));
    },
  });
}
