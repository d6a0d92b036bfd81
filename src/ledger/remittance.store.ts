import type { DbClient } from '../db/client';
import { dayFromDb, dayToDb } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';

/** That what an agency was owed for a business day has been paid on to the treasury. */
export interface Remittance {
  agencyCode: string;
  businessDay: BusinessDay;
  /** Number of the payment to the treasury. */
  reference: string;
  recordedAt: Date;
}

export interface RemittanceStore {
  /** False where the day of this agency is recorded already; that stays as it is. */
  insertRemittance(remittance: Remittance): Promise<boolean>;
  /** The newest day first. */
  listRemittances(): Promise<Remittance[]>;
  /** Whether any of the money that the order brought for these agencies has been remitted. */
  isRemitted(orderId: string, agencyCodes: readonly string[]): Promise<boolean>;
}

/** Remittances on a client or a transaction. */
export function createRemittanceStore(client: DbClient): RemittanceStore {
  return {
    async insertRemittance({ businessDay, ...remittance }) {
      const data = [{ ...remittance, businessDay: dayToDb(businessDay) }];
      return (await client.remittance.createMany({ data, skipDuplicates: true })).count === 1;
    },
    async listRemittances() {
      const rows = await client.remittance.findMany({
        orderBy: [{ businessDay: 'desc' }, { agencyCode: 'asc' }],
      });
      return rows.map(({ businessDay, ...row }) => ({ ...row, businessDay: dayFromDb(businessDay) }));
    },
    async isRemitted(orderId, agencyCodes) {
      const rows = await client.$queryRaw<unknown[]>`
        select 1 from journal j
        join posting p on p.journal_id = j.id
        join account a on a.code = p.credit_account and a.agency_code = any(${[...agencyCodes]})
        join remittance r on r.agency_code = a.agency_code and r.business_day = j.business_day
        where j.order_id = ${orderId} and j.kind in ('collection', 'claim') limit 1`;
      return rows.length > 0;
    },
  };
}
