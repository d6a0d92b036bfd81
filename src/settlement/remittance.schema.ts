import { z } from 'zod';
import {
  businessDay,
  fen,
  fenOut,
  lineIn,
  MAX_SAFE_FEN,
  pageOf,
  pageQuery,
  timeOut,
  timestamp,
} from '../http/schema';
import { DESTINATIONS, describeLeftOut, LEFT_OUT_REASONS, REMITTANCE_STATUSES } from './remittance';
import type { RemittanceBatch, RemittanceDetails } from './remittance';
import { payeesOf } from './remittance-payee';
import type { RemittancePayee } from './remittance-payee';
import type { ItemFigures } from './settlement-figures';
import { countFigures } from './treasury-figure';
import type { TreasuryComparison } from './treasury-figure';

const signed = z.int().meta({ description: 'In fen, with its sign.' });
const item = { agency: z.string(), income_item: z.string() };

export const remittanceIn = z
  .strictObject({
    destination: z.enum(DESTINATIONS),
    up_to: businessDay.meta({ description: 'The last day whose money is in it; it must be closed.' }),
  })
  .meta({ id: 'RemittanceRequest' });

export const acknowledgementIn = z
  .strictObject({
    bank_reference: lineIn(64).meta({ description: 'By which the bank knows the payment.' }),
    on: businessDay,
  })
  .meta({ id: 'RemittanceAcknowledgement' });

export const returnIn = z.strictObject({ reason: lineIn(200) }).meta({ id: 'RemittanceReturn' });

const batchOut = {
  id: z.string(),
  destination: z.enum(DESTINATIONS),
  up_to: businessDay,
  status: z.enum(REMITTANCE_STATUSES),
  amount: fen,
  made_by: z.string(),
  checked_by: z.string().nullable(),
  file_sha256: z.string().nullable(),
  bank_reference: z.string().nullable(),
  acknowledged_on: businessDay.nullable(),
  returned_reason: z.string().nullable(),
  created_at: timestamp,
  updated_at: timestamp,
};

const payeeOut = z.strictObject({
  account_name: z.string().nullable().meta({
    description: 'Null only in a batch from before accounts were fixed in it; there its file names them.',
  }),
  account_no: z.string().nullable(),
  bank_name: z.string().nullable(),
  amount: signed,
  items: z.array(z.strictObject({ ...item, amount: signed })),
});

const detailsOut = {
  ...batchOut,
  lines: z
    .array(
      z.strictObject({ ...item, business_day: businessDay, collected: fen, refunded: fen, amount: signed }),
    )
    .meta({ description: 'Below zero: more of what was remitted before went back than came.' }),
  shares: z.array(z.strictObject({ ...item, level: z.string(), amount: fen })),
  payees: z.array(payeeOut).meta({
    description:
      'Whom it pays: the accounts of when the batch was made, which are those of its file, with what each gets.',
  }),
  left_out: z
    .array(z.strictObject({ ...item, reason: z.enum(LEFT_OUT_REASONS), amount: signed }))
    .meta({ description: 'What was not in it when it was made but waits for the next batch, and why.' }),
};

export const remittanceOut = z.strictObject(detailsOut).meta({ id: 'Remittance' });

export const remittancePage = pageOf(z.strictObject(batchOut));
export const remittanceQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(REMITTANCE_STATUSES).optional(),
});

/** A batch as the API lists it. */
export function toBatchOut(batch: RemittanceBatch) {
  return {
    ...{ id: batch.id, destination: batch.destination, up_to: batch.upTo, status: batch.status },
    ...{ amount: fenOut(batch.amountFen), made_by: batch.madeBy, checked_by: batch.checkedBy },
    ...{ file_sha256: batch.fileSha256, bank_reference: batch.bankReference },
    ...{ acknowledged_on: batch.acknowledgedOn, returned_reason: batch.returnedReason },
    ...{ created_at: timeOut(batch.createdAt), updated_at: timeOut(batch.updatedAt) },
  };
}

