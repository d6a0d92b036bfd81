import { Prisma } from '../db/client';

/** The balances per account and day up to this moment: what was rolled up, and the postings since. */
export const BALANCE_DAYS = Prisma.sql`(
  select account_code as account, business_day, debit_fen as debit, credit_fen as credit from account_balance
  union all select p.debit_account, p.business_day, p.amount_fen, 0
    from balance_rollup r join posting p on p.xid >= r.watermark
  union all select p.credit_account, p.business_day, 0, p.amount_fen
    from balance_rollup r join posting p on p.xid >= r.watermark)`;
