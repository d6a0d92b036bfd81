import { z } from 'zod';
import type { SetAsideCounts } from '../outbox/set-aside';
import { defineEndpoint, reply } from './endpoint';
import type { Endpoint } from './endpoint';

const healthOut = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

const count = z.int().min(0);
const readinessOut = z
  .strictObject({
    status: z.literal('ok'),
    set_aside: z
      .strictObject({ work: count, facts: count, events: count })
      .meta({ description: 'What waits for a person (`npm run set-aside -- list`); alarm above 0.' }),
  })
  .meta({ id: 'Readiness' });

/**
 * For whoever watches the process: `healthz` says that it runs, `readyz` that it can do its work, and how much of it
 * was set aside.
 */
export function healthEndpoints(countSetAside: () => Promise<SetAsideCounts>): Endpoint[] {
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
      answers: { 200: { description: 'It can', schema: readinessOut } },
      handle: async () => {
        const { work, facts, events } = await countSetAside();
        return reply(200, { status: 'ok', set_aside: { work, facts, events } });
      },
    }),
  ];
}
