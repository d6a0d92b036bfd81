import type { FilterChoices } from '../../reports/filter-choice';
import type { FilterName, ReportDefinition } from '../../reports/report';
import { accountName } from '../../ledger/account-name';
import { DEEDS } from './deeds';
import { TYPE_WORDS } from './difference-words';
import type { FilterField } from './filter.page';
import { FROM, TO } from './list.page';
import { words } from './page';
import type { Words } from './page';
import { channelNameFrom } from './channel-words';
import { wordsIn } from './fact-words';
import { filterName } from './filter-words';
import { DESTINATION_WORDS } from './settlement-words';
import { EXPLAINED_WORDS } from './source-words';
import { AGE_WORDS, BESIDE_REASONS, choicesOf, REASON_WORDS } from './status-words';

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
    payment: words('收款', 'Payment'),
    refund: words('退款', 'Refund'),
    fee: words('手续费', 'Fee'),
    payout: words('提现', 'Payout'),
    other: words('其他', 'Other'),
    fine: words('罚款', 'Fine'),
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

const NOBODY: [string, Words] = ['nobody', words('无人负责', 'Nobody')];

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
    const label = filterName(report.code, name);
    if (name === 'channel') return [{ kind: 'choice', name, label, options: [...channelNames] }];
    if (name === 'up_to') return [{ kind: 'day', name, label }];
    if (name === 'reason') return [{ kind: 'choice', name, label, options: REASONS }];
    if (name === 'deed') return [{ kind: 'choice', name, label, options: choicesOf(DEEDS) }];
    const few = report.choices?.[name];
    if (few) {
      const worded = (code: string) => CHOICE_WORDS[name]?.[code] ?? wordsIn(report.code, name, code);
      return [{ kind: 'choice', name, label, options: few.map((code) => [code, worded(code)] as const) }];
    }
    const known = (choices[name] ?? []).map(({ code, name: { zh, en } }): [string, Words] => {
      if (name !== 'account') return [code, words(zh, en)];
      const named = accountName(code, channelNameFrom(channelNames));
      return [code, words(named.zh, named.en)];
    });
    if (name === 'owner') known.push(NOBODY);
    if (!HIDDEN.has(name)) return [{ kind: 'text', name, label, suggestions: known }];
    return [{ kind: 'hidden', name, label, ...(choices[name] && { suggestions: known }) }];
  });
}
