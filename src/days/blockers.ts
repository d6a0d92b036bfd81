import type { BusinessDay } from '../kernel/business-day';
import { addDays, businessDayOf } from '../kernel/business-day';
import { formatYuan } from '../kernel/money';
import type { Blocker, BlockerCode, Imbalance, OpenDifference } from './day';
import { DayNotClosable } from './day.errors';

/** What is known of a day that may be closed or not. */
interface WhatIsKnown {
  day: BusinessDay;
  now: Date;
  /** The last day that is closed; null where none is. */
  lastClosed: BusinessDay | null;
  /** The channels that are configured, and those that moved money on the day. */
  channels: readonly string[];
  statements: readonly {
    channel: string;
    isMatched: boolean;
    isOutdated: boolean;
    reason: string | null;
  }[];
  differences: readonly OpenDifference[];
  /** Verified facts that have not been acted on. */
  waiting: number;
  imbalances: readonly Imbalance[];
}

/** Everything that keeps a day from being closed; none: it can be. */
export function blockersOf(findings: WhatIsKnown): Blocker[] {
  const { day, now, lastClosed, waiting } = findings;
  const blocker = (code: BlockerCode, subject: string, facts: Blocker['facts'] = {}): Blocker => ({
    code,
    subject,
    facts,
  });
  if (lastClosed !== null && day <= lastClosed) return [blocker('day_covered', lastClosed)];
  return [
    ...(day < businessDayOf(now) ? [] : [blocker('day_not_over', day)]),
    ...(lastClosed !== null && lastClosed !== addDays(day, -1)
      ? [blocker('day_before_open', addDays(lastClosed, 1))]
      : []),
    ...findings.channels.flatMap((channel) => ofStatement(channel, findings)),
    ...findings.differences.map((it) => blocker(problemOf(it), it.id, { type: it.type })),
    ...(waiting > 0 ? [blocker('money_waiting', day, { count: String(waiting) })] : []),
    ...findings.imbalances.map(({ account, expectedFen, storedFen }) =>
      blocker('balance_differs', account, {
        expected: formatYuan(expectedFen),
        stored: formatYuan(storedFen),
        difference: formatYuan(storedFen - expectedFen),
      }),
    ),
  ];
}

function problemOf({ isOvertaken, isOwned }: OpenDifference): BlockerCode {
  if (isOvertaken) return 'booking_overtaken';
  return isOwned ? 'fee_netted' : 'difference_unowned';
}

function ofStatement(channel: string, { statements }: WhatIsKnown): Blocker[] {
  const statement = statements.find((known) => known.channel === channel);
  if (!statement) return [{ code: 'statement_missing', subject: channel, facts: {} }];
  if (statement.isOutdated) return [{ code: 'statement_outdated', subject: channel, facts: {} }];
  if (statement.isMatched) return [];
  const facts = statement.reason === null ? {} : { reason: statement.reason };
  return [{ code: 'statement_not_matched', subject: channel, facts }];
}

/** What keeps the day open, and what to do, in both languages. */
const BLOCKER_TEXTS: Readonly<Record<BlockerCode, { zh: string; en: string }>> = {
  day_not_over: {
    zh: '该营业日尚未结束，请次日再关账。',
    en: 'The day is not over. Close it tomorrow.',
  },
  day_covered: {
    zh: '该日早于首个关账日，其余额已包含在首日的期初余额中，不能再记账，也无须关账。',
    en: 'It lies before the first day that was closed, and is in the opening balances of that day: nothing can be booked to it any more, and there is nothing to close.',
  },
  day_before_open: {
    zh: '之前的营业日尚未关账，请先按顺序关闭。',
    en: 'An earlier day is still open. Close the days in their order.',
  },
  statement_missing: {
    zh: '缺少该渠道的对账单，请发起对账或上传文件。',
    en: 'The statement of this channel is missing. Start a reconciliation, or upload the file.',
  },
  statement_not_matched: {
    zh: '对账单尚未核对完成，请重新发起对账。',
    en: 'The statement has not been compared to its end. Start the reconciliation again.',
  },
  statement_outdated: {
    zh: '核对之后又有该日的款项入账，请重新发起对账。',
    en: 'Money of the day was booked after the statement was compared. Start the reconciliation again.',
  },
  difference_unowned: {
    zh: '该差异无人负责，或负责人已不在岗。请指定负责人，或处理该差异。',
    en: 'Nobody who works here sees to this difference. Give it an owner, or resolve it.',
  },
  fee_netted: {
    zh: '手续费从收入中坐扣，请要求渠道全额划款后再关账。',
    en: 'A fee was kept out of the proceeds. Have the channel pay the whole amount before the day is closed.',
  },
  booking_overtaken: {
    zh: '该差异的手工入账与后到的对账单不符。请红冲该笔入账，或指定负责人。',
    en: 'What was booked by hand for this difference is contradicted by a later statement. Take it back, or give the difference an owner.',
  },
  money_waiting: {
    zh: '有已核验的渠道通知尚未入账，请稍候；若持续存在，请联系运维。',
    en: 'Verified messages of a channel are not booked yet. Wait a moment; if it stays so, tell the operator.',
  },
  balance_differs: {
    zh: '期初加收入减支出不等于余额，请运维执行 npm run ledger -- verify。',
    en: 'Opening + in − out is not the balance. Have the operator run: npm run ledger -- verify',
  },
};

/** @throws DayNotClosable with everything that prevents it */
export function requireNoBlockers(blockers: readonly Blocker[]): void {
  if (blockers.length > 0) throw DayNotClosable({ details: { blockers: blockers.map(describeBlocker) } });
}

/** A blocker as its reader sees it. */
export function describeBlocker({ code, subject, facts }: Blocker) {
  return { code, subject, facts, what_to_do: BLOCKER_TEXTS[code] };
}
