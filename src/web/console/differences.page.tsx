import type { VNode } from 'preact';
import { MAX_ATTACHMENT_BYTES } from '../../reconciliation/attachment';
import type { Owner } from '../../reconciliation/difference-desk.service';
import type { DirectAction } from '../../reconciliation/resolution';
import type { ExplainedDifference } from '../../reconciliation/followed-difference';
import { differencePage } from './difference.page';
import { feeInvoiceAction } from './fee-invoice.page';
import type { DifferencesDeps } from './difference.page';
import { CAUSE_WORDS, TYPE_WORDS } from './difference-words';
import { OwnerField } from './owner-field.page';
import { PickAll, pickColumn } from './pick.page';
import { ProposalFields } from './proposal.page';
import { bulkActionsFor, pickedOf, proposalOf } from './proposal';
import { exportTo, fieldsOf, readDifferences } from './difference-list';
import { listPage } from './list.page';
import { Fold, PostForm } from './fields.page';
import { words } from './page';
import type { ConsoleAction, ConsolePart, Visit, Words } from './page';
import { Amount, To } from './table.page';
import type { Column } from './table.page';

const BULK = 'bulk';
const PROPOSE = '/console/differences/propose';
const ASK_AGAIN = '/console/differences/ask-again';
const ASSIGN = '/console/differences/assign';
const BULK_ACTIONS = [PROPOSE, ASK_AGAIN, ASSIGN];

/** What reconciliations found, each by itself or many of a kind at once, and what is done about it. */
export function differencesPart(deps: DifferencesDeps): ConsolePart {
  const { differenceDesk, views, channelNames } = deps;
  const list = listPage<ExplainedDifference>(
    {
      path: '/differences',
      title: words('差异', 'Differences'),
      fields: fieldsOf(channelNames),
      empty: words('没有符合条件的差异。', 'No difference matches.'),
      exportTo,
      complete: (asked) => (asked.run ? asked : { state: 'open', ...asked }),
      columns: (visit) => columnsFor(visit, channelNames),
      read: (visit, filter, after) => readDifferences(differenceDesk, visit, { ...filter, after }),
      lead: async (visit, _filter, rows) => {
        if (!visit.actor.permissions.has('differences.propose')) return <></>;
        const owners = await differenceDesk.listOwners(visit.actor);
        return <BulkForm {...{ visit, owners }} actions={bulkActionsFor(rows)} />;
      },
    },
    views,
  );
  return { pages: [list, differencePage(deps)], actions: [...actionsOf(deps), feeInvoiceAction(deps)] };
}

function columnsFor(visit: Visit, channelNames: ReadonlyMap<string, Words>): Column<ExplainedDifference>[] {
  const { actor, language } = visit;
  return [
    ...(actor.permissions.has('differences.propose') ? [pickColumn<ExplainedDifference>(visit, BULK)] : []),
    {
      name: words('差异', 'Difference'),
      cell: ({ id, type }) => <To path={`/differences/${id}`}>{TYPE_WORDS[type][language]}</To>,
    },
    { name: words('营业日', 'Business day'), cell: ({ businessDay }) => businessDay },
    {
      name: words('渠道', 'Channel'),
      cell: ({ channel }) => channelNames.get(channel)?.[language] ?? channel,
    },
    ...factColumns(visit),
  ];
}

/** What it is about, and how far it is. */
function factColumns({ language, nameOf }: Visit): Column<ExplainedDifference>[] {
  return [
    {
      name: words('我方', 'Ours'),
      isNumber: true,
      cell: ({ ours }) => <Amount fen={ours?.amountFen ?? null} />,
    },
    {
      name: words('对方', 'Theirs'),
      isNumber: true,
      cell: ({ theirs }) => <Amount fen={theirs?.amountFen ?? null} />,
    },
    {
      name: words('差额', 'Gap'),
      isNumber: true,
      cell: ({ explanation }) => <Amount fen={explanation.gapFen} />,
    },
    {
      name: words('账龄（天）', 'Age, days'),
      isNumber: true,
      cell: ({ explanation }) => String(explanation.ageDays),
    },
    {
      name: words('可能原因', 'Likely cause'),
      isText: true,
      cell: ({ explanation }) => CAUSE_WORDS[explanation.cause][language],
    },
    {
      name: words('进展', 'Progress'),
      cell: ({ proposalId, ownerId }) =>
        proposalId ? (
          <To path="/resolutions?status=proposed">{words('待审批', 'Proposed')[language]}</To>
        ) : (
          nameOf(ownerId)
        ),
    },
  ];
}

/** What is done with those that are picked in the table below. */
function BulkForm({
  visit,
  owners,
  actions,
}: {
  visit: Visit;
  owners: readonly Owner[];
  actions: readonly DirectAction[];
}): VNode {
  const { language } = visit;
  return (
    <Fold
      class="card"
      actions={BULK_ACTIONS}
      open={visit.query.pick === 'all'}
      summary={words('批量处理所选差异', 'Do something about those picked')[language]}
    >
      <PickAll visit={visit} path="/differences" />
      <PostForm id={BULK} action={PROPOSE} others={BULK_ACTIONS} class="decide" enctype="multipart/form-data">
        {actions.length > 0 && (
          <>
            <ProposalFields language={language} actions={actions} />
            <button class="primary">{words('提出处理', 'Propose')[language]}</button>
          </>
        )}
        <button class="secondary" formAction={ASK_AGAIN} formNoValidate>
          {words('再向渠道查询', 'Ask the channel again')[language]}
        </button>
        <OwnerField visit={visit} owners={owners} />
        <button class="secondary" formAction={ASSIGN} formNoValidate>
          {words('分派', 'Assign')[language]}
        </button>
      </PostForm>
    </Fold>
  );
}

function actionsOf({ differenceDesk, resolutions }: DifferencesDeps): ConsoleAction[] {
  const upload = { permission: 'differences.propose', maxBytes: MAX_ATTACHMENT_BYTES } as const;
  const backTo = (ids: readonly string[]): string =>
    ids.length === 1 ? `/differences/${String(ids[0])}` : '/differences';
  return [
    {
      path: '/differences/propose',
      upload,
      run: async (visit) => {
        const ids = pickedOf(visit);
        const asked = proposalOf(ids, visit.fields);
        const attached = visit.file && (await resolutions.attach(visit.actor, visit.file));
        await resolutions.propose(visit.actor, { ...asked, attachmentId: attached?.id ?? null });
        return ids.length === 1 ? backTo(ids) : '/resolutions?status=proposed';
      },
    },
    {
      path: '/differences/assign',
      upload,
      run: async (visit) => {
        const ids = pickedOf(visit);
        const owner = visit.fields.owner ?? visit.actor.id;
        await differenceDesk.assign(visit.actor, ids, owner === '' ? null : owner);
        return backTo(ids);
      },
    },
    {
      path: '/differences/ask-again',
      upload,
      run: async (visit) => {
        const ids = pickedOf(visit);
        await differenceDesk.askAgain(visit.actor, ids);
        return backTo(ids);
      },
    },
  ];
}
