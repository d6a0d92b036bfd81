import type { VNode } from 'preact';
import type { Resolution, ResolutionStatus } from '../../reconciliation/resolution';
import type { ResolutionService } from '../../reconciliation/resolution.service';
import type { Actor } from '../../staff/actor';
import type { Language } from '../shared/language';
import { ACTION_WORDS, RESOLUTION_WORDS } from './difference-words';
import { ActForm } from './form.page';
import { listPage } from './list.page';
import { words } from './page';
import type { ConsoleAction, ConsoleFile, ConsolePart, Visit } from './page';
import { PickAll, pickColumn } from './pick.page';
import { required } from './form-data';
import { pickedOf } from './proposal';
import { choicesOf } from './status-words';
import { Amount, DataTable, Moment, To } from './table.page';
import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

const PAGE_ROWS = 50;
const BULK = 'bulk';

/** What was proposed about differences, and what another person decides. */
export function resolutionsPart({
  resolutions,
  views,
}: {
  resolutions: ResolutionService;
  views: ViewKeeper;
}): ConsolePart {
  const list = listPage<Resolution>(
    {
      path: '/resolutions',
      title: words('差异处理', 'Resolutions'),
      fields: [
        {
          kind: 'choice',
          name: 'status',
          label: words('状态', 'Status'),
          options: choicesOf(RESOLUTION_WORDS),
        },
      ],
      empty: words(
        '没有符合条件的处理意见。在“差异”页选中差异即可提出，由另一位同事在此审批。',
        'Nothing matches. Something is proposed on the page Differences, and decided about here by somebody else.',
      ),
      columns: withPicks,
      lead: (visit, filter) => Promise.resolve(<BulkForm visit={visit} filter={filter} />),
      read: async ({ actor }, { status }, before) => {
        const rows = await resolutions.listResolutions(actor, {
          status: status as ResolutionStatus | undefined,
          before: before ?? undefined,
          limit: PAGE_ROWS + 1,
        });
        const page = rows.slice(0, PAGE_ROWS);
        return { rows: page, next: rows.length > PAGE_ROWS ? (page.at(-1)?.id ?? null) : null };
      },
    },
    views,
  );
  return { pages: [list], actions: actionsOf(resolutions), files: [attachmentOf(resolutions)] };
}

const withPicks = (visit: Visit): Column<Resolution>[] => [
  ...(visit.actor.permissions.has('differences.approve')
    ? [pickColumn<Resolution>(visit, BULK, (row) => mayDecide(visit, row))]
    : []),
  ...columnsFor(visit),
];

const mayDecide = ({ actor }: Visit, { status, proposedBy }: Resolution): boolean =>
  status === 'proposed' && proposedBy !== actor.id;

/** Many that wait are decided at once, all or none. */
function BulkForm({ visit, filter }: { visit: Visit; filter: Readonly<Record<string, string>> }): VNode {
  const { actor, language } = visit;
  if (!actor.permissions.has('differences.approve')) return <></>;
  return (
    <details class="card" open={visit.query.pick === 'all'}>
      <summary>{words('批量审批所选', 'Decide about those picked')[language]}</summary>
      <PickAll visit={visit} path="/resolutions" filter={filter} />
      <form id={BULK} method="post" action="/console/resolutions/approve" class="decide">
        <button class="primary">{words('批准所选', 'Approve those picked')[language]}</button>
        <p class="field">
          <label for="bulk-reason">{words('拒绝理由', 'Why not')[language]}</label>
          <input id="bulk-reason" name="reason" type="text" maxLength={200} />
        </p>
        <button class="secondary" formAction="/console/resolutions/refuse">
          {words('拒绝所选', 'Refuse those picked')[language]}
        </button>
      </form>
    </details>
  );
}

/** The document that a proposal rests on. */
function attachmentOf(resolutions: ResolutionService): ConsoleFile {
  return {
    path: '/attachments/:id',
    open: async ({ actor, params }) => {
      const { name, mediaType, content } = await resolutions.getAttachment(actor, params.id ?? '');
      return { name, contentType: mediaType, content };
    },
  };
}

/** The proposals of one difference. */
export function ResolutionTable({
  visit,
  resolutions,
}: {
  visit: Visit;
  resolutions: readonly Resolution[];
}): VNode {
  return (
    <DataTable
      language={visit.language}
      caption={words('处理记录', 'What was proposed')}
      columns={columnsFor(visit)}
      rows={resolutions}
      empty={words('还没有人提出处理。', 'Nothing has been proposed yet.')}
    />
  );
}

