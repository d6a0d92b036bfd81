import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { affairListOut, toAffairOut } from './affair.schema';
import type { AffairService } from './affair.service';

/** The catalogue of what can be paid for. */
export function affairEndpoints(affairs: AffairService): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/v1/affairs',
      operationId: 'listAffairs',
      summary: 'List what can be paid for, with prices',
      tag: 'Affairs',
      scope: 'orders',
      answers: { 200: { description: 'All affairs', schema: affairListOut } },
      handle: async () =>
        reply(200, { data: (await affairs.listAffairs()).map(toAffairOut), next_cursor: null }),
    }),
  ];
}
