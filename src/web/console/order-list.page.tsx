import type { BrowseService } from '../../console/browse.service';
import type { OrderRow } from '../../console/listing';
import type { OrderStatus } from '../../orders/order';
import { amountColumn, momentColumn } from './columns.page';
import { filterName } from './filter-words';
import { EMPTY, FROM, periodOf, TO } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import { choicesOf, ORDER_WORDS } from './status-words';
import { addressOf, To } from './table.page';

/** The list of orders: all of a filter, or those that a number names. */
export function orderList(browse: BrowseService): ListTerms<OrderRow> {
  return {
    path: '/orders',
    title: words('缴款订单', 'Orders'),
    fields: [
      {
        kind: 'text',
        name: 'number',
        label: filterName('orders-by-number', 'number'),
      },
      { kind: 'choice', name: 'status', label: words('状态', 'Status'), options: choicesOf(ORDER_WORDS) },
      FROM,
      TO,
    ],
    empty: EMPTY,
    // A number names what it names, of whatever day and status: nothing else narrows it.
    complete: ({ number, ...others }) => (number === undefined ? others : { number }),
    exportTo: ({ number, status, ...days }, { now }) =>
      number === undefined
        ? addressOf('/reports/orders', { ...periodOf(days, now), status })
        : addressOf('/reports/orders-by-number', { number: numberIn(number) }),
    columns: ({ language }) => [
      { name: words('订单号', 'Order'), cell: ({ id }) => <To path={`/orders/${id}`}>{id}</To> },
      momentColumn(words('创建时间', 'Created'), 'createdAt'),
      { name: words('接入系统', 'Service'), cell: ({ serviceName }) => serviceName },
      { name: words('外部编号', 'Reference'), cell: ({ externalRef }) => externalRef },
      { name: words('状态', 'Status'), cell: ({ status }) => ORDER_WORDS[status][language] },
      amountColumn(),
      momentColumn(words('支付时间', 'Paid'), 'paidAt'),
    ],
    read: async ({ actor }, { number, from = null, to = null, status = null }, before) => {
      const filter = { from, to, status: status as OrderStatus | null, before };
      if (number === undefined) return browse.listOrders(actor, filter);
      return browse.listFound(actor, numberIn(number));
    },
  };
}

/** As it is kept, however it was typed. */
const numberIn = (typed: string): string => typed.normalize('NFKC').replace(/\s/g, '');
