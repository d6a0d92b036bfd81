import type { Fen } from '../../kernel/money';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';
import { Amount, Moment, To } from './table.page';
import type { Column } from './table.page';

/** Columns that many lists have. */
export const amountColumn = <Row extends { amountFen: Fen }>(): Column<Row> => ({
  name: words('金额', 'Amount'),
  isNumber: true,
  cell: ({ amountFen }) => <Amount fen={amountFen} />,
});

export const channelColumn = <Row extends { channel: string }>(
  language: Language,
  channelNames: ReadonlyMap<string, Words>,
): Column<Row> => ({
  name: words('渠道', 'Channel'),
  cell: ({ channel }) => channelNames.get(channel)?.[language] ?? channel,
});

/** The moment under this key. */
export const momentColumn = <Key extends string>(
  name: Words,
  key: Key,
): Column<Readonly<Record<Key, Date | null>>> => ({ name, cell: (row) => <Moment at={row[key]} /> });

/** Leads to the order. */
export const orderColumn = <Row extends { orderId: string | null }>(
  name = words('订单号', 'Order'),
): Column<Row> => ({
  name,
  cell: ({ orderId }) => (orderId === null ? '—' : <To path={`/orders/${orderId}`}>{orderId}</To>),
});

/** Leads to the refund. */
export const refundColumn = <Row extends { id: string }>(): Column<Row> => ({
  name: words('退款号', 'Refund'),
  cell: ({ id }) => <To path={`/refunds/${id}`}>{id}</To>,
});
