import type { VNode } from 'preact';
import type { SettlementRules, SettlementRuleService } from '../../console/settlement-rules.service';
import { businessDayOf } from '../../kernel/business-day';
import { invalidField } from '../../kernel/invalid';
import { parseYuan, formatYuan } from '../../kernel/money';
import type { RemittanceTarget } from '../../settlement/remittance';
import type { TreasuryComparison } from '../../settlement/treasury-figure';
import type { SettlementBookService } from '../../settlement/settlement.service';
import type { Language } from '../shared/language';
import { FilterForm, readFilter } from './filter.page';
import { Fold, PostForm, TextField } from './fields.page';
import { amountText } from './form-data';
import { ExportLink } from './list.page';
import { words } from './page';
import type { ConsoleAction, ConsolePart, Visit } from './page';
import { pickedOf } from './proposal';
import { DESTINATION_WORDS, withInterest } from './settlement-words';
import { addressOf, DataTable, Named, nameAndCode } from './table.page';
import { Compared, daysOf } from './treasury-compared.page';
import { Confirm, FIGURE, RestsOn } from './treasury-confirm.page';

export interface TreasuryDeps {
  settlementBooks: SettlementBookService;
  settlementRules: SettlementRuleService;
}

const TELL = '/console/treasury/tell';
const TITLE = words('国库核对', 'Treasury');
const isPeriod = (text: string): boolean => /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(text);
const PERIOD = {
  kind: 'text',
  name: 'period',
  label: words('月份或年度（2026-11 或 2026）', 'Month or year (2026-11, 2026)'),
  isKnown: isPeriod,
} as const;

/** What the treasury says that it got, item by item, and where money goes by which rules. */
export function treasuryPart({ settlementBooks, settlementRules }: TreasuryDeps): ConsolePart {
  const show = async (visit: Visit) => {
    const { actor, language, query, now } = visit;
    const period = readFilter([PERIOD], query).period ?? businessDayOf(now).slice(0, 7);
    const compared = await settlementBooks.compareTreasury(actor, period);
    const figures = await settlementBooks.listTreasuryFigures(actor, period);
    const rules = withInterest(await settlementRules.readRules(actor, language), language);
    const { itemNames } = rules;
    return {
      title: TITLE[language],
      body: (
        <>
          <h1>{`${TITLE[language]} ${period}`}</h1>
          <Period visit={visit} period={period} />
          <RestsOn language={language} rows={compared} />
          <Compared visit={visit} rows={compared} {...{ figures, period, itemNames }} />
          <ExportLink visit={visit} href={addressOf('/reports/treasury-figures', daysOf(period))} />
          <Confirm visit={visit} {...{ figures, period, itemNames }} />
          <Tell visit={visit} period={period} rows={withItems(compared, rules)} itemNames={itemNames} />
          <Targets language={language} rules={rules} />
          <Splits language={language} rules={rules} />
        </>
      ),
    };
  };
  return {
    pages: [{ path: '/treasury', show }],
    actions: actionsOf({ settlementBooks, settlementRules }),
  };
}

function actionsOf({ settlementBooks, settlementRules }: TreasuryDeps): ConsoleAction[] {
  const sent = async ({ actor, language, fields, now }: Visit) => {
    const { period = '' } = fields;
    if (!isPeriod(period)) throw invalidField('/period', 'must be a month or a year');
    const { itemNames } = withInterest(await settlementRules.readNames(actor, language), language);
    return { period, figures: figuresOf(fields, itemNames), now };
  };
  return [
    {
      path: '/treasury/tell',
      run: async (visit) => {
        const told = await sent(visit);
        await settlementBooks.tellTreasuryFigures(visit.actor, told);
        return `/treasury?period=${told.period}`;
      },
    },
    {
      path: '/treasury/confirm',
      run: async (visit) => {
        const seen = await sent(visit);
        const picked = new Set(pickedOf(visit));
        const figures = seen.figures.filter(({ incomeItemCode }) => picked.has(incomeItemCode));
        await settlementBooks.confirmTreasuryFigures(visit.actor, { ...seen, figures });
        return `/treasury?period=${seen.period}`;
      },
    },
  ];
}

function Period({ visit: { language, query }, period }: { visit: Visit; period: string }): VNode {
  const asked = { path: '/treasury', fields: [PERIOD], values: { period }, query };
  return <FilterForm language={language} {...asked} />;
}

