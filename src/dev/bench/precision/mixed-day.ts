import { addDays, businessDayOf } from '../../../kernel/business-day';
import type { BusinessDay } from '../../../kernel/business-day';
import type { ChannelTransaction } from '../../../payments/transaction';
import type { PaymentStatus } from '../../../payments/payment';
import type { ChannelStatementLine } from '../../../providers/provider';
import type { DifferenceType } from '../../../reconciliation/difference';
import { createDice } from './dice';
import type { Dice } from './dice';

/** A payment of ours that is not booked. */
export interface UnbookedPayment {
  id: string;
  status: PaymentStatus;
  amountFen: bigint;
}

/** A day of mixed traffic, with what was planted in it: exactly that has to be found. */
export interface MixedDay {
  channel: string;
  businessDay: BusinessDay;
  booked: ChannelTransaction[];
  unbooked: UnbookedPayment[];
  /** The file of the day, and that of the day after. */
  file: ChannelStatementLine[];
  nextFile: ChannelStatementLine[];
  /** After the first file, and after both: `type out_trade_no`. */
  planted: string[];
  plantedAtLast: string[];
}

/** What is being made, and by what numbers. */
interface Making extends MixedDay {
  dice: Dice;
  seed: number;
  no: number;
}

const RATE_PERMYRIAD = 60n;

/** Makes a day: ordinary traffic of all kinds, and things that look wrong and are not, and those that are. */
export function mixedDay(seed: number, channel: string, businessDay: BusinessDay): MixedDay {
  const dice = createDice(seed);
  const nothing = { booked: [], unbooked: [], file: [], nextFile: [], planted: [], plantedAtLast: [] };
  const making: Making = { ...nothing, channel, businessDay, dice, seed, no: 0 };
  const count = 30 + dice.below(50);
  for (let i = 0; i < count; i++) {
    const [kind] = [dice.pick(Object.keys(TRAFFIC))];
    if (dice.below(4) > 0) ordinary(making);
    else TRAFFIC[kind]?.(making);
  }
  // A day after without any row, though money came, is refused as a whole and compared with nothing.
  const nextDay = paymentPair(making, at(making, '12:00:00', 1));
  making.booked.push(nextDay.ours);
  making.nextFile.push(nextDay.theirs);
  // Days on which only one thing is wrong, and on which nothing is, are made as well.
  if (seed % 5 === 0) for (const plant of Object.values(TRAFFIC)) plant(making);
  making.file = dice.shuffled(making.file);
  making.nextFile = dice.shuffled(making.nextFile);
  return making;
}

/** The movement on both sides, with a fee as it is due. */
function ordinary(making: Making): { ours: ChannelTransaction; theirs: ChannelStatementLine } {
  const pair = making.dice.below(4) === 0 ? refundPair(making) : paymentPair(making, timeOfDay(making));
  making.booked.push(pair.ours);
  making.file.push(pair.theirs);
  return pair;
}

function timeOfDay({ businessDay, dice }: Making): Date {
  return new Date(Date.parse(`${businessDay}T00:00:00+08:00`) + dice.below(82_000) * 1000);
}

function at({ businessDay }: Making, time: string, days = 0): Date {
  return new Date(`${addDays(businessDay, days)}T${time}+08:00`);
}

type Pair = { ours: ChannelTransaction; theirs: ChannelStatementLine };

function paymentPair(making: Making, occurredAt: Date): Pair {
  const { channel, dice, seed } = making;
  const no = `${channel}_${seed}_${++making.no}`;
  const amountFen = BigInt(1 + dice.below(500_000));
  const feeFen = (amountFen * RATE_PERMYRIAD + 5_000n) / 10_000n;
  const common = { transactionId: `tx_${no}`, outTradeNo: `pay_${no}`, amountFen, occurredAt };
  return {
    ours: {
      ...{ ...common, channel, kind: 'payment', outRefundNo: null, disposition: 'settled', reason: null },
      businessDay: businessDayOf(occurredAt),
    },
    theirs: { ...common, kind: 'payment', feeFen, feeDueFen: feeFen, status: 'succeeded' },
  };
}

/** A part of a payment of the same day goes back; the payment is ordinary, too. */
function refundPair(making: Making): Pair {
  const payment = paymentPair(making, timeOfDay(making));
  making.booked.push(payment.ours);
  making.file.push(payment.theirs);
  return partOf(making, payment.theirs, timeOfDay(making));
}

function partOf(making: Making, payment: ChannelStatementLine, occurredAt: Date): Pair {
  const { channel, dice } = making;
  const { outTradeNo } = payment;
  const amountFen = 1n + BigInt(dice.below(Number(payment.amountFen)));
  const outRefundNo = `ref_${outTradeNo}_${++making.no}`;
  const feeFen = -((amountFen * RATE_PERMYRIAD + 5_000n) / 10_000n);
  const common = { transactionId: `rtx_${outRefundNo}`, outTradeNo, outRefundNo, amountFen, occurredAt };
  return {
    ours: {
      ...{ ...common, channel, kind: 'refund', disposition: 'settled', reason: null },
      businessDay: businessDayOf(occurredAt),
    },
    // A part of a fee is rounded together with the parts before: a fen more or less is none too many.
    theirs: {
      ...common,
      kind: 'refund',
      feeFen: feeFen + BigInt(dice.below(3) - 1),
      feeDueFen: feeFen,
      status: 'succeeded',
    },
  };
}