/** A batch with what is in it. */
export function toRemittanceOut({ lines, shares, leftOut, ...batch }: RemittanceDetails) {
  return {
    ...toBatchOut(batch),
    lines: lines.map((line) => ({
      ...{ agency: line.agencyCode, income_item: line.incomeItemCode, business_day: line.businessDay },
      ...{ collected: fenOut(line.collectedFen), refunded: fenOut(line.refundedFen) },
      amount: fenOut(line.amountFen),
    })),
    shares: shares.map(({ agencyCode, incomeItemCode, level, amountFen }) => ({
      ...{ agency: agencyCode, income_item: incomeItemCode, level, amount: fenOut(amountFen) },
    })),
    payees: payeesOf(lines).map(toPayeeOut),
    left_out: leftOut.map(describeLeftOut),
  };
}

function toPayeeOut({ accountName, accountNo, bankName, amountFen, items }: RemittancePayee) {
  return {
    ...{ account_name: accountName, account_no: accountNo, bank_name: bankName, amount: fenOut(amountFen) },
    items: items.map((one) => ({
      ...{ agency: one.agencyCode, income_item: one.incomeItemCode, amount: fenOut(one.amountFen) },
    })),
  };
}

export const settlementQuery = z
  .strictObject({ from: businessDay, to: businessDay })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before `from`' });

export const settlementOut = z
  .strictObject({
    items: z.array(
      z.strictObject({
        ...item,
        ...{ collected: signed, refunded: signed, remitted: signed, payable: signed },
        clawed_back: signed.meta({
          description: 'Of what was refunded, what had been remitted before; it is taken off the next batch.',
        }),
        adjusted: signed.meta({
          description:
            'The net of what persons booked, such as interest of the bank and red entries; collected − refunded + adjusted − remitted is by how much what is owed has grown.',
        }),
        suspense: signed.meta({
          description: 'What came by the last day for an order of this item and waits in suspense now.',
        }),
      }),
    ),
    suspense: signed.meta({
      description: 'What is in suspense in all, also of no order, at the end of the last day.',
    }),
  })
  .meta({ id: 'Settlement' });

/** What an item came to, as the API shows it. */
export function toItemOut(figures: ItemFigures) {
  return {
    ...{ agency: figures.agencyCode, income_item: figures.incomeItemCode },
    ...{ collected: fenOut(figures.collectedFen), refunded: fenOut(figures.refundedFen) },
    ...{ remitted: fenOut(figures.remittedFen), payable: fenOut(figures.payableFen) },
    ...{ clawed_back: fenOut(figures.clawedBackFen), adjusted: fenOut(figures.adjustedFen) },
    ...{ suspense: fenOut(figures.suspenseFen) },
  };
}

export const treasuryIn = z
  .strictObject({
    figures: z
      .array(
        z.strictObject({
          income_item: lineIn(32),
          amount: z.int().min(0).max(MAX_SAFE_FEN).transform(BigInt),
        }),
      )
      .max(5_000)
      .refine(
        (all) => new Set(all.map((one) => one.income_item)).size === all.length,
        'must name each item once',
      ),
  })
  .meta({ id: 'TreasuryFigures' });

export const treasuryOut = z
  .strictObject({
    period: z.string(),
    is_confirmed: z.boolean().meta({
      description:
        'Whether it rests on confirmed figures alone: another than who told them found each of them right. False where the treasury has said nothing.',
    }),
    items: z.array(
      z.strictObject({
        ...{ income_item: z.string(), ours: signed, theirs: signed.nullable() },
        difference: signed.meta({
          description: 'Theirs less ours; of an item of which they said nothing, all.',
        }),
        is_confirmed: z.boolean().nullable().meta({ description: 'Null where they said nothing of it.' }),
      }),
    ),
  })
  .meta({ id: 'TreasuryComparison' });

/** How we and the treasury agree. */
export function toTreasuryOut(period: string, items: readonly TreasuryComparison[]) {
  const { told, unconfirmed } = countFigures(items);
  return {
    ...{ period, is_confirmed: told > 0 && unconfirmed === 0 },
    items: items.map(({ incomeItemCode, oursFen, theirsFen, isConfirmed }) => ({
      ...{ income_item: incomeItemCode, ours: fenOut(oursFen) },
      theirs: theirsFen === null ? null : fenOut(theirsFen),
      difference: fenOut((theirsFen ?? 0n) - oursFen),
      is_confirmed: isConfirmed,
    })),
  };
}
