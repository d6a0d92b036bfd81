import { Prisma } from '../db/client';

/** The day after the last one that was closed, as an expression of SQL; before any day where none was. */
export const firstOpenDay = Prisma.sql`coalesce((select max(day) + 1 from sealed_day), '-infinity'::date)`;

/** The journal `j` that booked the movement `t` at a channel. */
export const BOOKED_MOVEMENT = Prisma.sql`j.source = t.channel || ':' || t.kind || ':' || t.transaction_id`;

/** Whether that was when its own day was closed already: it is in the seal of a later one. */
export const IS_BOOKED_LATER = Prisma.sql`j.business_day > t.business_day`;
