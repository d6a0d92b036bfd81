import type { VNode } from 'preact';
import type { DayTotal, Overview } from '../../console/overview';
import type { BusinessDay } from '../../kernel/business-day';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';
import { addressOf, DataTable } from './table.page';
import type { Column } from './table.page';

interface ChannelTotal {
  channel: string | null;
  name: string;
  paid: DayTotal | null;
  refunded: DayTotal | null;
}

type Channels = readonly (readonly [code: string, name: string])[];

interface SeenProps {
  language: Language;
  seen: Overview;
  channels: Channels;
}

/** What each channel took in and gave back on a day. */
export function Totals({
  language,
  name,
  day,
  seen,
  channels,
}: SeenProps & { name: Words; day: BusinessDay }): VNode {
  const rows = totalsOf(
    seen.totals.filter(({ businessDay }) => businessDay === day),
    channels,
  );
  const sum = sumOf(rows, language);
  const caption = words(`${name['zh-CN']} ${day}`, `${name.en}, ${day}`);
  return (
    <DataTable
      language={language}
      caption={caption}
      columns={totalColumns(day)}
      rows={rows}
      totals={[sum]}
      empty={caption}
    />
  );
}

function totalsOf(totals: readonly DayTotal[], channels: Channels): ChannelTotal[] {
  const find = (code: string, kind: DayTotal['kind']): DayTotal | null =>
    totals.find((total) => total.channel === code && total.kind === kind) ?? null;
  return channels.map(([channel, name]) => ({
    channel,
    name,
    paid: find(channel, 'payment'),
    refunded: find(channel, 'refund'),
  }));
}

function sumOf(rows: readonly ChannelTotal[], language: Language): ChannelTotal {
  return {
    channel: null,
    name: words('合计', 'Total')[language],
    paid: addUp(rows.map(({ paid }) => paid)),
    refunded: addUp(rows.map(({ refunded }) => refunded)),
  };
}

function addUp(totals: readonly (DayTotal | null)[]): DayTotal | null {
  const known = totals.filter((total) => total !== null);
  const [first] = known;
  if (!first) return null;
  const count = known.reduce((all, total) => all + total.count, 0);
  return { ...first, count, amountFen: known.reduce((all, total) => all + total.amountFen, 0n) };
}

/** Each figure leads to what is behind it; that of all channels to all of it. */
function totalColumns(day: BusinessDay): Column<ChannelTotal>[] {
  const column = (
    name: Words,
    kind: DayTotal['kind'],
    textOf: (total: DayTotal | null) => string,
  ): Column<ChannelTotal> => ({
    name,
    isNumber: true,
    cell: ({ channel, ...of }) => (
      <a href={addressOf('/transactions', { channel, day, kind })}>
        {textOf(kind === 'payment' ? of.paid : of.refunded)}
      </a>
    ),
  });
  const count = (total: DayTotal | null): string => String(total?.count ?? 0);
  const amount = (total: DayTotal | null): string => formatAmount(total?.amountFen ?? 0n);
  return [
    { name: words('渠道', 'Channel'), cell: ({ name }) => name },
    column(words('收款笔数', 'Payments'), 'payment', count),
    column(words('收款金额', 'Collected'), 'payment', amount),
    column(words('退款笔数', 'Refunds'), 'refund', count),
    column(words('退款金额', 'Refunded'), 'refund', amount),
  ];
}
