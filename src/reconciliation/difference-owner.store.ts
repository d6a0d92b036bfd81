import { Prisma } from '../db/client';
import { OWNER_ROLES } from './difference-owner';

/**
 * Whether somebody sees to the difference `d`: a member of the staff who still works here. Who left, and a text that
 * names nobody, stand there to be read and see to nothing.
 */
export const IS_OWNED = Prisma.sql`exists (select from staff_member m
  where m.id = d.owner_id and m.active and m.roles && ${[...OWNER_ROLES]}::text[])`;
