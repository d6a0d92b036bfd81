import type { DbClient } from '../db/client';
import type { FactorKind } from './factor';

/** By what a decision can be found: a keyed hash for each kind. */
export interface StoredFactor {
  decisionNo: string;
  kind: FactorKind;
  hash: Buffer;
}

export interface FactorStore {
  findFactor(decisionNo: string, kind: FactorKind): Promise<StoredFactor | null>;
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
    async saveFactors(factors) {
      for (const { decisionNo, kind, hash } of factors) {
        const bytes = Uint8Array.from(hash);
        await client.fineFactor.upsert({
          where: { decisionNo_kind: { decisionNo, kind } },
          create: { decisionNo, kind, hash: bytes },
          update: { hash: bytes },
        });
      }
    },
  };
}
