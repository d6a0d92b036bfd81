import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from './site';

/** What is not done yet: a line each. */
interface Pending {
  what: string;
}

const REST_LIMIT_MS = 40_000;
const LOOK_MS = 100;
/** Work that was handed out gets so long before its lease is made to run out. */
const AT_WORK_MS = 1_000;
/** Tomorrow's work, the end of orders that have ended otherwise, and what a schedule does whatever has happened. */
const LATER = `('fine.clear', 'order.expire', 'reconciliation.run')`;
/** Time passes in growing steps, so that what is asked about every half minute does not take an hour. */
const FIRST_STEP_MS = 5_000;
const STEP_GROWTH = 2;
const LONGEST_STEP_MS = 30 * 60_000;

const PENDING = `
  select 'order ' || id || ' ' || status as what from orders where status = 'open'
  union all select 'payment ' || id || ' ' || status from payment where status in ('pending', 'unknown')
  union all select 'refund ' || id || ' ' || status from refund where status in ('approved', 'unknown', 'submitted')
  union all select 'report ' || id || ' ' || status from fine_report where status = 'paid'
  union all select 'fact ' || id || ' ' || kind from inbox where processed_at is null
  union all select 'event ' || e.id || ' ' || e.type from event e join service s on s.id = e.service_id
    where s.webhook_url is not null and e.delivered_at is null and e.exhausted_at is null
  union all select 'work ' || kind || ' ' || subject || ' ' || coalesce(last_error, '') from outbox
    where parked_at is null and kind not in ${LATER}`;

const AT_WORK = `
  select exists (select from inbox where processed_at is null) or exists (
    select from outbox where parked_at is null and kind not in ${LATER}
      and (dispatched_at is not null or run_at <= to_timestamp($1::float8 / 1000))) as is_at_work`;

/**
 * Lets time pass, in steps between which what is due is done, until nothing is left to do. Hours pass in seconds.
 * @returns what is still pending at the end of the patience; nothing, if all is well
 */
export async function comeToRest(site: Site): Promise<string[]> {
  const until = performance.now() + REST_LIMIT_MS;
  let handedOutSince = performance.now();
  let stepMs = FIRST_STEP_MS;
  let pending: Pending[] = [];
  while (performance.now() < until) {
    pending = await site.sql<Pending>(PENDING);
    if (pending.length === 0) return [];
    const now = Date.now() + site.passedMs();
    const isAtWork = await hasWork(site, now);
    if (!isAtWork || performance.now() - handedOutSince > AT_WORK_MS) {
      site.letPass(stepMs);
      stepMs = Math.min(stepMs * STEP_GROWTH, LONGEST_STEP_MS);
      handedOutSince = performance.now();
    }
    await sleep(LOOK_MS);
  }
  return pending.slice(0, 20).map(({ what }) => what);
}

/** Whether something is due, or in somebody's hands. */
async function hasWork({ sql }: Site, now: number): Promise<boolean> {
  const [row] = await sql<{ is_at_work: boolean }>(AT_WORK, [now]);
  return row?.is_at_work ?? false;
}
