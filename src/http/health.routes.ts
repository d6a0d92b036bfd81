import { z } from 'zod';
import { defineEndpoint, reply } from './endpoint';
import type { Endpoint } from './endpoint';

const healthOut = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

/** For whoever watches the process: `healthz` says that it runs, `readyz` that it can do its work. */
export function healthEndpoints(checkReady: () => Promise<void>): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/healthz',
      operationId: 'getHealth',
      summary: 'The process runs',
      tag: 'Operation',
      scope: null,
      answers: { 200: { description: 'It runs', schema: healthOut } },
      handle: async () => reply(200, { status: 'ok' }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/readyz',
      operationId: 'getReadiness',
      summary: 'The process can do its work: the database answers',
      tag: 'Operation',
      scope: null,
      answers: { 200: { description: 'It can', schema: healthOut } },
      handle: async () => {
        await checkReady();
        return reply(200, { status: 'ok' });
      },
    }),
  ];
}
