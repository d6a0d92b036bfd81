import type { VNode } from 'preact';
import type { BrowseService, KindTotal } from '../../console/browse.service';
import { TRANSACTION_KINDS } from '../../console/listing';
import type { TransactionFilter, TransactionRow } from '../../console/listing';
import { businessDayOf } from '../../kernel/business-day';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { amountColumn, channelColumn, momentColumn, orderColumn } from './columns.page';
import { filterName } from './filter-words';
import { EMPTY, listPage } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePart, Words } from './page';
import { choicesOf, dispositionWords } from './status-words';
import { addressOf } from './table.page';
import type { ViewKeeper } from './views.page';

export interface TransactionsDeps {
  browse: BrowseService;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

const KINDS = { payment: words('收款', 'Payments'), refund: words('退款', 'Refunds') };

/** What the channels moved on a day: the list behind the totals of the first page. */
export function transactionsPart(deps: TransactionsDeps): ConsolePart {
  return { pages: [listPage(termsOf(deps), deps.views)] };
}

function termsOf({ browse, channelNames }: TransactionsDeps): ListTerms<TransactionRow> {
  const filterOf = filterWith([...channelNames.keys()]);
  return {
    path: '/transactions',
    title: words('渠道流水', 'Channel transactions'),
    fields: [
      { kind: 'choice', name: 'channel', label: words('渠道', 'Channel'), options: [...channelNames] },
      { kind: 'choice', name: 'kind', label: filterName('transactions', 'kind'), options: choicesOf(KINDS) },
      { kind: 'day', name: 'day', label: words('营业日', 'Day') },
    ],
    empty: EMPTY,
    exportTo,
    complete: (filter, now) => ({
      kind: 'payment',
      day: businessDayOf(now),
      ...filter,
    }),
    lead: async ({ actor, language }, filter) => (
      <Totals language={language} totals={await browse.sumTransactions(actor, filterOf(filter, null))} />
    ),
    columns: ({ language }) => [
      channelColumn(language, channelNames),
      { name: filterName('transactions', 'kind'), cell: ({ kind }) => KINDS[kind][language] },
      { name: words('渠道流水号', 'Channel’s number'), cell: ({ transactionId }) => transactionId },
      { name: words('商户单号', 'Our number'), cell: ({ outTradeNo }) => outTradeNo },
      orderColumn(),
      momentColumn(words('时间', 'Time'), 'occurredAt'),
      {
        name: words('去向', 'Where it went'),
        cell: ({ disposition, reason }) => dispositionWords(disposition, reason)[language],
      },
      amountColumn(),
    ],
    read: ({ actor }, filter, before) => browse.listTransactions(actor, filterOf(filter, before)),
  };
}

/** One line for each kind. */
function Totals({ language, totals }: { language: Language; totals: readonly KindTotal[] }): VNode {
  const lines = totals.map(({ kind, count, amountFen }) => {
    const sum = formatAmount(amountFen);
    const text = words(`共 ${count} 笔，合计 ${sum}`, `${count} in all, ${sum}`)[language];
    return <p key={kind}>{`${KINDS[kind][language]}: ${text}`}</p>;
  });
  return <>{lines}</>;
}

const exportTo = ({ day, channel, kind }: Readonly<Record<string, string>>): string =>
  addressOf('/reports/transactions', { from: day, to: day, channel, kind });

const filterWith =
  (all: readonly string[]) =>
  (
    { channel, day = '', kind }: Readonly<Record<string, string>>,
    before: string | null,
  ): TransactionFilter => ({
    channels: channel === undefined ? all : [channel],
    businessDay: day,
    kinds: TRANSACTION_KINDS.filter((known) => kind === undefined || kind === known),
    before,
  });
