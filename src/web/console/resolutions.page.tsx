import type { VNode } from 'preact';
import { MAX_ATTACHMENT_BYTES } from '../../reconciliation/attachment';
import type { Resolution, ResolutionStatus } from '../../reconciliation/resolution';
import type { Page } from '../../console/listing';
import type { DifferenceDesk } from '../../reconciliation/difference-desk.service';
import type { ExplainedDifference } from '../../reconciliation/followed-difference';
import type { BookedResolution } from '../../reconciliation/resolution-booked.service';
import type { ResolutionService } from '../../reconciliation/resolution.service';
import type { Actor } from '../../staff/actor';
import type { Language } from '../shared/language';
import { RESOLUTION_WORDS, TYPE_WORDS } from './difference-words';
import { listPage, periodOf } from './list.page';
import { Fold, PostForm, TextField } from './fields.page';
import { words } from './page';
import type { ConsoleAction, ConsoleFile, ConsolePart, Visit, Words } from './page';
import { PickAll, pickColumn } from './pick.page';
import { adjustmentAction } from './adjustment.page';
import { required } from './form-data';
import { pickedOf } from './proposal';
import { columnsFor, mayReverse, REVERSE, ReversalFields } from './resolution-table.page';
import { choicesOf } from './status-words';
import { addressOf } from './table.page';
import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

const PAGE_ROWS = 50;
const BULK = 'bulk';
const APPROVE = '/console/resolutions/approve';
const REFUSE = '/console/resolutions/refuse';

interface ResolutionsDeps {
  resolutions: ResolutionService;
  differenceDesk: DifferenceDesk;
  channelNames: ReadonlyMap<string, Words>;
  views: ViewKeeper;
}

/** What was proposed about differences, and what another person decides. */
export function resolutionsPart(deps: ResolutionsDeps): ConsolePart {
  const { resolutions, views, channelNames } = deps;
  const list = listPage<Listed>(
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
      exportTo: ({ status }, { now }) => addressOf('/reports/resolutions', { ...periodOf({}, now), status }),
      columns: (visit) => withPicks(visit, channelNames),
      lead: (visit) => Promise.resolve(<BulkForm visit={visit} />),
      read: ({ actor }, { status }, before) =>
        readListed(deps, actor, { status: status as ResolutionStatus | undefined, before }),
    },
    views,
  );
  return { pages: [list], actions: actionsOf(resolutions), files: [attachmentOf(resolutions)] };
}

async function readListed(
  { resolutions, differenceDesk }: ResolutionsDeps,
  actor: Actor,
  { status, before }: { status: ResolutionStatus | undefined; before: string | null },
): Promise<Page<Listed>> {
  const filter = { status, before: before ?? undefined, limit: PAGE_ROWS + 1 };
  const rows = await resolutions.listResolutions(actor, filter);
  const page = await resolutions.readBookings(actor, rows.slice(0, PAGE_ROWS));
  const found = await differenceDesk.readDifferences(
    actor,
    page.map(({ differenceId }) => differenceId),
  );
  const about = new Map(found.map((difference) => [difference.id, difference]));
  return {
    rows: page.map((row) => ({ ...row, difference: about.get(row.differenceId) ?? null })),
    next: rows.length > PAGE_ROWS ? (page.at(-1)?.id ?? null) : null,
  };
}

/** A proposal in the list, with what it is about: whoever decides about many sees of each which it is. */
type Listed = BookedResolution & { difference: ExplainedDifference | null };

const withPicks = (visit: Visit, channelNames: ReadonlyMap<string, Words>): Column<Listed>[] => [
  ...(mayAct(visit.actor)
    ? [pickColumn<Listed>(visit, BULK, (row) => mayDecide(visit.actor, row) || mayReverse(visit.actor, row))]
    : []),
  {
    name: words('差异', 'Difference'),
    cell: ({ difference }) =>
      difference && <About visit={visit} difference={difference} channelNames={channelNames} />,
  },
  ...columnsFor(visit),
];

interface AboutProps {
  visit: Visit;
  difference: ExplainedDifference;
  channelNames: ReadonlyMap<string, Words>;
}

/** In one cell, so that what may be done with it still stands on the screen. */
function About({ visit: { language }, difference, channelNames }: AboutProps): VNode {
  const { type, businessDay, channel } = difference;
  return (
    <>
      {TYPE_WORDS[type][language]}
      <br />
      <span class="quiet">
        {' '}
        {businessDay} {channelNames.get(channel)?.[language] ?? channel}
      </span>
    </>
  );
}

const mayDecide = (actor: Actor, { status, proposedBy }: Resolution): boolean =>
  status === 'proposed' && proposedBy !== actor.id && actor.permissions.has('differences.approve');

const mayAct = ({ permissions }: Actor): boolean =>
  permissions.has('differences.approve') || permissions.has('differences.propose');

/** Many that wait are decided at once, and many that stand are proposed to be taken back: all or none. */
function BulkForm({ visit }: { visit: Visit }): VNode {
  const { actor, language } = visit;
  if (!mayAct(actor)) return <></>;
  return (
    <Fold
      class="card"
      actions={[APPROVE, REFUSE, REVERSE]}
      open={visit.query.pick === 'all'}
      summary={words('批量处理所选', 'Do something about those picked')[language]}
    >
      <PickAll visit={visit} path="/resolutions" />
      <PostForm id={BULK} action={APPROVE} others={[REFUSE, REVERSE]} class="decide">
        {actor.permissions.has('differences.approve') && <DecideFields language={language} />}
        {actor.permissions.has('differences.propose') && <ReversalFields language={language} id={BULK} />}
      </PostForm>
    </Fold>
  );
}

function DecideFields({ language }: { language: Language }): VNode {
  return (
    <>
      <button class="primary">{words('批准所选', 'Approve those picked')[language]}</button>
      <TextField
        id="bulk-reason"
        name="reason"
        label={words('拒绝理由', 'Why not')[language]}
        maxLength={200}
      />
      <button class="secondary" formAction={REFUSE}>
        {words('拒绝所选', 'Refuse those picked')[language]}
      </button>
    </>
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
    adjustmentAction(resolutions),
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
        await resolutions.refuse(visit.actor, pickedOf(visit), required(visit.fields, 'reason'));
        return decided;
      },
    },
    action('approve', ({ actor }, id) => resolutions.approve(actor, [id])),
    action('refuse', ({ actor, fields }, id) => resolutions.refuse(actor, [id], required(fields, 'reason'))),
    action('withdraw', ({ actor }, id) => resolutions.withdraw(actor, [id])),
    {
      path: '/resolutions/reverse',
      upload: { permission: 'differences.propose', maxBytes: MAX_ATTACHMENT_BYTES },
      run: (visit) => reverse(resolutions, visit),
    },
  ];
}

/** Proposes that those picked are taken back, all for one reason and on one document. */
async function reverse(resolutions: ResolutionService, visit: Visit): Promise<string> {
  const { actor, fields, file } = visit;
  const resolutionIds = pickedOf(visit);
  const reason = required(fields, 'why_back');
  const attached = file && (await resolutions.attach(actor, file));
  const [first, ...others] = await resolutions.proposeReversals(actor, {
    ...{ resolutionIds, reason, attachmentId: attached?.id ?? null },
  });
  return first && others.length === 0 ? `/differences/${first.differenceId}` : '/resolutions?status=proposed';
}
