import type { VNode } from 'preact';
import type { BrowseService, RefundFile } from '../../console/browse.service';
import type { RefundRow } from '../../console/listing';
import type { ApprovalService } from '../../refunds/approval.service';
import type { PayeeDetails } from '../../refunds/payee-account';
import type { PayeeAccountService } from '../../refunds/payee-account.service';
import type { Refund, RefundStatus } from '../../refunds/refund';
import type { Language } from '../shared/language';
import { actionsOn } from './action';
import { LEFT_WORDS } from './answer-words';
import { amountColumn, channelColumn, momentColumn, orderColumn, refundColumn } from './columns.page';
import { refundReason } from './fact-words';
import { required } from './form-data';
import { ActForm } from './form.page';
import { EMPTY, FROM, listPage, periodOf, TO } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsoleAction, ConsolePart, Visit, Words } from './page';
import { payeeActions, PayeePart } from './refund-payee.page';
import { choicesOf, ORIGIN_WORDS, REFUND_WORDS, worded } from './status-words';
import { addressOf, Amount, DataTable, Facts, Moment, To } from './table.page';
import type { ViewKeeper } from './views.page';

export interface RefundsDeps {
  browse: BrowseService;
  approvals: ApprovalService;
  payeeAccounts: PayeeAccountService;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

const TITLE = words('退款', 'Refunds');

/** The list of refunds, each by itself, and what a person decides about it. */
export function refundsPart(deps: RefundsDeps): ConsolePart {
  const { browse, payeeAccounts, channelNames } = deps;
  const view = async (visit: Visit, revealed: PayeeDetails | null) => {
    const { actor, language, params } = visit;
    const file = await browse.showRefund(actor, params.id ?? '');
    const title = `${words('退款', 'Refund')[language]} ${file.refund.id}`;
    return {
      title,
      body: (
        <Details title={title} visit={visit} file={file} channelNames={channelNames} revealed={revealed} />
      ),
    };
  };
  const show = (visit: Visit) => view(visit, null);
  // A whole account number stands in no address, and on no page that is only looked at.
  const answer = async (visit: Visit) =>
    view(visit, await payeeAccounts.revealAccount(visit.actor, visit.params.id ?? ''));
  return {
    pages: [listPage(termsOf(deps), deps.views), { path: '/refunds/:id', show, answer }],
    actions: [...actionsOf(deps), ...payeeActions(deps)],
  };
}

function termsOf({ browse, channelNames }: RefundsDeps): ListTerms<RefundRow> {
  return {
    path: '/refunds',
    title: TITLE,
    fields: [
      { kind: 'choice', name: 'status', label: words('状态', 'Status'), options: choicesOf(REFUND_WORDS) },
      FROM,
      TO,
    ],
    empty: EMPTY,
    exportTo: ({ status, ...days }, { now }) =>
      addressOf('/reports/refunds', { ...periodOf(days, now), status, day_of: 'requested' }),
    columns: ({ language }: Visit) => [
      refundColumn(),
      momentColumn(words('申请时间', 'Asked for'), 'createdAt'),
      channelColumn(language, channelNames),
      { name: words('状态', 'Status'), cell: ({ status }) => REFUND_WORDS[status][language] },
      { name: words('原因', 'Reason'), isText: true, cell: ({ reason }) => refundReason(reason, language) },
      amountColumn(),
      orderColumn(),
    ],
    read: ({ actor }, { status = null, from = null, to = null }, before) =>
      browse.listRefunds(actor, { status: status as RefundStatus | null, from, to, before }),
  };
}

function actionsOf({ approvals }: RefundsDeps): ConsoleAction[] {
  const action = actionsOn('/refunds');
  return [
    action('approve', ({ actor }, id) => approvals.approveRefund(actor, id)),
    action('reject', ({ actor, fields }, id) => approvals.rejectRefund(actor, id, required(fields, 'note'))),
    action('retry', ({ actor }, id) => approvals.retryRefund(actor, id)),
    action('give-up', ({ actor, fields }, id) => approvals.giveUpRefund(actor, id, required(fields, 'note'))),
  ];
}

interface DetailsProps {
  title: string;
  visit: Visit;
  file: RefundFile;
  channelNames: ReadonlyMap<string, Words>;
  /** The account of its payee, where somebody has asked for the whole of it. */
  revealed: PayeeDetails | null;
}

function Details({ title, visit, file, channelNames, revealed }: DetailsProps): VNode {
  const { actor, language } = visit;
  const { refund, hold, moves } = file;
  return (
    <>
      <h1>{title}</h1>
      {hold && (
        <p class="note">
          {
            words(
              '该订单有争议冻结，退款须等待解除。',
              'There is a dispute hold on the order: the refund waits.',
            )[language]
          }
        </p>
      )}
      <RefundFacts visit={visit} file={file} channelNames={channelNames} />
      <PayeePart visit={visit} file={file} revealed={revealed} />
      {actor.permissions.has('refunds.approve') && <Decisions language={language} refund={refund} />}
      <DataTable
        language={language}
        caption={words('经过', 'History')}
        columns={[
          momentColumn(words('时间', 'Time'), 'at'),
          {
            name: words('从', 'From'),
            cell: ({ fromStatus }) => REFUND_WORDS[fromStatus as RefundStatus][language],
          },
          {
            name: words('到', 'To'),
            cell: ({ toStatus }) => REFUND_WORDS[toStatus as RefundStatus][language],
          },
        ]}
        rows={moves}
        empty={words('还没有变化。', 'Nothing has changed yet.')}
      />
    </>
  );
}

function RefundFacts({
  visit: { language, nameOf },
  file,
  channelNames,
}: Pick<DetailsProps, 'visit' | 'file' | 'channelNames'>): VNode {
  const { refund, payment } = file;
  return (
    <Facts
      language={language}
      facts={[
        [words('状态', 'Status'), REFUND_WORDS[refund.status][language]],
        [words('金额', 'Amount'), <Amount fen={refund.amountFen} />],
        [words('原支付金额', 'Of a payment of'), <Amount fen={payment?.amountFen ?? null} />],
        [words('渠道', 'Channel'), channelNames.get(refund.channel)?.[language] ?? refund.channel],
        [words('来由', 'Origin'), ORIGIN_WORDS[refund.origin][language]],
        [words('原因', 'Reason'), refundReason(refund.reason, language)],
        [words('说明', 'Detail'), worded(LEFT_WORDS, refund.detail)[language]],
        [words('订单', 'Order'), <To path={`/orders/${refund.orderId}`}>{refund.orderId}</To>],
        [words('申请人', 'Asked for by'), nameOf(refund.requestedBy)],
        [words('决定人', 'Decided by'), nameOf(refund.decidedBy)],
        [words('申请时间', 'Asked for at'), <Moment at={refund.createdAt} />],
        [words('银行转账', 'Bank transfer'), refund.bankReference],
        [words('到账时间', 'Went back'), <Moment at={refund.succeededAt} />],
      ]}
    />
  );
}

const NOTE = { name: 'note', label: words('原因', 'Reason') };

function Decisions({ language, refund }: { language: Language; refund: Refund }): VNode | null {
  const action = (name: string): string => `/console/refunds/${refund.id}/${name}`;
  if (refund.status === 'requested') {
    return (
      <section class="decide" aria-label={words('审批', 'Decide')[language]}>
        <ActForm
          language={language}
          action={action('approve')}
          name={words('批准退款', 'Approve the refund')}
          isPrimary
        />
        <ActForm language={language} action={action('reject')} name={words('拒绝', 'Reject')} field={NOTE} />
      </section>
    );
  }
  if (refund.status !== 'manual') return null;
  return (
    <section class="decide" aria-label={words('处理', 'Act')[language]}>
      <ActForm language={language} action={action('retry')} name={words('再次发送渠道', 'Send once more')} />
      <ActForm
        language={language}
        action={action('give-up')}
        name={words('放弃退款', 'Give up')}
        field={NOTE}
      />
    </section>
  );
}
