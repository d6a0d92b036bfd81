import type { BrowseService } from '../../console/browse.service';
import type { PaymentRow } from '../../console/listing';
import { addDays, businessDayOf } from '../../kernel/business-day';
import type { PaymentStatus } from '../../payments/payment';
import { amountColumn, channelColumn, momentColumn, orderColumn } from './columns.page';
import { EMPTY, FROM, listPage, periodOf, TO } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePart, Words } from './page';
import { choicesOf, dispositionWords, PAYMENT_WORDS } from './status-words';
import { addressOf } from './table.page';
import type { ViewKeeper } from './views.page';

export interface PaymentsDeps {
  browse: BrowseService;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

const TITLE = words('支付', 'Payments');
/** Over how many days a status is looked for, unless the filter says. */
const STATUS_DAYS = 7;

/** The list of payments; each leads to its order. */
export function paymentsPart(deps: PaymentsDeps): ConsolePart {
  return { pages: [listPage(termsOf(deps), deps.views)] };
}

function termsOf({ browse, channelNames }: PaymentsDeps): ListTerms<PaymentRow> {
  return {
    path: '/payments',
    title: TITLE,
    fields: [
      { kind: 'choice', name: 'channel', label: words('渠道', 'Channel'), options: [...channelNames] },
      { kind: 'choice', name: 'status', label: words('状态', 'Status'), options: choicesOf(PAYMENT_WORDS) },
      FROM,
      TO,
    ],
    empty: EMPTY,
    exportTo: ({ channel, status, ...days }, { now }) =>
      addressOf('/reports/payment-attempts', { ...periodOf(days, now), channel, status }),
    complete: (filter, now) =>
      filter.status === undefined || filter.from !== undefined
        ? { ...filter }
        : { ...filter, from: addDays(filter.to ?? businessDayOf(now), 1 - STATUS_DAYS) },
    columns: ({ language }) => [
      { name: words('支付号', 'Payment'), cell: ({ id }) => id },
      orderColumn(),
      momentColumn(words('创建时间', 'Created'), 'createdAt'),
      channelColumn(language, channelNames),
      {
        name: words('状态', 'Status'),
        cell: ({ status, disposition, reason }) =>
          disposition === 'suspense'
            ? dispositionWords(disposition, reason)[language]
            : PAYMENT_WORDS[status][language],
      },
      { name: words('渠道流水号', 'Channel’s number'), cell: ({ transactionId }) => transactionId ?? '—' },
      amountColumn(),
      momentColumn(words('到账时间', 'Paid'), 'paidAt'),
    ],
    read: ({ actor }, { channel = null, status = null, from = null, to = null }, before) =>
      browse.listPayments(actor, { channel, status: status as PaymentStatus | null, from, to, before }),
  };
}