function columnsFor({ actor, language, nameOf }: Visit): Column<Resolution>[] {
  return [
    {
      name: words('处理方式', 'What'),
      cell: ({ action, differenceId }) => (
        <To path={`/differences/${differenceId}`}>{ACTION_WORDS[action][language]}</To>
      ),
    },
    { name: words('状态', 'Status'), cell: ({ status }) => RESOLUTION_WORDS[status][language] },
    {
      name: words('理由', 'Reason'),
      isText: true,
      cell: ({ reason, attachmentId }) =>
        attachmentId === null ? (
          reason
        ) : (
          <>
            {reason} <To path={`/attachments/${attachmentId}`}>{words('附件', 'Attachment')[language]}</To>
          </>
        ),
    },
    {
      name: words('金额', 'Amount'),
      isNumber: true,
      cell: ({ postings }) => <Amount fen={postings.reduce((sum, { amountFen }) => sum + amountFen, 0n)} />,
    },
    { name: words('提出人', 'Proposed by'), cell: ({ proposedBy }) => nameOf(proposedBy) },
    { name: words('提出时间', 'Proposed'), cell: ({ proposedAt }) => <Moment at={proposedAt} /> },
    { name: words('决定人', 'Decided by'), cell: ({ decidedBy }) => nameOf(decidedBy) },
    {
      name: words('操作', 'Act'),
      cell: (resolution) => <Decide actor={actor} language={language} resolution={resolution} />,
    },
  ];
}

interface DecideProps {
  actor: Actor;
  language: Language;
  resolution: Resolution;
}

/** What this person may do with it now. */
function Decide({ actor, language, resolution: { id, status, proposedBy } }: DecideProps): VNode {
  const action = (name: string): string => `/console/resolutions/${id}/${name}`;
  const isOwn = proposedBy === actor.id;
  if (status === 'proposed' && isOwn)
    return <ActForm language={language} action={action('withdraw')} name={words('撤回', 'Withdraw')} />;
  if (status === 'proposed' && actor.permissions.has('differences.approve')) {
    const note = { name: 'reason', label: words('拒绝理由', 'Why not') };
    return (
      <>
        <ActForm language={language} action={action('approve')} name={words('批准', 'Approve')} isPrimary />
        <ActForm language={language} action={action('refuse')} name={words('拒绝', 'Refuse')} field={note} />
      </>
    );
  }
  if (status === 'approved' && actor.permissions.has('differences.propose')) {
    const why = { name: 'reason', label: words('冲销理由', 'Why it is taken back') };
    return (
      <ActForm
        language={language}
        action={action('reverse')}
        name={words('提出冲销', 'Propose to reverse')}
        field={why}
      />
    );
  }
  return <span class="quiet">—</span>;
}

function actionsOf(resolutions: ResolutionService): ConsoleAction[] {
  const action = (
    name: string,
    run: (visit: Visit, id: string) => Promise<readonly Resolution[]>,
  ): ConsoleAction => ({
    path: `/resolutions/:id/${name}`,
    run: async (visit) => {
      const [changed] = await run(visit, visit.params.id ?? '');
      return changed ? `/differences/${changed.differenceId}` : '/resolutions';
    },
  });
  const decided = '/resolutions?status=proposed';
  return [
    {
      path: '/resolutions/approve',
      run: async (visit) => {
        await resolutions.approve(visit.actor, pickedOf(visit));
        return decided;
      },
    },
    {
      path: '/resolutions/refuse',
      run: async (visit) => {
        await resolutions.refuse(visit.actor, pickedOf(visit), required(visit.fields.reason));
        return decided;
      },
    },
    action('approve', ({ actor }, id) => resolutions.approve(actor, [id])),
    action('refuse', ({ actor, fields }, id) => resolutions.refuse(actor, [id], required(fields.reason))),
    action('withdraw', ({ actor }, id) => resolutions.withdraw(actor, [id])),
    action('reverse', ({ actor, fields }, id) =>
      resolutions.proposeReversals(actor, {
        resolutionIds: [id],
        reason: required(fields.reason),
        attachmentId: null,
      }),
    ),
  ];
}
