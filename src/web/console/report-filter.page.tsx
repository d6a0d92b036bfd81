import type { FilterChoices } from '../../reports/filter-choices.service';
import type { FilterName, ReportDefinition } from '../../reports/report';
import { accountName } from '../../ledger/account-name';
import { DEEDS } from './deeds';
import { TYPE_WORDS } from './difference-words';
import type { FilterField } from './filter.page';
import { PROPOSAL_WORDS } from './finance-proposal-words';
import { FROM, TO } from './list.page';
import { words } from './page';
import type { Words } from './page';
import { channelNameFrom } from './channel-words';
import { statusIn } from './fact-words';
import { DESTINATION_WORDS } from './settlement-words';
import { EXPLAINED_WORDS } from './source-words';
import { AGE_WORDS, BESIDE_REASONS, choicesOf, HELD_WORDS, REASON_WORDS } from './status-words';

/** What each filter is called. */
export const FILTER_WORDS: Readonly<Record<Exclude<FilterName, 'period'>, Words>> = {
  channel: words('渠道', 'Channel'),
  agency: words('执收单位', 'Agency'),
  affair: words('缴费事项', 'Affair'),
  income_item: words('收入项目', 'Income item'),
  status: words('状态', 'Status'),
  state: words('进展', 'State'),
  kind: words('类别', 'Kind'),
  type: words('类型', 'Type'),
  movement: words('收支', 'Movement'),
  reason: words('原因', 'Reason'),
  bucket: words('账龄', 'Age'),
  destination: words('去向', 'To'),
  account: words('科目', 'Account'),
  owner: words('负责人', 'Owner'),
  run: words('对账批次', 'Run'),
  file: words('文件', 'File'),
  paid_before: words('支付早于', 'Paid before'),
  up_to: words('截至', 'Up to'),
  day_of: words('按日期', 'By day of'),
  number: words('号码', 'Number'),
  deed: words('操作', 'Action'),
  actor: words('操作人编号', 'Who (id)'),
  subject: words('对象编号', 'Subject (id)'),
};

/** What the values of a filter are called, where they are few. */
const CHOICE_WORDS: Readonly<Partial<Record<FilterName, Readonly<Record<string, Words>>>>> = {
  type: TYPE_WORDS,
  destination: DESTINATION_WORDS,
  state: {
    open: words('未处理', 'Open'),
    closed: words('已处理', 'Closed'),
    overtaken: words('手工入账待红冲', 'Booked by hand, to take back'),
    confirmed: words('登记库已确认', 'Confirmed by the register'),
    booked_later: words('关账后入账', 'Booked after the close'),
    ...EXPLAINED_WORDS,
  },
  kind: {
    ...PROPOSAL_WORDS,
    payment: words('收款', 'Payment'),
    refund: words('退款', 'Refund'),
    fee: words('手续费', 'Fee'),
    payout: words('提现', 'Payout'),
    other: words('其他', 'Other'),
    fine: words('罚款', 'Fine'),
    clearing: words('渠道清算', 'Channel clearing'),
    payable: words('应缴', 'Payable'),
    suspense: words('待查收入', 'Suspense'),
    ...HELD_WORDS,
    fee_expense: words('渠道手续费', 'Channel fees'),
    bank: words('清算银行', 'Clearing bank'),
    bank_charge: words('银行收费', 'Bank charges'),
    difference: words('对账差异', 'Reconciliation differences'),
    write_off: words('核销', 'Written off'),
  },
  movement: {
    collected: words('收缴（贷方）', 'Collected (credit)'),
    refunded: words('退付', 'Refunded'),
    clawed_back: words('其中已上缴退回', 'Of that clawed back'),
    adjusted: words('调整', 'Adjusted'),
    remitted: words('已上缴', 'Remitted'),
  },
  bucket: AGE_WORDS,
  day_of: {
    requested: words('申请日', 'Asked for'),
    succeeded: words('退款到账日', 'Went back'),
    made: words('登记日', 'Noted'),
    paid: words('支付日', 'Paid'),
  },
};

/** Why money is in suspense, and what else counts against it. */
const REASONS = Object.entries({ ...REASON_WORDS, ...BESIDE_REASONS });

/** What comes with a link only. */
const HIDDEN: ReadonlySet<FilterName> = new Set(['owner', 'actor', 'run', 'file', 'paid_before']);

/** The fields of the filter of a report. */
export function fieldsOf(
  report: ReportDefinition,
  channelNames: ReadonlyMap<string, Words>,
  choices: FilterChoices,
): FilterField[] {
  return report.filters.flatMap((name): FilterField[] => {
    if (name === 'period') return [FROM, TO];
    const label = FILTER_WORDS[name];
    if (name === 'channel') return [{ kind: 'choice', name, label, options: [...channelNames] }];
    if (name === 'up_to') return [{ kind: 'day', name, label }];
    if (name === 'reason') return [{ kind: 'choice', name, label, options: REASONS }];
    if (name === 'deed') return [{ kind: 'choice', name, label, options: choicesOf(DEEDS) }];
    if (HIDDEN.has(name)) return [{ kind: 'hidden', name, label }];
    const few = report.choices?.[name];
    if (few) {
      const worded = (code: string) => CHOICE_WORDS[name]?.[code] ?? statusIn(report.code, code);
      return [{ kind: 'choice', name, label, options: few.map((code) => [code, worded(code)] as const) }];
    }
    const known = (choices[name] ?? []).map(({ code, name: { zh, en } }) => {
      if (name !== 'account') return [code, words(zh, en)] as const;
      const named = accountName(code, channelNameFrom(channelNames));
      return [code, words(named.zh, named.en)] as const;
    });
    return [{ kind: 'text', name, label, suggestions: known }];
  });
}
