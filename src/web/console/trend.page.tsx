import type { VNode } from 'preact';
import type { Overview } from '../../console/overview';
import type { BusinessDay } from '../../kernel/business-day';
import { formatYuan } from '../../kernel/money';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import type { Series } from './chart';
import { words } from './page';
import type { Words } from './page';
import { addressOf, DataTable } from './table.page';
import type { Column } from './table.page';

/** Bars over days, and the same figures as a table, each of which leads to what is behind it. */
export interface Trend {
  title: Words;
  /** What the picture is, for who does not see it. */
  alt: Words;
  series: readonly Series[];
  columns: readonly Column<BusinessDay>[];
  days: readonly BusinessDay[];
}

type Channels = readonly (readonly [code: string, name: string])[];

interface Given {
  days: readonly BusinessDay[];
  seen: Overview;
  language: Language;
}

/** What each channel collected. */
export function paidTrend({ days, seen, channels }: Given & { channels: Channels }): Trend {
  const amountOf = (channel: string, day: BusinessDay): bigint =>
    seen.trend.find((point) => point.channel === channel && point.businessDay === day)?.collectedFen ?? 0n;
  return {
    title: words('近 30 天收款（元）', 'Collected over 30 days (yuan)'),
    alt: words(
      '近 30 天各渠道收款柱状图，数字见下表',
      'Bars of what each channel collected in 30 days; the figures are in the table below',
    ),
    days,
    series: channels.map(([code, name]) => ({
      name,
      // A picture may round what the table below it does not.
      values: days.map((day) => Number(formatYuan(amountOf(code, day)))),
    })),
    columns: channels.map(([channel, name]) => ({
      name: words(name, name),
      isNumber: true,
      cell: (day) => (
        <a href={addressOf('/transactions', { channel, day, kind: 'payment' })}>
          {formatAmount(amountOf(channel, day))}
        </a>
      ),
    })),
  };
}

const STATES = [
  ['open', words('未处理', 'Open')],
  ['closed', words('已处理', 'Closed')],
] as const;

/** How many differences the days had. */
export function differenceTrend({ days, seen, language }: Given): Trend {
  const countOf = (state: 'open' | 'closed', day: BusinessDay): number =>
    seen.differenceTrend.find(({ businessDay }) => businessDay === day)?.[state] ?? 0;
  return {
    title: words('近 30 天差异（笔）', 'Differences over 30 days'),
    alt: words(
      '近 30 天每日差异柱状图，分未处理和已处理，数字见下表',
      'Bars of the differences of each of 30 days, open and closed; the figures are in the table below',
    ),
    days,
    series: STATES.map(([state, name]) => ({
      name: name[language],
      values: days.map((day) => countOf(state, day)),
    })),
    columns: STATES.map(([state, name]) => ({
      name,
      isNumber: true,
      cell: (day) => <a href={addressOf('/differences', { state, day })}>{countOf(state, day)}</a>,
    })),
  };
}

const TABLE = words('查看数字', 'Show the figures');

/** The picture and its table. */
export function TrendCard({
  language,
  trend: { title, alt, columns, days },
  picture,
}: {
  language: Language;
  trend: Trend;
  picture: string;
}): VNode {
  return (
    <section class="card">
      <h2>{title[language]}</h2>
      <div class="picture" tabIndex={0} role="group" aria-label={title[language]}>
        <img class="chart" src={picture} alt={alt[language]} width="960" height="260" />
      </div>
      <details>
        <summary>{`${TABLE[language]}: ${title[language]}`}</summary>
        <DataTable
          language={language}
          caption={title}
          columns={[{ name: words('营业日', 'Day'), cell: (day: BusinessDay) => day }, ...columns]}
          rows={days.toReversed()}
          empty={title}
        />
      </details>
    </section>
  );
}
