import { z } from 'zod';
import { businessDay, fen, fenOut, timeOut, timestamp } from '../http/schema';
import { describeBlocker } from './blockers';
import { BLOCKER_CODES, DAY_STATUSES } from './day';
import type { AccountDay, DayFigures } from './day';
import type { DayState, DayView } from './day-view';
import { readSeal } from './seal';
import type { SealContent, SealedDay } from './seal';

/** A balance may be below zero: money that was paid out before it came. */
const balance = z.int().meta({ id: 'Balance', description: 'In fen, with its sign.' });

const sealOut = z
  .strictObject({
    hash: z
      .string()
      .meta({ description: 'SHA-256 over the hash of the day before, a line feed and the content.' }),
    previous_hash: z.string(),
    content: z.string().meta({ description: 'What was hashed, byte by byte; JSON.' }),
    key_id: z.string(),
    signature: z.string().meta({ description: 'Of the hash as text, base64.' }),
    proposed_by: z.string(),
    closed_by: z.string(),
    closed_at: timestamp,
  })
  .meta({ id: 'DaySeal' });

const stateOut = {
  day: businessDay,
  status: z.enum(DAY_STATUSES),
  proposed_by: z.string().nullable(),
  seal: sealOut.nullable(),
};

export const dayListOut = z.strictObject({ data: z.array(z.strictObject(stateOut)), next_cursor: z.null() });

const figuresOut = z
  .strictObject({
    opening: balance,
    normal: balance.meta({ description: '正常收入' }),
    suspense: balance.meta({ description: '待查收入' }),
    refunded: balance.meta({ description: '退付收入' }),
    treasury: balance.meta({ description: '上缴国库' }),
    special: balance.meta({ description: '上缴专户' }),
    adjusted: balance.meta({ description: '调整' }),
    closing: balance,
  })
  .meta({
    id: 'DayFigures',
    description:
      'Of what is held for others: opening + normal + suspense − refunded − treasury − special + adjusted = closing.',
  });

export const dayOut = z
  .strictObject({
    ...stateOut,
    figures: figuresOut,
    accounts: z.array(
      z.strictObject({ account: z.string(), opening: balance, in: fen, out: fen, closing: balance }),
    ),
    blockers: z
      .array(
        z.strictObject({
          code: z.enum(BLOCKER_CODES),
          subject: z.string(),
          facts: z.record(z.string(), z.string()),
          what_to_do: z.strictObject({ zh: z.string(), en: z.string() }),
        }),
      )
      .meta({ description: 'Everything that keeps the day from being closed.' }),
    retention: z
      .strictObject({
        vouchers: businessDay.nullable(),
        ledgers: businessDay.nullable(),
        bank_statements: businessDay.nullable(),
        treasury_vouchers: businessDay.nullable(),
      })
      .meta({
        description:
          'From when on what the day leaves behind may be destroyed; null: never, while it is open or anything of it is unsettled.',
      }),
  })
  .meta({ id: 'Day' });

/** A year at the most. */
const MAX_DAYS = 366;

export const dayQuery = z
  .strictObject({ from: businessDay, to: businessDay })
  .refine(({ from, to }) => from <= to && daysIn(from, to) <= MAX_DAYS, {
    path: ['to'],
    message: 'must not be before `from`, nor more than a year after it',
  });

const daysIn = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;

/** How far a day is, as the API shows it. */
export function toStateOut({ day, status, proposal, seal }: DayState) {
  return {
    ...{ day, status },
    proposed_by: seal?.proposedBy ?? proposal?.proposedBy ?? null,
    seal: seal && toSealOut(seal),
  };
}

function toSealOut(seal: SealedDay): z.output<typeof sealOut> {
  const { hash, content, signature } = seal;
  return {
    ...{ hash, previous_hash: seal.previousHash, content, key_id: seal.keyId, signature },
    ...{ proposed_by: seal.proposedBy, closed_by: seal.closedBy, closed_at: timeOut(seal.closedAt) },
  };
}

/** A day with its figures, as the API shows it. */
export function toDayOut({ findings, retention, ...state }: DayView): z.output<typeof dayOut> {
  const figures = findings ? openFigures(findings) : sealedFigures(state.seal);
  const blockers = findings?.blockers.map(describeBlocker) ?? [];
  return { ...toStateOut(state), ...figures, blockers, retention };
}

type FiguresOut = Pick<z.output<typeof dayOut>, 'figures' | 'accounts'>;

function openFigures({ figures, accounts }: { figures: DayFigures; accounts: AccountDay[] }): FiguresOut {
  return {
    figures: {
      opening: fenOut(figures.openingFen),
      normal: fenOut(figures.normalFen),
      suspense: fenOut(figures.suspenseFen),
      refunded: fenOut(figures.refundedFen),
      treasury: fenOut(figures.treasuryFen),
      special: fenOut(figures.specialFen),
      adjusted: fenOut(figures.adjustedFen),
      closing: fenOut(figures.closingFen),
    },
    accounts: accounts.map(({ account, openingFen, inFen, outFen, closingFen }) => ({
      ...{ account, opening: fenOut(openingFen), in: fenOut(inFen) },
      ...{ out: fenOut(outFen), closing: fenOut(closingFen) },
    })),
  };
}

function sealedFigures(seal: SealedDay | null): FiguresOut {
  const { figures, accounts }: Pick<SealContent, 'figures' | 'accounts'> = seal
    ? readSeal(seal)
    : { figures: {}, accounts: [] };
  const number = (name: string) => Number(figures[name] ?? 0);
  return {
    figures: {
      ...{ opening: number('opening'), normal: number('normal'), suspense: number('suspense') },
      ...{ refunded: number('refunded'), treasury: number('treasury'), special: number('special') },
      ...{ adjusted: number('adjusted'), closing: number('closing') },
    },
    accounts: accounts.map(({ account, opening, in: more, out, closing }) => ({
      ...{ account, opening: Number(opening), in: Number(more) },
      ...{ out: Number(out), closing: Number(closing) },
    })),
  };
}
