import type { BusinessDay } from '../kernel/business-day';
import { newId } from '../kernel/ids';
import type { Fen } from '../kernel/money';
import type { Transition } from '../kernel/transition';
import { splitByParts } from './split';
import type { SplitPart } from './split';

/**
 * `drafted`: one person made it. `checked`: another found it right. `exported`: its file has gone to the bank.
 * `acknowledged`: the bank paid it, and it is booked. `returned`: it will not be paid; its money waits for the next.
 */
export const REMITTANCE_STATUSES = ['drafted', 'checked', 'exported', 'acknowledged', 'returned'] as const;

export type RemittanceStatus = (typeof REMITTANCE_STATUSES)[number];

export type RemittanceEvent =
  | 'checked'
  | 'exported'
  | 'acknowledged by the bank'
  | 'returned'
  | 'return by the bank approved';

export const REMITTANCE_TRANSITIONS: readonly Transition<RemittanceStatus, RemittanceEvent>[] = [
  { from: 'drafted', event: 'checked', to: 'checked' },
  { from: 'drafted', event: 'returned', to: 'returned' },
  { from: 'checked', event: 'exported', to: 'exported' },
  { from: 'checked', event: 'returned', to: 'returned' },
  { from: 'exported', event: 'acknowledged by the bank', to: 'acknowledged' },
  // Money that the bank did pay would go out twice: it takes two to say that it did not.
  { from: 'exported', event: 'return by the bank approved', to: 'returned' },
];

export const DESTINATIONS = ['treasury', 'special'] as const;

/** 国库, or the special account (财政专户). */
export type Destination = (typeof DESTINATIONS)[number];

/** An income item of an agency: what an account of the ledger is owed for. */
export interface ItemKey {
  agencyCode: string;
  incomeItemCode: string;
}

/** An account that money goes to. */
export interface PayeeAccount {
  accountName: string | null;
  accountNo: string | null;
  bankName: string | null;
}

/** Blank is none: the bank would be told to pay to nobody. */
export const hasAccount = ({ accountName, accountNo }: PayeeAccount): boolean =>
  isSaid(accountName) && isSaid(accountNo);

const isSaid = (text: string | null): boolean => text !== null && text.trim() !== '';

/** Where what is collected for an item goes to; without an account it cannot be paid. */
export interface RemittanceTarget extends ItemKey, PayeeAccount {
  destination: Destination;
}

/** What an item came to on one closed day; more may have gone back than came. */
export interface DayAmount extends ItemKey {
  businessDay: BusinessDay;
  collectedFen: Fen;
  refundedFen: Fen;
}

/** With the account of when its batch was made; without one in batches that are older than that rule. */
export interface RemittanceLine extends DayAmount, PayeeAccount {
  amountFen: Fen;
}

export interface RemittanceShare extends ItemKey {
  level: string;
  amountFen: Fen;
}

export interface RemittanceBatch {
  id: string;
  destination: Destination;
  /** The last day whose money is in it. */
  upTo: BusinessDay;
  status: RemittanceStatus;
  amountFen: Fen;
  madeBy: string;
  checkedBy: string | null;
  /** Of the file that went to the bank. */
  fileSha256: string | null;
  bankReference: string | null;
  acknowledgedOn: BusinessDay | null;
  returnedReason: string | null;
  createdAt: Date;
  updatedAt: Date;
}

type Made = Pick<RemittanceBatch, 'destination' | 'upTo' | 'amountFen' | 'madeBy' | 'createdAt'>;

/** A batch that nobody has checked. */
export function newBatch(made: Made): RemittanceBatch {
  return {
    ...{ ...made, id: newId('rmt', made.createdAt), status: 'drafted', updatedAt: made.createdAt },
    ...{ checkedBy: null, fileSha256: null, bankReference: null, acknowledgedOn: null, returnedReason: null },
  };
}

/** A batch with everything that is in it. */
export interface RemittanceDetails extends RemittanceBatch {
  lines: RemittanceLine[];
  shares: RemittanceShare[];
  leftOut: LeftOut[];
}

/** Nobody said where it goes; its account has no name or no number; more of it went back than came. */
export const LEFT_OUT_REASONS = ['no_target', 'no_account', 'more_refunded_than_collected'] as const;

