import { addDays } from '../../../src/kernel/business-day';
import type { ChannelTransaction } from '../../../src/payments/transaction';
import type { ChannelStatementLine } from '../../../src/providers/provider';
import { typeOf, type ComparedItem } from '../../../src/reconciliation/difference';
import { beijing } from './world';

/** A line of a file, with its number. */
export type Line = ChannelStatementLine & { line: number };

const isSame = (ours: ChannelTransaction, line: Line): boolean =>
  ours.kind === line.kind &&
  ours.outTradeNo === line.outTradeNo &&
  (ours.outRefundNo !== null && line.outRefundNo !== undefined
    ? ours.outRefundNo === line.outRefundNo
    : ours.transactionId === line.transactionId);

/** What there is when a day is compared. */
interface State {
  transactions: readonly ChannelTransaction[];
  unpaid: ReadonlyMap<string, bigint>;
  /** Of the days whose statements are there. */
  files: ReadonlyMap<string, Line[]>;
  day: string;
}

/** A payment of another day that an earlier file names as well. */
function isNamedBefore({ files, day }: State, line: Line, ours: ChannelTransaction | null): boolean {
  if (line.kind !== 'payment' || ours === null || ours.businessDay === day) return false;
  return [...files].some(
    ([of, lines]) => of < day && lines.some((other) => isSame(ours, other) && other.status === 'succeeded'),
  );
}

/** Every line of the day beside what we know of it. */
function lineItems(state: State): ComparedItem[] {
  const { transactions, unpaid, files, day } = state;
  const lines = files.get(day) ?? [];
  const pairs = lines.map((line) => {
    const partners = transactions.filter((ours) => isSame(ours, line));
    const exact = partners.find((ours) => ours.transactionId === line.transactionId);
    const first = [...partners].sort((a, b) => (a.transactionId < b.transactionId ? -1 : 1))[0];
    return { line, partner: exact ?? first ?? null, isExact: exact !== undefined };
  });
  const keyOf = ({ line, partner }: (typeof pairs)[number]) =>
    `${line.kind} ${partner?.transactionId ?? line.transactionId}`;
  return pairs.map((pair): ComparedItem => {
    const { line, partner } = pair;
    const rivals = pairs.filter((other) => keyOf(other) === keyOf(pair));
    const before = rivals.filter((other) =>
      other.isExact === pair.isExact ? other.line.line < line.line : other.isExact,
    );
    const isSaidBefore = rivals.some((rival) => isNamedBefore(state, rival.line, rival.partner));
    const unpaidFen = line.kind === 'payment' ? unpaid.get(line.outTradeNo) : undefined;
    const pending = unpaidFen === undefined ? null : ({ amountFen: unpaidFen, status: 'pending' } as const);
    return {
      ...{ kind: line.kind, businessDay: day, key: '', transactionId: line.transactionId },
      ...{ outTradeNo: line.outTradeNo, statementLine: line.line, theirs: line },
      mention: before.length + (isSaidBefore ? 2 : 1),
      ours: partner
        ? {
            ...{ amountFen: partner.amountFen, status: 'succeeded', isBooked: true },
            occurredAt: partner.occurredAt,
          }
        : pending && { ...pending, isBooked: false, occurredAt: null },
    };
  });
}

/** The plain way: every line against every movement, one after the other, in memory. */
export function expectedDifferences(state: State): string[] {
  const { files, day } = state;
  const found = [...lineItems(state), ...missingItems(state)].flatMap((item) => {
    const type = typeOf(item, {
      businessDay: day,
      cutoffAt: beijing(day, '23:00:00'),
      isNextDayKnown: files.has(addDays(day, 1)),
    });
    return type === null ? [] : [describeDifference({ ...item, type })];
  });
  return found.sort();
}

function missingItems({ transactions, files, day }: State): ComparedItem[] {
  const dayBefore = addDays(day, -1);
  return transactions
    .filter((ours) => {
      const isCarried = ours.businessDay === dayBefore && files.has(dayBefore);
      return ours.businessDay === day || (isCarried && ours.occurredAt >= beijing(dayBefore, '23:00:00'));
    })
    .filter(
      (ours) =>
        ![...files].some(
          ([of, lines]) => of <= addDays(ours.businessDay, 1) && lines.some((line) => isSame(ours, line)),
        ),
    )
    .map((ours) => ({
      ...{ kind: ours.kind, businessDay: ours.businessDay, key: '', transactionId: ours.transactionId },
      ...{ outTradeNo: ours.outTradeNo, statementLine: null, mention: 1, theirs: null },
      ours: { amountFen: ours.amountFen, status: 'succeeded', isBooked: true, occurredAt: ours.occurredAt },
    }));
}

interface Described {
  type: string;
  kind: string;
  businessDay: string;
  transactionId: string | null;
  statementLine: number | null;
}

export const describeDifference = ({
  type,
  kind,
  businessDay,
  transactionId,
  statementLine,
}: Described): string => `${type} ${kind} ${businessDay} ${transactionId} line ${statementLine}`;
