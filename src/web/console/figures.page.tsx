import type { VNode } from 'preact';
import type { AgedDifferences, DayTotal, FileArrival, Overview } from '../../console/overview';
import { daysBetween } from '../../kernel/business-day';
import type { BusinessDay } from '../../kernel/business-day';
import type { Language } from '../shared/language';
import { amountOf } from './chart';
import { channelColumn } from './columns.page';
import { words } from './page';
import type { Words } from './page';
import { addressOf, Amount, DataTable, Moment } from './table.page';
import type { Column } from './table.page';

const T = {
  trend: words('近 30 天收款（元）', 'Collected over 30 days (yuan)'),
  trendAlt: words(
    '近 30 天各渠道收款柱状图，数字见下表',
    'Bars of what each channel collected in 30 days; the figures are in the table below',
  ),
  trendTable: words('近 30 天收款明细', 'The figures of 30 days'),
};

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

function totalColumns(day: BusinessDay): Column<ChannelTotal>[] {
  const behind = (channel: string | null, kind: DayTotal['kind']): string =>
    addressOf('/transactions', { channel, day, kind });
  return [
    { name: words('渠道', 'Channel'), cell: ({ name }) => name },
    {
      name: words('收款笔数', 'Payments'),
      isNumber: true,
      cell: ({ channel, paid: total }) => (
        <Count total={total} href={channel && behind(channel, 'payment')} />
      ),
    },
    {
      name: words('收款金额', 'Collected'),
      isNumber: true,
      cell: ({ paid: total }) => <Amount fen={total?.amountFen ?? 0n} />,
    },
    {
      name: words('退款笔数', 'Refunds'),
      isNumber: true,
      cell: ({ channel, refunded }) => <Count total={refunded} href={channel && behind(channel, 'refund')} />,
    },
    {
      name: words('退款金额', 'Refunded'),
      isNumber: true,
      cell: ({ refunded }) => <Amount fen={refunded?.amountFen ?? 0n} />,
    },
  ];
}

/** The sum of all channels has no list of its own. */
function Count({ total, href }: { total: DayTotal | null; href: string | null }): VNode {
  const count = total?.count ?? 0;
  return href === null ? <>{count}</> : <a href={href}>{count}</a>;
}

/** From so many days on, up to the next one. */
const AGES: readonly (readonly [from: number, name: Words])[] = [
  [0, words('1 天以内', 'up to 1 day')],
  [2, words('2–3 天', '2–3 days')],
  [4, words('4–7 天', '4–7 days')],
  [8, words('7 天以上', 'over 7 days')],
];

/** The open differences, counted by how old they are. */
export function Differences({
  language,
  today,
  rows,
}: {
  language: Language;
  today: BusinessDay;
  rows: readonly AgedDifferences[];
}): VNode {
  const aged = AGES.map(([from, name], index) => {
    const below = AGES[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    const of = rows.filter(({ businessDay }) => {
      const age = daysBetween(businessDay, today);
      return age >= from && age < below;
    });
    return { name, count: of.reduce((sum, { count }) => sum + count, 0) };
  });
  const open = aged.filter(({ count }) => count > 0);
  return (
    <DataTable
      language={language}
      caption={words('未处理差异（按账龄）', 'Open differences by age')}
      columns={[
        { name: words('账龄', 'Age'), cell: ({ name }) => name[language] },
        { name: words('笔数', 'Count'), isNumber: true, cell: ({ count }) => count },
      ]}
      rows={open}
      empty={words('没有未处理的差异。', 'There is no open difference.')}
    />
  );
}

/** Which statement files have come. */
export function Files({
  language,
  rows,
  channelNames,
}: {
  language: Language;
  rows: readonly FileArrival[];
  channelNames: ReadonlyMap<string, Words>;
}): VNode {
  const late = words('未到', 'Not here yet')[language];
  return (
    <DataTable
      language={language}
      caption={words('近 3 天对账单', 'Statement files of 3 days')}
      columns={[
        { name: words('营业日', 'Day'), cell: ({ businessDay }) => businessDay },
        channelColumn(language, channelNames),
        {
          name: words('到达时间', 'Came'),
          cell: ({ fetchedAt }) =>
            fetchedAt === null ? <strong class="late">{late}</strong> : <Moment at={fetchedAt} />,
        },
      ]}
      rows={rows}
      empty={words('没有配置渠道。', 'No channel is configured.')}
    />
  );
}

/** The trend as a picture, and its figures as a table. */
export function TrendCard({
  language,
  picture,
  ...shown
}: SeenProps & { days: readonly BusinessDay[]; picture: string }): VNode {
  return (
    <section class="card">
      <h2>{T.trend[language]}</h2>
      <div class="picture" tabIndex={0} role="group" aria-label={T.trend[language]}>
        <img class="chart" src={picture} alt={T.trendAlt[language]} width="960" height="260" />
      </div>
      <details>
        <summary>{T.trendTable[language]}</summary>
        <Trend language={language} {...shown} />
      </details>
    </section>
  );
}

function Trend({ language, days, seen, channels }: SeenProps & { days: readonly BusinessDay[] }): VNode {
  const ofChannels = channels.map(
    ([code, name]): Column<BusinessDay> => ({
      name: words(name, name),
      isNumber: true,
      cell: (day) => <Amount fen={amountOf(seen.trend, code, day)} />,
    }),
  );
  return (
    <DataTable
      language={language}
      caption={T.trendTable}
      columns={[{ name: words('营业日', 'Day'), cell: (day) => day }, ...ofChannels]}
      rows={days.toReversed()}
      empty={T.trendTable}
    />
  );
}
