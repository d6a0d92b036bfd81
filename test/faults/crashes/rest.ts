import type { LabGateway } from './gateway';
import type { Town } from './town';

/** More rounds than anything that comes to an end needs. */
const MOST_ROUNDS = 400;
/** The channels' own messages come in real time. */
const LISTEN_MS = 20;
/** What comes within so long is done together. */
const TOGETHER_MS = 3_000;

interface Next {
  kind: string;
  subject: string;
  at: Date;
}

/** What comes next in the outbox: work that is due, or whose worker has been silent for too long. */
const NEXT = `select kind, subject, case when dispatched_at is null then run_at
    else greatest(run_at, lease_until + interval '1 millisecond') end as at
  from outbox where parked_at is null order by at limit 1`;

/**
 * Lets a gateway do all that is left to do, and moves time on to the next work whenever there is none: until nothing
 * waits any more, orders that nobody pays included.
 * @returns what never comes to an end, or null
 */
export async function comeToRest(town: Town, gateway: LabGateway): Promise<string | null> {
  town.serve(gateway);
  let last: Next | null = null;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const done = (await gateway.drainInbox()) + (await gateway.workOff());
    if (done > 0) continue;
    const [next] = await town.sql<Next>(NEXT);
    if (!next && (await isQuiet(town))) return null;
    last = next ?? last;
    const togetherAt = (next?.at.getTime() ?? 0) + TOGETHER_MS;
    if (next && next.at > town.clock.now()) town.clock.moveTo(new Date(togetherAt).toISOString());
  }
  return `after ${MOST_ROUNDS} rounds there is still work: ${JSON.stringify(last)}`;
}

/** A channel may tell of money that has just moved. */
export async function isQuiet(town: Town): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, LISTEN_MS));
  const waiting = await town.sql('select id from inbox where processed_at is null limit 1');
  const work = await town.sql('select id from outbox where parked_at is null limit 1');
  return waiting.length === 0 && work.length === 0;
}
