import { z } from 'zod';
import { businessDay, fen, fenOut, lineIn } from '../http/schema';
import type { DayView, Total } from './day-view';

const totalOut = z.strictObject({ count: z.int(), amount: fen }).meta({ id: 'Total' });

const signedTotal = z.strictObject({ count: z.int(), amount: z.int() }).meta({ id: 'SignedTotal' });

export const dayViewOut = z
  .strictObject({
    channel: z.string(),
    business_day: businessDay,
    ledger: z
      .strictObject({
        paid: totalOut,
        refunded: totalOut,
        booked_later: z.strictObject({ paid: totalOut, refunded: totalOut }).meta({
          description: 'Of that, what was booked after the day was closed: it is in the seal of a later day.',
        }),
      })
      .meta({ description: 'Our books.' }),
    statement: z
      .strictObject({
        id: z.string(),
        version: z.int(),
        sha256: z.string(),
        paid: totalOut,
        refunded: totalOut,
        fee: z.int(),
      })
      .nullable()
      .meta({ description: 'The channel’s file in force: what succeeded. Null: there is none.' }),
    funds: z
      .strictObject({
        version: z.int(),
        sha256: z.string(),
        paid: totalOut,
        refunded: signedTotal,
        fee: z.int(),
        payouts: signedTotal,
        other: z.int(),
        closing_balance: z.int().nullable(),
      })
      .nullable()
      .meta({
        description:
          'What moved on the channel’s account of the merchant; refunds may be net of the fee that came back.',
      }),
    bank: totalOut
      .extend({ invoiced: fen.meta({ description: 'Fees of the day that the channel invoiced.' }) })
      .nullable()
      .meta({ description: 'What the bank credited for the day. Null: its file is not there.' }),
    register: z
      .strictObject({ due: totalOut, confirmed: totalOut, refused: totalOut })
      .meta({ description: 'Fines that were paid on the day, as the department’s register knows them.' }),
    open_differences: z.int(),
    unowned_differences: z.int().meta({ description: 'Open ones that nobody sees to.' }),
  })
  .meta({ id: 'DayView' });

export const dayViewQuery = z.strictObject({ channel: lineIn(32) });

const toTotal = ({ count, amountFen }: Total): z.output<typeof totalOut> => ({
  count,
  amount: fenOut(amountFen),
});

const toMoved = ({ paid, refunded }: { paid: Total; refunded: Total }) => ({
  ...{ paid: toTotal(paid), refunded: toTotal(refunded) },
});

/** A day as the API shows it. */
export function toDayViewOut(view: DayView): z.output<typeof dayViewOut> {
  const { ledger, statement, funds, bank, register } = view;
  return {
    channel: view.channel,
    business_day: view.businessDay,
    ledger: { ...toMoved(ledger), booked_later: toMoved(ledger.bookedLater) },
    statement: statement && {
      id: statement.id,
      version: statement.version,
      sha256: statement.sha256,
      paid: toTotal(statement.paid),
      refunded: toTotal(statement.refunded),
      fee: fenOut(statement.feeFen),
    },
    funds: funds && {
      version: funds.version,
      sha256: funds.sha256,
      paid: toTotal(funds.paid),
      refunded: toTotal(funds.refunded),
      fee: fenOut(funds.feeFen),
      payouts: toTotal(funds.payouts),
      other: fenOut(funds.otherFen),
      closing_balance: funds.closingFen === null ? null : fenOut(funds.closingFen),
    },
    bank: bank && { ...toTotal(bank), invoiced: fenOut(bank.invoicedFen) },
    register: {
      due: toTotal(register.due),
      confirmed: toTotal(register.confirmed),
      refused: toTotal(register.refused),
    },
    open_differences: view.openDifferences,
    unowned_differences: view.unownedDifferences,
  };
}
