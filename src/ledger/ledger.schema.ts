import { z } from 'zod';
import { businessDay, fen, fenOut, lineIn, timeOut, timestamp } from '../http/schema';
import type { AccountBalance } from './balance';
import { KIND_NAMES } from './journal';
import type { AccountKind, Journal } from './journal';

const accountOut = z
  .strictObject({
    code: z.string(),
    kind: z.enum(Object.keys(KIND_NAMES) as AccountKind[]),
    name: z.strictObject({ zh: z.string(), en: z.string() }),
    channel: z.string().nullable(),
    agency: z.string().nullable(),
    income_item: z.string().nullable(),
    debit: fen,
    credit: fen,
    balance: z.int().meta({ description: 'Debit less credit, in fen.' }),
  })
  .meta({ id: 'Account' });

const journalOut = z
  .strictObject({
    id: z.string(),
    kind: z.enum([
      'collection',
      'suspense',
      'claim',
      'refund',
      'channel_refund',
      'fee',
      'adjustment',
      'write_off',
      'reversal',
      'bank_credit',
      'bank_charge',
      'bank_interest',
      'remittance',
    ]),
    business_day: businessDay,
    occurred_at: timestamp,
    source: z.string().meta({ description: 'What caused it; each is booked once.' }),
    order: z.string().nullable(),
    postings: z.array(z.strictObject({ debit: z.string(), credit: z.string(), amount: fen })),
  })
  .meta({ id: 'Journal' });

export const accountListOut = z.strictObject({ data: z.array(accountOut), next_cursor: z.null() });
export const journalListOut = z.strictObject({ data: z.array(journalOut), next_cursor: z.null() });
export const journalQuery = z.strictObject({ order: lineIn(64) });

/** An account as the API shows it. */
export function toAccountOut(account: AccountBalance): z.output<typeof accountOut> {
  return {
    code: account.code,
    kind: account.kind,
    name: { zh: account.nameZh, en: account.nameEn },
    channel: account.channel,
    agency: account.agencyCode,
    income_item: account.incomeItemCode,
    debit: fenOut(account.debitFen),
    credit: fenOut(account.creditFen),
    balance: fenOut(account.debitFen - account.creditFen),
  };
}

/** A journal as the API shows it. */
export function toJournalOut(journal: Journal): z.output<typeof journalOut> {
  return {
    id: journal.id,
    kind: journal.kind,
    business_day: journal.businessDay,
    occurred_at: timeOut(journal.occurredAt),
    source: journal.source,
    order: journal.orderId,
    postings: journal.postings.map(({ debit, credit, amountFen }) => ({
      debit,
      credit,
      amount: fenOut(amountFen),
    })),
  };
}
