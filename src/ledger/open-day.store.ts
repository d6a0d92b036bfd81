import { Prisma } from '../db/client';

/** The day after the last one that was closed, as an expression of SQL; before any day where none was. */
export const firstOpenDay = Prisma.sql`coalesce((select max(day) + 1 from sealed_day), '-infinity'::date)`;
