import type { BrowseService } from '../../console/browse.service';
import type { UndeliveredRow } from '../../console/listing';
import { deliveryWords, EVENT_WORDS } from './answer-words';
import { momentColumn } from './columns.page';
import { listPage } from './list.page';
import { words } from './page';
import type { ConsolePart, Visit } from './page';
import { worded } from './status-words';
import { addressOf, Moment, To } from './table.page';
import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

interface EventsDeps {
  browse: BrowseService;
  views: ViewKeeper;
}

/** Pages of what an event is about, by the beginning of its number. */
const PAGES: Readonly<Record<string, string>> = { ord: '/orders', ref: '/refunds' };

/** What services did not take of what they were told: it is told again by itself, or was given up. */
export function eventsPart({ browse, views }: EventsDeps): ConsolePart {
  const list = listPage<UndeliveredRow>(
    {
      path: '/events',
      title: words('未送达的通知', 'Events not delivered'),
      fields: [],
      empty: words(
        '没有：接入系统已收到全部通知。',
        'Nothing: the services have taken everything that they were told.',
      ),
      exportTo: () => addressOf('/reports/undelivered-events', {}),
      lead: ({ language }) => Promise.resolve(<p>{LEAD[language]}</p>),
      columns: columnsFor,
      read: ({ actor }, _filter, before) => browse.listUndelivered(actor, before),
    },
    views,
  );
  return { pages: [list] };
}

const LEAD = words(
  '接入系统没有收到的通知会自动重发；已放弃的请先与接入系统核实，再由运维运行 npm run set-aside -- retry 重发。订单与资金不受影响。',
  'What a service did not take is told again by itself. Of what was given up, ask the service first, then have the operator run npm run set-aside -- retry. Orders and money are as they are.',
);

const columnsFor = ({ language }: Visit): Column<UndeliveredRow>[] => [
  momentColumn(words('时间', 'Time'), 'createdAt'),
  { name: words('接入系统', 'Service'), cell: ({ serviceName }) => serviceName },
  { name: words('事件', 'What happened'), cell: ({ type }) => worded(EVENT_WORDS, type)[language] },
  {
    name: words('对象', 'About'),
    cell: ({ subjectId }) => {
      const page = PAGES[subjectId.split('_')[0] ?? ''];
      return page === undefined ? subjectId : <To path={`${page}/${subjectId}`}>{subjectId}</To>;
    },
  },
  { name: words('尝试次数', 'Tries'), isNumber: true, cell: ({ attempts }) => attempts },
  {
    name: words('最后结果', 'Last result'),
    cell: ({ lastResult }) => (lastResult === null ? '—' : deliveryWords(lastResult)[language]),
  },
  {
    name: words('放弃时间', 'Given up'),
    cell: ({ exhaustedAt }) =>
      exhaustedAt === null ? words('自动重发中', 'told again')[language] : <Moment at={exhaustedAt} />,
  },
];
