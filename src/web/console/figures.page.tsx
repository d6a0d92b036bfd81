import type { VNode } from 'preact';
import type { AgedDifferences, FileArrival } from '../../console/overview';
import { addDays, daysBetween } from '../../kernel/business-day';
import type { BusinessDay } from '../../kernel/business-day';
import type { Language } from '../shared/language';
import { channelColumn } from './columns.page';
import { words } from './page';
import type { Words } from './page';
import { addressOf, DataTable, Moment, To } from './table.page';

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
      const age = Math.max(0, daysBetween(businessDay, today));
      return age >= from && age < below;
    });
    const href = addressOf('/differences', {
      state: 'open',
      from: Number.isFinite(below) ? addDays(today, 1 - below) : null,
      to: addDays(today, -from),
    });
    return { name, href, count: of.reduce((sum, { count }) => sum + count, 0) };
  });
  const open = aged.filter(({ count }) => count > 0);
  return (
    <DataTable
      language={language}
      caption={words('未处理差异（按账龄）', 'Open differences by age')}
      columns={[
        { name: words('账龄', 'Age'), cell: ({ name }) => name[language] },
        {
          name: words('笔数', 'Count'),
          isNumber: true,
          cell: ({ count, href }) => <a href={href}>{count}</a>,
        },
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
  const late = words('迟到，尚未到达', 'Late')[language];
  const waiting = words('尚未到时间', 'Not due yet')[language];
  return (
    <DataTable
      language={language}
      caption={words('近 3 天对账单', 'Statement files of 3 days')}
      columns={[
        {
          name: words('营业日', 'Day'),
          cell: ({ businessDay }) => <To path={`/reconciliation?day=${businessDay}`}>{businessDay}</To>,
        },
        channelColumn(language, channelNames),
        {
          name: words('到达时间', 'Came'),
          cell: ({ fetchedAt, statementId, isLate }) =>
            statementId !== null ? (
              <To path={`/statements/${statementId}`}>
                <Moment at={fetchedAt} />
              </To>
            ) : isLate ? (
              <strong class="late">{late}</strong>
            ) : (
              <span class="quiet">{waiting}</span>
            ),
        },
      ]}
      rows={rows}
      empty={words('没有配置渠道。', 'No channel is configured.')}
    />
  );
}
