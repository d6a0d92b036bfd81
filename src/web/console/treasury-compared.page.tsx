import type { VNode } from 'preact';
import { lastOfMonth } from '../../reports/report-link';
import type { KeptTreasuryFigure, TreasuryComparison } from '../../settlement/treasury-figure';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Visit } from './page';
import { addressOf, Amount, DataTable, Named } from './table.page';
import { Confirmation } from './treasury-confirm.page';

/** The days of a month or a year. */
export function daysOf(period: string): { from: string; to: string } {
  const [first, last] = period.length === 'YYYY'.length ? [`${period}-01`, `${period}-12`] : [period, period];
  return { from: `${first}-01`, to: lastOfMonth(last) };
}

/** The lines of the batches that the bank paid to the treasury. */
const addressOfPaid = (incomeItem: string, period: string): string =>
  addressOf('/reports/remitted-lines', {
    ...daysOf(period),
    ...{ destination: 'treasury', income_item: incomeItem },
  });

interface ComparedProps {
  visit: Visit;
  rows: readonly TreasuryComparison[];
  /** What was entered for just this period. */
  figures: readonly KeptTreasuryFigure[];
  period: string;
  itemNames: ReadonlyMap<string, string>;
}

/** What we paid, with the lines of it, and what the treasury says that it got. */
export function Compared({ visit, rows, figures, period, itemNames }: ComparedProps): VNode {
  const { language } = visit;
  const figureOf = new Map(figures.map((figure) => [figure.incomeItemCode, figure]));
  return (
    <DataTable
      language={language}
      caption={words('我方已缴与国库入账', 'What we paid, and what the treasury got')}
      columns={[
        {
          name: words('收入项目', 'Income item'),
          cell: ({ incomeItemCode: code }) => <Named name={itemNames.get(code) ?? code} code={code} />,
        },
        {
          name: words('我方已缴', 'We paid'),
          isNumber: true,
          cell: ({ incomeItemCode, oursFen }) => (
            <a href={addressOfPaid(incomeItemCode, period)}>
              <Amount fen={oursFen} />
            </a>
          ),
        },
        {
          name: words('国库入账', 'The treasury got'),
          isNumber: true,
          cell: ({ theirsFen }) => <Amount fen={theirsFen} />,
        },
        { name: words('差额', 'Gap'), isNumber: true, cell: (row) => <Gap language={language} row={row} /> },
        {
          name: words('复核', 'Confirmation'),
          cell: (row) => <Confirmation visit={visit} row={row} figure={figureOf.get(row.incomeItemCode)} />,
        },
      ]}
      rows={rows}
      empty={words(
        '该期间没有银行已回单的国库批次，国库也没有数字。',
        'No batch to the treasury was acknowledged in this period, and the treasury has said nothing.',
      )}
    />
  );
}

function Gap({
  language,
  row: { oursFen, theirsFen },
}: {
  language: Language;
  row: TreasuryComparison;
}): VNode {
  if (theirsFen === null) return <span class="quiet">{words('国库未提供', 'not told')[language]}</span>;
  const gap = theirsFen - oursFen;
  if (gap === 0n) return <>{words('一致', 'agrees')[language]}</>;
  return (
    <strong class="late">
      <Amount fen={gap} />
    </strong>
  );
}
