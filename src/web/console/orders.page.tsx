import type { VNode } from 'preact';
import { nameOfAffair } from '../../affairs/affair';
import type { BrowseService, OrderFile } from '../../console/browse.service';
import type { SettlementNames, SettlementRuleService } from '../../console/settlement-rules.service';
import { nameIn } from '../../kernel/language';
import type { RefundService } from '../../refunds/refund.service';
import type { Language } from '../shared/language';
import { deliveryWords, EVENT_WORDS } from './answer-words';
import { amountColumn, channelColumn, momentColumn, refundColumn } from './columns.page';
import { refundReason } from './fact-words';
import { accountColumns } from './journal.page';
import { AskForRefund, refundAction } from './refund-request.page';
import { listPage } from './list.page';
import { orderList } from './order-list.page';
import { words } from './page';
import { itemColumns } from './remittance-parts.page';
import { withInterest } from './settlement-words';
import type { ConsolePart, Visit, Words } from './page';
import {
  dispositionWords,
  journalWords,
  ORDER_WORDS,
  PAYMENT_WORDS,
  REFUND_WORDS,
  statusWords,
  worded,
} from './status-words';
import { Amount, DataTable, Facts, Moment } from './table.page';
import type { ViewKeeper } from './views.page';

export interface OrdersDeps {
  browse: BrowseService;
  settlementRules: Pick<SettlementRuleService, 'readNames'>;
  refunds: Pick<RefundService, 'findRefundable' | 'proposeRefund'>;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

/** The list of orders, and everything about one. */
export function ordersPart({
  browse,
  settlementRules,
  refunds,
  views,
  channelNames,
}: OrdersDeps): ConsolePart {
  const show = async (visit: Visit) => {
    const { actor, language, params } = visit;
    const file = await browse.showOrder(actor, params.id ?? '');
    const names = withInterest(await settlementRules.readNames(actor, language), language);
    const refundableFen = await refunds.findRefundable(file.order.id);
    const title = `${words('订单', 'Order')[language]} ${file.order.id}`;
    return {
      title,
      body: (
        <>
          <OrderDetails {...{ language, file, names, channelNames }} />
          <AskForRefund visit={visit} orderId={file.order.id} refundableFen={refundableFen} />
        </>
      ),
    };
  };
  return {
    pages: [listPage(orderList(browse), views), { path: '/orders/:id', show }],
    actions: [refundAction(refunds)],
  };
}

interface DetailsProps {
  language: Language;
  file: OrderFile;
  names: SettlementNames;
  channelNames: ReadonlyMap<string, Words>;
}

function OrderDetails({ language, file, names, channelNames }: DetailsProps): VNode {
  const { order, hold } = file;
  return (
    <>
      <h1>{`${words('订单', 'Order')[language]} ${order.id}`}</h1>
      {hold && (
        <p class="note">
          {words('争议冻结：该订单的退款暂停。', 'Dispute hold: refunds of this order wait.')[language]}{' '}
          {`${hold.placedByName}：${hold.reason}`}
        </p>
      )}
      <Facts
        language={language}
        facts={[
          [words('状态', 'Status'), ORDER_WORDS[order.status][language]],
          [words('金额', 'Amount'), <Amount fen={order.amountFen} />],
          [words('接入系统', 'Service'), file.serviceName],
          [words('外部编号', 'Reference'), order.externalRef],
          [words('缴款码', 'Pay code'), order.payCode],
          [words('缴款人', 'Payer'), order.payerName],
          [words('创建时间', 'Created'), <Moment at={order.createdAt} />],
          [words('支付时间', 'Paid'), <Moment at={order.paidAt} />],
          [words('到期时间', 'Runs out'), <Moment at={order.expiresAt} />],
        ]}
      />
      <Items {...{ language, file, names }} />
      <Payments {...{ language, file, channelNames }} />
      <Refunds language={language} file={file} />
      <Journals language={language} file={file} channelNames={channelNames} />
      <History language={language} file={file} />
    </>
  );
}

type PartProps = Pick<DetailsProps, 'language' | 'file'>;
type MoneyProps = Omit<DetailsProps, 'names'>;

function Items({ language, file, names }: Omit<DetailsProps, 'channelNames'>): VNode {
  return (
    <DataTable
      language={language}
      caption={words('明细', 'Items')}
      columns={[
        { name: words('事项', 'Affair'), cell: (item) => nameIn(language, nameOfAffair(item, file.names)) },
        ...itemColumns(names),
        { name: words('决定书', 'Decision'), cell: ({ decisionNo }) => decisionNo ?? '—' },
        { name: words('数量', 'Quantity'), isNumber: true, cell: ({ quantity }) => quantity },
        amountColumn(),
      ]}
      rows={file.order.items}
      empty={words('没有明细。', 'There are no items.')}
    />
  );
}

function Payments({ language, file, channelNames }: MoneyProps): VNode {
  return (
    <DataTable
      language={language}
      caption={words('支付', 'Payments')}
      columns={[
        { name: words('支付号', 'Payment'), cell: ({ id }) => id },
        channelColumn(language, channelNames),
        { name: words('状态', 'Status'), cell: ({ status }) => PAYMENT_WORDS[status][language] },
        {
          name: words('去向', 'Where it went'),
          cell: ({ disposition, reason }) => dispositionWords(disposition, reason)[language],
        },
        { name: words('渠道流水号', 'Channel’s number'), cell: ({ transactionId }) => transactionId ?? '—' },
        amountColumn(),
        momentColumn(words('到账时间', 'Paid'), 'paidAt'),
      ]}
      rows={file.payments}
      empty={words(
        '还没有支付。缴款人打开收银台并选择渠道后会出现在这里。',
        'No payment yet. One appears once the payer has chosen a channel at the cashier.',
      )}
    />
  );
}

function Refunds({ language, file }: PartProps): VNode {
  return (
    <DataTable
      language={language}
      caption={words('退款', 'Refunds')}
      columns={[
        refundColumn(),
        { name: words('状态', 'Status'), cell: ({ status }) => REFUND_WORDS[status][language] },
        { name: words('原因', 'Reason'), isText: true, cell: ({ reason }) => refundReason(reason, language) },
        amountColumn(),
        momentColumn(words('申请时间', 'Asked for'), 'createdAt'),
      ]}
      rows={file.refunds}
      empty={words('没有退款。', 'There is no refund.')}
    />
  );
}

function Journals({ file, ...telling }: MoneyProps): VNode {
  const rows = file.journals.flatMap(({ postings, ...journal }) =>
    postings.map((posting) => ({ ...journal, ...posting })),
  );
  return (
    <DataTable
      language={telling.language}
      caption={words('分录', 'Postings')}
      columns={[
        { name: words('营业日', 'Day'), cell: ({ businessDay }) => businessDay },
        { name: words('凭证', 'Journal'), cell: ({ id }) => id },
        { name: words('类型', 'Kind'), cell: ({ kind }) => journalWords(kind)[telling.language] },
        ...accountColumns(telling),
        amountColumn(),
      ]}
      rows={rows}
      empty={words('还没有入账。', 'Nothing is booked yet.')}
    />
  );
}

function History({ language, file }: PartProps): VNode {
  const told = file.events.map(({ createdAt, type, deliveredAt, lastResult }) => ({
    at: createdAt,
    what: worded(EVENT_WORDS, type)[language],
    result: deliveredAt
      ? words('已送达', 'delivered')[language]
      : lastResult === null
        ? '—'
        : deliveryWords(lastResult)[language],
  }));
  const moved = file.moves.map(({ at, subject, subjectId, fromStatus, toStatus }) => ({
    at,
    what: `${subjectId}: ${statusWords(subject, fromStatus)[language]} → ${statusWords(subject, toStatus)[language]}`,
    result: '',
  }));
  return (
    <DataTable
      language={language}
      caption={words('经过', 'History')}
      columns={[
        momentColumn(words('时间', 'Time'), 'at'),
        { name: words('事件', 'What happened'), isText: true, cell: ({ what }) => what },
        { name: words('通知接入系统', 'Told to the service'), cell: ({ result }) => result },
      ]}
      rows={[...told, ...moved].sort((a, b) => a.at.getTime() - b.at.getTime())}
      empty={words('还没有事件。', 'Nothing has happened yet.')}
    />
  );
}