/** An item that is not in a batch, though there is money of it; it waits for the next one. */
export interface LeftOut extends ItemKey {
  reason: (typeof LEFT_OUT_REASONS)[number];
  amountFen: Fen;
}

export interface RemittancePlan {
  lines: RemittanceLine[];
  shares: RemittanceShare[];
  amountFen: Fen;
  leftOut: LeftOut[];
}

export interface PlanRules {
  destination: Destination;
  targets: readonly RemittanceTarget[];
  /** By income item, in the order of configuration. */
  splits: ReadonlyMap<string, readonly SplitPart[]>;
}

/**
 * What goes into a batch: item by item what its days come to. One item that cannot be paid stops no other. What went
 * back of money that was remitted before makes a day negative; an item that is negative in all is carried to the next
 * batch, so that none is below zero.
 */
export function planBatch(
  days: readonly DayAmount[],
  { destination, targets, splits }: PlanRules,
): RemittancePlan {
  const plan: RemittancePlan = { lines: [], shares: [], amountFen: 0n, leftOut: [] };
  for (const item of groupByItem(days)) {
    const { agencyCode, incomeItemCode } = item;
    const target = targets.find((one) => isSame(one, item));
    if (target && target.destination !== destination) continue;
    const amountFen = item.days.reduce((sum, day) => sum + day.collectedFen - day.refundedFen, 0n);
    const reason = target && reasonToLeaveOut(target, amountFen);
    if (!target || reason) {
      const why = reason ?? 'no_target';
      if (amountFen !== 0n) plan.leftOut.push({ agencyCode, incomeItemCode, reason: why, amountFen });
      continue;
    }
    plan.lines.push(...item.days.map((day) => lineTo(target, day)));
    plan.amountFen += amountFen;
    const rule = splits.get(incomeItemCode) ?? [];
    const shares = rule.length === 0 ? [] : splitByParts(amountFen, rule);
    plan.shares.push(
      ...shares.map((fen, i) => ({
        ...{ agencyCode, incomeItemCode, level: rule[i]?.level ?? '', amountFen: fen },
      })),
    );
  }
  return plan;
}

/** The account is written down with the line: what the target says later changes no batch. */
function lineTo({ accountName, accountNo, bankName }: RemittanceTarget, day: DayAmount): RemittanceLine {
  return { ...day, amountFen: day.collectedFen - day.refundedFen, accountName, accountNo, bankName };
}

function reasonToLeaveOut(target: RemittanceTarget, amountFen: Fen): LeftOut['reason'] | null {
  if (!hasAccount(target)) return 'no_account';
  return amountFen <= 0n ? 'more_refunded_than_collected' : null;
}

const isSame = (one: ItemKey, other: ItemKey): boolean =>
  one.agencyCode === other.agencyCode && one.incomeItemCode === other.incomeItemCode;

function groupByItem(days: readonly DayAmount[]): (ItemKey & { days: DayAmount[] })[] {
  const items = new Map<string, ItemKey & { days: DayAmount[] }>();
  for (const day of days) {
    const { agencyCode, incomeItemCode } = day;
    const key = `${agencyCode}:${incomeItemCode}`;
    const item = items.get(key) ?? { agencyCode, incomeItemCode, days: [] };
    item.days.push(day);
    items.set(key, item);
  }
  return [...items.values()];
}

/** What each item comes to, of the lines of a batch or of days. */
export function itemTotals(of: readonly DayAmount[]): (ItemKey & { amountFen: Fen })[] {
  return groupByItem(of).map(({ agencyCode, incomeItemCode, days }) => ({
    agencyCode,
    incomeItemCode,
    amountFen: days.reduce((sum, { collectedFen, refundedFen }) => sum + collectedFen - refundedFen, 0n),
  }));
}

/** Something that could not be in a batch, as its reader sees it; in fen. */
export function describeLeftOut({ agencyCode, incomeItemCode, reason, amountFen }: LeftOut) {
  return { agency: agencyCode, income_item: incomeItemCode, reason, amount: Number(amountFen) };
}

/** The other way round, as it is kept with the batch. */
export function readLeftOut(kept: unknown): LeftOut[] {
  return (kept as ReturnType<typeof describeLeftOut>[]).map(({ agency, income_item, reason, amount }) => ({
    ...{ agencyCode: agency, incomeItemCode: income_item, reason, amountFen: BigInt(amount) },
  }));
}
