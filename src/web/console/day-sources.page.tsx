import type { VNode } from 'preact';
import type { DayView, Total } from '../../reconciliation/day-view';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';
import { addressOf, DataTable } from './table.page';
import type { Column } from './table.page';

type Kind = 'payment' | 'refund';

interface SourceRow {
  source: Words;
  /** The list behind the figures, by what moved. */
  list(kind: Kind): string;
  collected: Total | null;
  refunded: Total | null;
}

/** What each of the sources says of a channel's day; each figure leads to its rows. */
export function Sources({ language, view, name }: { language: Language; view: DayView; name: Words }): VNode {
  return (
    <DataTable
      language={language}
      caption={name}
      columns={[
        { name: words('来源', 'Source'), cell: ({ source }) => source[language] },
        ...FIGURES.map((figure) => figureColumn(figure, language)),
      ]}
      rows={rowsOf(view)}
      empty={words('没有数据。', 'Nothing.')}
    />
  );
}

const NOT_HERE = words('未到', 'not here');
const NONE = words('—', '—');

interface Figure {
  name: Words;
  kind: Kind;
  of(total: Total): string;
  /** Where there is none. */
  none: Words;
}

const count = (total: Total): string => String(total.count);
const amount = (total: Total): string => formatAmount(total.amountFen);

const FIGURES: readonly Figure[] = [
  { name: words('收款笔数', 'Collected'), kind: 'payment', of: count, none: NOT_HERE },
  { name: words('收款金额', 'Amount'), kind: 'payment', of: amount, none: NONE },
  { name: words('退款笔数', 'Refunded'), kind: 'refund', of: count, none: NONE },
  { name: words('退款金额', 'Amount refunded'), kind: 'refund', of: amount, none: NONE },
];

function figureColumn({ name, kind, of, none }: Figure, language: Language): Column<SourceRow> {
  const cell = ({ collected, refunded, list }: SourceRow) => {
    const total = kind === 'payment' ? collected : refunded;
    return total === null ? none[language] : <a href={list(kind)}>{of(total)}</a>;
  };
  return { name, isNumber: true, cell };
}

function rowsOf(view: DayView): SourceRow[] {
  const { ledger, statement, funds, bank, register } = view;
  const lists = listsOf(view);
  const only = (collected: Total | null) => ({ collected, refunded: null });
  return [
    {
      source: words('我方账', 'Our books'),
      list: lists.ledger,
      ...{ collected: ledger.paid, refunded: ledger.refunded },
    },
    ...laterRows(view),
    {
      source: words('渠道对账单', 'Channel’s statement'),
      list: lists.statement,
      ...{ collected: statement?.paid ?? null, refunded: statement?.refunded ?? null },
    },
    ...(funds
      ? [
          {
            source: words('渠道资金账单', 'Channel’s fund flow'),
            list: lists.funds,
            ...{ collected: funds.paid, refunded: funds.refunded },
          },
        ]
      : []),
    { source: words('银行到账', 'Credit at the bank'), list: lists.bank, ...only(bank) },
    { source: words('登记库应知', 'Register should know'), list: lists.due, ...only(register.due) },
    {
      source: words('登记库已确认', 'Register confirmed'),
      list: lists.confirmed,
      ...only(register.confirmed),
    },
  ];
}

/** What the seal of the day lacks of the figures above: it is in that of the day on which it was booked. */
function laterRows(view: DayView): SourceRow[] {
  const { paid, refunded } = view.ledger.bookedLater;
  if (paid.count + refunded.count === 0) return [];
  return [
    {
      source: words(
        '　其中关账后入账（计入入账日的关账证明）',
        '– of this booked after the close (in the seal of the day of booking)',
      ),
      list: listsOf(view).bookedLater,
      ...{ collected: paid, refunded },
    },
  ];
}

/** Where the rows of each source are, by what moved. */
function listsOf({ channel, businessDay: day }: DayView) {
  const report = (code: string, filter: Readonly<Record<string, string>> = {}): string =>
    addressOf(`/reports/${code}`, { from: day, to: day, channel, ...filter });
  return {
    ledger: (kind: Kind) => addressOf('/transactions', { channel, day, kind }),
    bookedLater: (kind: Kind) => report('transactions', { kind, state: 'booked_later' }),
    statement: (kind: Kind) => report('statement-lines', { kind }),
    funds: (kind: Kind) => report('fund-lines', { kind }),
    bank: () => report('bank-entries'),
    due: () => report('write-back', { day_of: 'paid' }),
    confirmed: () => report('write-back', { day_of: 'paid', state: 'confirmed' }),
  };
}