/** An item that was left empty is one of which the treasury says nothing. */
function figuresOf(fields: Readonly<Record<string, string>>, itemNames: ReadonlyMap<string, string>) {
  return Object.entries(fields).flatMap(([name, text]) => {
    if (!name.startsWith(FIGURE) || text.trim() === '') return [];
    const amount = amountText(text);
    const incomeItemCode = name.slice(FIGURE.length);
    if (amount === null) {
      const name = itemNames.get(incomeItemCode) ?? '';
      throw invalidField(
        `/${incomeItemCode}`,
        `${name} must be an amount such as 1200.00`.trim(),
        `${name}须为金额，例如 1200.00`,
      );
    }
    return [{ incomeItemCode, amountFen: parseYuan(amount) }];
  });
}

/** Those that may be remitted to the treasury too, and the bank's interest, of which nobody has said anything yet. */
function withItems(
  compared: readonly TreasuryComparison[],
  { targets, bankInterest }: SettlementRules,
): TreasuryComparison[] {
  const known = new Set(compared.map(({ incomeItemCode }) => incomeItemCode));
  const ofTreasury = targets.filter(({ destination }) => destination === 'treasury');
  const items = new Set([...ofTreasury, bankInterest].map(({ incomeItemCode }) => incomeItemCode));
  const empty = [...items]
    .filter((code) => !known.has(code))
    .map((incomeItemCode) => ({
      incomeItemCode,
      oursFen: 0n,
      ...{ theirsFen: null, isConfirmed: null },
    }));
  return [...compared, ...empty];
}

function Tell({
  visit: { actor, language },
  period,
  rows,
  itemNames,
}: {
  visit: Visit;
  period: string;
  rows: readonly TreasuryComparison[];
  itemNames: ReadonlyMap<string, string>;
}): VNode {
  if (!actor.permissions.has('remittances.make') || rows.length === 0) return <></>;
  return (
    <Fold
      class="card"
      actions={[TELL]}
      summary={words('登记国库数字', 'Record what the treasury says')[language]}
    >
      <PostForm action={TELL} hidden={{ period }} class="decide">
        {rows.map(({ incomeItemCode, theirsFen }) => (
          <TextField
            key={incomeItemCode}
            id={`figure-${incomeItemCode}`}
            name={FIGURE + incomeItemCode}
            label={`${nameAndCode(itemNames, incomeItemCode)}${words('（元）', ', yuan')[language]}`}
            value={theirsFen === null ? '' : formatYuan(theirsFen)}
            inputMode="decimal"
            maxLength={20}
          />
        ))}
        <button class="primary">{words('保存并核对', 'Keep and compare')[language]}</button>
      </PostForm>
    </Fold>
  );
}

interface RulesProps {
  language: Language;
  rules: SettlementRules;
}

function Targets({ language, rules: { targets, agencyNames, itemNames } }: RulesProps): VNode {
  return (
    <DataTable
      language={language}
      caption={words('缴款去向', 'Where money goes')}
      columns={[
        {
          name: words('执收单位', 'Agency'),
          cell: ({ agencyCode: code }) => <Named name={agencyNames.get(code) ?? code} code={code} />,
        },
        {
          name: words('收入项目', 'Income item'),
          cell: ({ incomeItemCode: code }) => <Named name={itemNames.get(code) ?? code} code={code} />,
        },
        {
          name: words('去向', 'To'),
          cell: ({ destination }: RemittanceTarget) => DESTINATION_WORDS[destination][language],
        },
        { name: words('户名', 'Account name'), isText: true, cell: ({ accountName }) => accountName ?? '—' },
        { name: words('账号', 'Account'), cell: ({ accountNo }) => accountNo ?? '—' },
        { name: words('开户行', 'Bank'), isText: true, cell: ({ bankName }) => bankName ?? '—' },
      ]}
      rows={targets}
      empty={words(
        '还没有登记去向：没有账号的收入项目不会进入批次。请管理员运行 npm run settlement -- target。',
        'Nothing is known of where money goes: an item without an account is left out of batches. An operator says it: npm run settlement -- target.',
      )}
    />
  );
}

function Splits({ language, rules: { splits, itemNames } }: RulesProps): VNode {
  const rows = [...splits].flatMap(([item, parts]) => {
    const all = parts.reduce((sum, part) => sum + part.parts, 0);
    return parts.map((part) => ({ item, all, ...part }));
  });
  return (
    <DataTable
      language={language}
      caption={words('分成比例', 'How items are divided')}
      columns={[
        {
          name: words('收入项目', 'Income item'),
          cell: ({ item }) => <Named name={itemNames.get(item) ?? item} code={item} />,
        },
        { name: words('级次', 'Level'), cell: ({ level }) => level },
        { name: words('份数', 'Parts'), isNumber: true, cell: ({ parts, all }) => `${parts} / ${all}` },
      ]}
      rows={rows}
      empty={words('没有分成：全部归一级。', 'Nothing is divided: all of it goes to one level.')}
    />
  );
}
