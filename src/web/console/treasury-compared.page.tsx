import type { VNode } from 'preact';
import { lastOfMonth } from '../../reports/report-link';
import type { TreasuryComparison } from '../../settlement/settlement-figures';
import type { Language } from '../shared/language';
import { words } from './page';
import { addressOf, Amount, DataTable, Named } from './table.page';

/** The lines of the batches that the bank paid to the treasury. @param period a month or a year */
function addressOfPaid(incomeItem: string, period: string): string {
  const [first, last] = period.length === 'YYYY'.length ? [`${period}-01`, `${period}-12`] : [period, period];
  const days = { from: `${first}-01`, to: lastOfMonth(last) };
  return addressOf('/reports/remitted-lines', { ...days, destination: 'treasury', income_item: incomeItem });
}

interface ComparedProps {
  language: Language;
  rows: readonly TreasuryComparison[];
  period: string;
  itemNames: ReadonlyMap<string, string>;
}

/** What we paid, with the lines of it, and what the treasury says that it got. */
export function Compared({ language, rows, period, itemNames }: ComparedProps): VNode {
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
