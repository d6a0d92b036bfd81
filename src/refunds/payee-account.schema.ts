import { z } from 'zod';
import { lineIn, timeOut, timestamp } from '../http/schema';
import type { PayeeAccount, PayeeDetails } from './payee-account';

export const payeeAccountIn = z
  .strictObject({
    account_name: lineIn(100).meta({ description: 'Of whom the account is.', example: '张三' }),
    account_number: lineIn(64).meta({ description: '8 to 32 digits; blanks are left out.' }),
    bank_name: lineIn(100).meta({ description: 'The bank, with its branch.' }),
  })
  .meta({ id: 'PayeeAccountEntry' });

export const payeeVerificationIn = z
  .strictObject({
    account_number: lineIn(64).meta({ description: 'Typed again, from what the payee has shown.' }),
  })
  .meta({ id: 'PayeeAccountVerification' });

export const payeeAccountOut = z
  .strictObject({
    refund_id: z.string(),
    account_name: z.string().meta({ description: 'Masked, unless it was revealed.' }),
    account_number: z.string().meta({ description: 'Masked, unless it was revealed.' }),
    bank_name: z.string(),
    entered_by: z.string(),
    entered_at: timestamp,
    verified_by: z.string().nullable().meta({ description: 'Money goes there only when it is verified.' }),
    verified_at: timestamp.nullable(),
  })
  .meta({ id: 'PayeeAccount' });

/** An account as the API gives it: masked where only that is known. */
export function toPayeeAccountOut(
  account: PayeeAccount & Partial<PayeeDetails>,
): z.output<typeof payeeAccountOut> {
  return {
    refund_id: account.refundId,
    account_name: account.name ?? account.nameMasked,
    account_number: account.number ?? account.numberMasked,
    bank_name: account.bankName,
    entered_by: account.enteredBy,
    entered_at: timeOut(account.enteredAt),
    verified_by: account.verifiedBy,
    verified_at: timeOut(account.verifiedAt),
  };
}
