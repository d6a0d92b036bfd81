import type { VNode } from 'preact';
import type { Claim, ClaimStatus, SuspendedMoney } from '../../claims/claim';
import type { ClaimService } from '../../claims/claim.service';
import type { BrowseService } from '../../console/browse.service';
import { PAGE_SIZE } from '../../console/listing';
import { businessDayOf } from '../../kernel/business-day';
import { ReasonMissing } from '../../refunds/refund.errors';
import type { Language } from '../shared/language';
import { actionsOn } from './action';
import { amountColumn, channelColumn, momentColumn } from './columns.page';
import { Fold, PostForm, TextField } from './fields.page';
import { ActForm } from './form.page';
import { EMPTY, ExportLink, listPage, periodOf } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePart, Visit, Words } from './page';
import { CLAIM_WORDS, choicesOf, reasonWords } from './status-words';
import { SuspenseSums } from './suspense-sums.page';
import { addressOf, DataTable, Pager, To } from './table.page';
import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

export interface SuspenseDeps {
  browse: BrowseService;
  claims: ClaimService;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

const SUSPENSE = words('待查收入', 'Suspense');
const CLAIM = '/console/claims';
const CLAIMS = words('认领', 'Claims');

/** Money that pays nothing yet, and what persons say that it is for. */
export function suspensePart(deps: SuspenseDeps): ConsolePart {
  const action = actionsOn('/claims', () => '/claims');
  return {
    pages: [
      { path: '/suspense', show: (visit) => showSuspense(deps, visit) },
      listPage(claimTerms(deps), deps.views),
    ],
    actions: [
      {
        path: '/claims',
        run: async ({ actor, fields }) => {
          const { channel = '', transaction: transactionId = '', order = '', reason = '' } = fields;
          if (reason.trim() === '') throw ReasonMissing();
          const orderId = order.trim() === '' ? null : order.trim();
          await deps.claims.claimMoney(actor, { channel, transactionId, orderId, reason: reason.trim() });
          return '/claims?status=requested';
        },
      },
      action('approve', ({ actor }, id) => deps.claims.approveClaim(actor, id)),
      action('reject', ({ actor, fields }, id) => {
        const note = fields.note?.trim() ?? '';
        if (note === '') throw ReasonMissing();
        return deps.claims.rejectClaim(actor, id, note);
      }),
    ],
  };
}

async function showSuspense({ browse, channelNames }: SuspenseDeps, visit: Visit) {
  const { actor, language, query, now } = visit;
  const [channel = '', transactionId = ''] = (query.before ?? '').split(' ');
  const found = await browse.listSuspense(actor, transactionId === '' ? null : { channel, transactionId });
  const rows = found.slice(0, PAGE_SIZE);
  const last = found.length > PAGE_SIZE ? rows.at(-1) : undefined;
  const sums = await browse.sumSuspense(actor, businessDayOf(now));
  const mayClaim = actor.permissions.has('refunds.propose');
  return {
    title: SUSPENSE[language],
    body: (
      <>
        <h1>{SUSPENSE[language]}</h1>
        <SuspenseSums language={language} {...sums} />
        <DataTable
          language={language}
          caption={words('等待认领的款项，先到的在前', 'What waits for a person, the oldest first')}
          columns={[
            ...moneyColumns(language, channelNames, now),
            ...(mayClaim ? [claimColumn(language)] : []),
          ]}
          rows={rows}
          empty={words(
            '没有待查收入。新的差错款到账后会出现在这里。',
            'Nothing is in suspense. Money that fits nothing will appear here.',
          )}
        />
        {rows.length > 0 && <ExportLink visit={visit} href={addressOf('/reports/suspense', {})} />}
        <Pager
          language={language}
          path="/suspense"
          query={query}
          next={last ? `${last.channel} ${last.transactionId}` : null}
        />
      </>
    ),
  };
}

const DAY_MS = 86_400_000;

function moneyColumns(
  language: Language,
  channelNames: ReadonlyMap<string, Words>,
  now: Date,
): Column<SuspendedMoney>[] {
  return [
    momentColumn(words('到账时间', 'Came'), 'occurredAt'),
    {
      name: words('账龄（天）', 'Age (days)'),
      isNumber: true,
      cell: ({ occurredAt }) => Math.floor((now.getTime() - occurredAt.getTime()) / DAY_MS),
    },
    channelColumn(language, channelNames),
    { name: words('渠道流水号', 'Channel’s number'), cell: ({ transactionId }) => transactionId },
    { name: words('原因', 'Why'), isText: true, cell: ({ reason }) => reasonWords(reason)[language] },
    amountColumn(),
    {
      name: words('原订单', 'Order it came for'),
      cell: ({ orderId }) => (orderId === null ? '—' : <To path={`/orders/${orderId}`}>{orderId}</To>),
    },
  ];
}

/** Without an order the money goes back to its payer. */
function ClaimForm({
  language,
  channel,
  transactionId,
}: { language: Language } & Pick<SuspendedMoney, 'channel' | 'transactionId'>): VNode {
  const id = (name: string): string => `${name}-${transactionId}`;
  const about = { channel, transaction: transactionId };
  return (
    <Fold actions={[CLAIM]} hidden={about} summary={words('认领', 'Claim')[language]}>
      <PostForm action={CLAIM} hidden={about}>
        <TextField
          id={id('order')}
          name="order"
          label={words('认领到订单号（空：退回）', 'To the order (none: goes back)')[language]}
          maxLength={32}
        />
        <TextField
          id={id('reason')}
          name="reason"
          label={words('原因', 'Reason')[language]}
          required
          maxLength={200}
        />
        <button class="secondary">{words('提交认领', 'Claim it')[language]}</button>
      </PostForm>
    </Fold>
  );
}

function claimColumn(language: Language): Column<SuspendedMoney> {
  return {
    name: words('认领', 'Claim'),
    cell: ({ channel, transactionId, claimId }) =>
      claimId !== null ? (
        <To path="/claims?status=requested">{words('认领待审批', 'Claimed, to be decided')[language]}</To>
      ) : (
        <ClaimForm language={language} channel={channel} transactionId={transactionId} />
      ),
  };
}

function claimTerms({ browse, channelNames }: SuspenseDeps): ListTerms<Claim> {
  return {
    path: '/claims',
    title: CLAIMS,
    fields: [
      { kind: 'choice', name: 'status', label: words('状态', 'Status'), options: choicesOf(CLAIM_WORDS) },
    ],
    empty: EMPTY,
    exportTo: ({ status }, { now }) => addressOf('/reports/claims', { ...periodOf({}, now), status }),
    columns: (visit) => claimColumns(visit, channelNames),
    read: ({ actor }, { status = null }, before) =>
      browse.listClaims(actor, { status: status as ClaimStatus | null, before }),
  };
}

function claimColumns(
  { language, actor, nameOf }: Visit,
  channelNames: ReadonlyMap<string, Words>,
): Column<Claim>[] {
  return [
    { name: words('认领号', 'Claim'), cell: ({ id }) => id },
    momentColumn(words('提出时间', 'Made'), 'createdAt'),
    channelColumn(language, channelNames),
    { name: words('渠道流水号', 'Channel’s number'), cell: ({ transactionId }) => transactionId },
    amountColumn(),
    {
      name: words('去向', 'Where it goes'),
      cell: ({ orderId }) =>
        orderId === null ? (
          words('退回付款人', 'Back to its payer')[language]
        ) : (
          <To path={`/orders/${orderId}`}>{orderId}</To>
        ),
    },
    {
      name: words('原因', 'Reason'),
      isText: true,
      cell: ({ reason, note }) => (note === null ? reason : `${reason} · ${note}`),
    },
    { name: words('提出人', 'Made by'), cell: ({ requestedBy }) => nameOf(requestedBy) },
    { name: words('决定人', 'Decided by'), cell: ({ decidedBy }) => nameOf(decidedBy) },
    {
      name: words('状态', 'Status'),
      cell: (claim) => (
        <Standing language={language} claim={claim} mayDecide={actor.permissions.has('refunds.approve')} />
      ),
    },
  ];
}

function Standing({
  language,
  claim,
  mayDecide,
}: {
  language: Language;
  claim: Claim;
  mayDecide: boolean;
}): VNode {
  const status = CLAIM_WORDS[claim.status][language];
  if (claim.status !== 'requested' || !mayDecide) return <>{status}</>;
  const note = { name: 'note', label: words('原因', 'Reason') };
  return (
    <div class="decide">
      <ActForm
        language={language}
        action={`/console/claims/${claim.id}/approve`}
        name={words('批准', 'Approve')}
        isPrimary
      />
      <ActForm
        language={language}
        action={`/console/claims/${claim.id}/reject`}
        name={words('拒绝', 'Reject')}
        field={note}
      />
    </div>
  );
}
