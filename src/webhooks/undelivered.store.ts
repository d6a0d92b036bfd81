import { Prisma } from '../db/client';

/** Of what waits to be told so much is looked at, so that a storm of new events does not slow the first page down. */
const MOST_WAITING = 10_000;

/** The events that a service has refused at least once and not taken since: given up, or to be told again. */
export const UNDELIVERED = Prisma.sql`
  select id from event where exhausted_at is not null and delivered_at is null
  union select e.id from (select subject from outbox where kind = 'event.deliver' limit ${MOST_WAITING}) o
    join event e on e.id = o.subject where e.attempts > 0 and e.delivered_at is null`;
