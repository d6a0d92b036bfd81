import type { DbClient } from '../db/client';
import type { PayeeAccount } from './payee-account';

/** With name and number, sealed. */
export interface KeptPayeeAccount extends PayeeAccount {
  sealed: Uint8Array;
}

export interface PayeeAccountStore {
  /** The one that counts; null where none was entered. */
  findAccount(refundId: string): Promise<KeptPayeeAccount | null>;
  /** Puts it in the place of the one that counted before. */
  putAccount(account: KeptPayeeAccount): Promise<void>;
  markVerified(id: string, by: { id: string; at: Date }): Promise<void>;
}

/** Accounts of payees on a client or a transaction; lock their refund before writing. */
export function createPayeeAccountStore(client: DbClient): PayeeAccountStore {
  return {
    async findAccount(refundId) {
      return client.payeeAccount.findFirst({ where: { refundId, replacedAt: null } });
    },
    async putAccount({ refundId, sealed, ...account }) {
      const where = { refundId, replacedAt: null };
      await client.payeeAccount.updateMany({ where, data: { replacedAt: account.enteredAt } });
      await client.payeeAccount.create({ data: { ...account, refundId, sealed: Buffer.from(sealed) } });
    },
    async markVerified(id, by) {
      await client.payeeAccount.update({ where: { id }, data: { verifiedBy: by.id, verifiedAt: by.at } });
    },
  };
}
