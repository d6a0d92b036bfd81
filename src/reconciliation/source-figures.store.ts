import { Prisma } from '../db/client';

/** Of a statement `s`: whether it is the version of its day that counts. */
export const IS_IN_FORCE = Prisma.sql`not exists (select from statement o where o.channel = s.channel
  and o.business_day = s.business_day and (o.fetched_at, o.version) > (s.fetched_at, s.version))`;

/** Of a statement `s`: whether its day was over when it came. */
export const IS_WHOLE = Prisma.sql`(s.fetched_at at time zone 'Asia/Shanghai')::date > s.business_day`;

/** Of a statement `s`: the differences that are open and were found in it. */
export const OPEN_DIFFERENCES = Prisma.sql`(
  -- What stood in doubt the day before, and its file had to have, is of its own day.
  select count(*)::int from difference d where d.channel = s.channel
    and d.business_day between s.business_day - 1 and s.business_day
    and d.closed_at is null and d.statement_id = s.id)`;

/** Of a run `r`: the differences that it found, closed since or not. */
export const FOUND_DIFFERENCES = Prisma.sql`(
  select count(*)::int from reconciliation_difference f where f.reconciliation_id = r.id)`;
