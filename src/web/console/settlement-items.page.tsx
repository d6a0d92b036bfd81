import type { VNode } from 'preact';
import type { SettlementNames } from '../../console/settlement-rules.service';
import type { BusinessDay } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import { linkBehind } from '../../reports/report-link';
import { findReport } from '../../reports/report-list';
import type { ItemFigures } from '../../settlement/settlement-figures';
import type { Language } from '../shared/language';
import { words } from './page';
import { itemColumns } from './remittance-parts.page';
import { addressOfReport } from './report-rows.page';
import { addressOf, Amount, DataTable, Facts } from './table.page';
import type { Column } from './table.page';

interface ItemsProps {
  language: Language;
  items: readonly ItemFigures[];
  range: { from: BusinessDay; to: BusinessDay };
  names: SettlementNames;
}

/** What the items of the agencies came to; each figure leads to what it is made of, as in the report of the same. */
export function Items({ language, items, range, names }: ItemsProps): VNode {
  return (
    <DataTable
      language={language}
      caption={words('按执收单位和收入项目', 'By agency and income item')}
      columns={[...itemColumns(names), ...figureColumns(range)]}
      rows={items}
      empty={words('期间内没有发生额。', 'Nothing moved in these days.')}
    />
  );
}

const FIGURES: readonly (readonly [column: string, of: (item: ItemFigures) => Fen])[] = [
  ['collected', (item) => item.collectedFen],
  ['refunded', (item) => item.refundedFen],
  ['clawed_back', (item) => item.clawedBackFen],
  ['adjusted', (item) => item.adjustedFen],
  ['remitted', (item) => item.remittedFen],
  ['payable', (item) => item.payableFen],
  ['suspense', (item) => item.suspenseFen],
];

function figureColumns(filters: ItemsProps['range']): Column<ItemFigures>[] {
  const report = findReport('settlement');
  return FIGURES.flatMap(([key, of]) => {
    const column = report?.columns.find((known) => known.key === key);
    if (!report || !column?.behind) return [];
    const { heading, behind } = column;
    const cell = (item: ItemFigures): VNode => {
      const codes: Record<string, string> = { agency: item.agencyCode, income_item: item.incomeItemCode };
      const row = report.columns.map((known) => codes[known.key] ?? null);
      const link = linkBehind(behind, { report, filters, row });
      const amount = <Amount fen={of(item)} />;
      return link ? <a href={addressOfReport(link)}>{amount}</a> : amount;
    };
    return [{ name: words(heading.zh, heading.en), isNumber: true, cell }];
  });
}

/** What is in suspense at the end, of no order as well: it leads to the accounts that hold it. */
export function InSuspense({
  language,
  fen,
  range,
}: Pick<ItemsProps, 'language' | 'range'> & { fen: Fen }): VNode {
  const href = addressOf('/reports/trial-balance', { ...range, kind: 'suspense' });
  const amount = (
    <a href={href}>
      <Amount fen={fen} />
    </a>
  );
  return <Facts language={language} facts={[[words('期末待查收入', 'In suspense at the end'), amount]]} />;
}
