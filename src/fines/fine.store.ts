import type { DbClient } from '../db/client';
import { dayFromDb, dayToDb } from '../db/rows';
import type { Fine } from './fine';

export interface FineStore {
  findFines(decisionNos: readonly string[]): Promise<Fine[]>;
  /** Writes decisions over by number. */
  saveFines(fines: readonly Fine[], at: Date): Promise<void>;
}

/** Penalty decisions on a client or a transaction. */
export function createFineStore(client: DbClient): FineStore {
  return {
    async findFines(decisionNos) {
      if (decisionNos.length === 0) return [];
      const rows = await client.fine.findMany({ where: { decisionNo: { in: [...decisionNos] } } });
      return rows.map(({ createdAt: _, ...row }) => ({ ...row, servedOn: dayFromDb(row.servedOn) }));
    },
    async saveFines(fines, at) {
      for (const fine of fines) {
        const row = { ...fine, servedOn: dayToDb(fine.servedOn), createdAt: at };
        await client.fine.upsert({ where: { decisionNo: fine.decisionNo }, create: row, update: row });
      }
    },
  };
}
