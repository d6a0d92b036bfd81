import { Prisma } from '../db/client';

/**
 * Whether persons decided about the journal `j`: what it booked is neither collected nor given back by rule. They are
 * few, and an index of their own has just these.
 */
export const IS_BY_HAND = Prisma.sql`(
  j.kind in ('adjustment', 'write_off', 'reversal', 'bank_charge', 'bank_interest') or j.source like 'fee_invoice:%')`;
