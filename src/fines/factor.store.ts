import type { DbClient } from '../db/client';
import { rowsParameter } from '../db/rows';
import type { FactorKind } from './factor';

/** By what a decision can be found: a keyed hash for each kind. */
export interface StoredFactor {
  decisionNo: string;
  kind: FactorKind;
  hash: Buffer;
}

export interface FactorStore {
  findFactor(decisionNo: string, kind: FactorKind): Promise<StoredFactor | null>;
  /** All that is on record for these decisions, in no order. */
  findFactors(decisionNos: readonly string[]): Promise<StoredFactor[]>;
  /** Writes factors over by number and kind. */
  saveFactors(factors: readonly StoredFactor[]): Promise<void>;
}

/** The second factors of decisions on a client or a transaction. */
export function createFactorStore(client: DbClient): FactorStore {
  return {
    async findFactor(decisionNo, kind) {
      const row = await client.fineFactor.findUnique({ where: { decisionNo_kind: { decisionNo, kind } } });
      return row && { decisionNo, kind, hash: Buffer.from(row.hash) };
    },
    async findFactors(decisionNos) {
      const rows = await client.fineFactor.findMany({ where: { decisionNo: { in: [...decisionNos] } } });
      return rows.map((row) => ({ ...row, kind: row.kind as FactorKind, hash: Buffer.from(row.hash) }));
    },
    async saveFactors(factors) {
      if (factors.length === 0) return;
      const rows = factors.map((factor) => ({
        decision_no: factor.decisionNo,
        kind: factor.kind,
        hash: factor.hash.toString('hex'),
      }));
      await client.$executeRaw`
        insert into fine_factor (decision_no, kind, hash)
        select decision_no, kind, decode(hash, 'hex')
        from json_to_recordset(${rowsParameter(rows)}::json) as r(decision_no text, kind text, hash text)
        on conflict (decision_no, kind) do update set hash = excluded.hash`;
    },
  };
}