function plant(making: Making, type: DifferenceType, { outTradeNo }: { outTradeNo: string }): void {
  making.planted.push(`${type} ${outTradeNo}`);
  making.plantedAtLast.push(`${type} ${outTradeNo}`);
}

const anyPair = (making: Making): Pair =>
  making.dice.below(3) === 0 ? refundPair(making) : paymentPair(making, timeOfDay(making));

/** What may happen beside ordinary traffic, by what it is called. */
const TRAFFIC: Readonly<Record<string, (making: Making) => void>> = {
  channel_only(making) {
    const { theirs } = anyPair(making);
    making.file.push(theirs);
    plant(making, 'channel_only', theirs);
  },
  ours_only(making) {
    const { ours } = anyPair(making);
    making.booked.push(ours);
    plant(making, 'ours_only', ours);
  },
  amount(making) {
    const { ours, theirs } = anyPair(making);
    making.booked.push(ours);
    making.file.push({ ...theirs, amountFen: theirs.amountFen + 1n + BigInt(making.dice.below(5)) });
    plant(making, 'amount_mismatch', ours);
  },
  fee(making) {
    const { ours, theirs } = paymentPair(making, timeOfDay(making));
    making.booked.push(ours);
    making.file.push({ ...theirs, feeFen: theirs.feeFen + 1n });
    plant(making, 'fee_mismatch', ours);
  },
  duplicate(making) {
    const { theirs } = ordinary(making);
    making.file.push(theirs);
    plant(making, 'duplicate', theirs);
  },
  lost_notification(making) {
    const { theirs } = paymentPair(making, timeOfDay(making));
    const status = making.dice.pick(['pending', 'unknown', 'closed', 'failed'] as const);
    making.unbooked.push({ id: theirs.outTradeNo, status, amountFen: theirs.amountFen });
    making.file.push(theirs);
    plant(making, 'status_mismatch', theirs);
  },
  refund_failed(making) {
    const { ours, theirs } = refundPair(making);
    making.booked.push(ours);
    making.file.push({ ...theirs, status: making.dice.pick(['failed', 'pending'] as const) });
    plant(making, 'status_mismatch', ours);
  },
  /** It failed there and nothing is booked here: no difference. */
  refund_never_was(making) {
    making.file.push({ ...refundPair(making).theirs, status: 'failed' });
  },
  /** Pending on both sides: no difference. */
  both_pending(making) {
    const { theirs } = paymentPair(making, timeOfDay(making));
    making.unbooked.push({ id: theirs.outTradeNo, status: 'pending', amountFen: theirs.amountFen });
    making.file.push({ ...theirs, status: 'pending' });
  },
  /** A file that names no rate: no difference. */
  no_rate(making) {
    const { ours, theirs } = paymentPair(making, timeOfDay(making));
    making.booked.push(ours);
    making.file.push({ ...theirs, feeFen: theirs.feeFen + 7n, feeDueFen: null });
  },
  /** Around midnight each belongs to its own day: no difference. */
  midnight(making) {
    const before = paymentPair(making, at(making, '23:59:59'));
    const after = paymentPair(making, at(making, '00:00:10', 1));
    making.booked.push(before.ours, after.ours);
    making.file.push(before.theirs);
    making.nextFile.push(after.theirs);
  },
  /** Money of the new day that the channel counts to the old one: no difference. */
  early(making) {
    const { ours, theirs } = paymentPair(making, at(making, '00:00:05', 1));
    making.booked.push(ours);
    making.file.push(theirs);
  },
  /** A refund that was accepted today and paid out days later stands in the file of today: no difference. */
  refund_later(making) {
    const payment = paymentPair(making, timeOfDay(making));
    making.booked.push(payment.ours);
    making.file.push(payment.theirs);
    const { ours, theirs } = partOf(making, payment.theirs, at(making, '09:00:00', 3));
    making.booked.push(ours);
    making.file.push({ ...theirs, occurredAt: at(making, '11:00:00') });
  },
  /** After the cut-off, in the file of the next day: closes by itself. */
  cutoff(making) {
    const { ours, theirs } = paymentPair(making, at(making, '23:30:00'));
    making.booked.push(ours);
    making.nextFile.push(theirs);
    making.planted.push(`cutoff_pending ${ours.outTradeNo}`);
  },
  /** After the cut-off, and in no file. */
  cutoff_missing(making) {
    const { ours } = paymentPair(making, at(making, '23:45:00'));
    making.booked.push(ours);
    making.planted.push(`cutoff_pending ${ours.outTradeNo}`);
    making.plantedAtLast.push(`ours_only ${ours.outTradeNo}`);
  },
};
