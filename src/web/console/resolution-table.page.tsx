import type { VNode } from 'preact';
import { businessDayOf } from '../../kernel/business-day';
import { CLOSED_BY_ITSELF, REVERSIBLE } from '../../reconciliation/resolution';
import type { Resolution } from '../../reconciliation/resolution';
import type { BookedResolution } from '../../reconciliation/resolution-booked.service';
import type { Actor } from '../../staff/actor';
import type { Language } from '../shared/language';
import { ACTION_WORDS, ENDED_WORDS, RESOLUTION_WORDS } from './difference-words';
import { Fold, PostForm, TextField } from './fields.page';
import { ActForm } from './form.page';
import { Booked } from './journal.page';
import { words } from './page';
import type { Visit } from './page';
import { PICKED } from './proposal';
import { AttachmentField } from './proposal.page';
import { DataTable, Moment, To } from './table.page';
import type { Column } from './table.page';

/** The proposals of one difference. */
export function ResolutionTable({
  visit,
  resolutions,
}: {
  visit: Visit;
  resolutions: readonly BookedResolution[];
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

/** What was proposed, by whom, and what this person may do with it. */
export function columnsFor(visit: Visit): Column<BookedResolution>[] {
  const { actor, language, nameOf } = visit;
  return [
    {
      name: words('处理方式', 'What'),
      cell: ({ action, differenceId }) => (
        <To path={`/differences/${differenceId}`}>{ACTION_WORDS[action][language]}</To>
      ),
    },
    { name: words('状态', 'Status'), cell: (resolution) => <Status {...{ language, resolution }} /> },
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
      name: words('批准后入账', 'What its approval books'),
      cell: (resolution) => <Booked telling={visit} resolution={resolution} />,
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

/** Where it stands; where it was refused, or ended by itself, also why. */
function Status({ language, resolution }: { language: Language; resolution: Resolution }): VNode {
  const { status, note, decidedAt } = resolution;
  if (note === null) return <>{RESOLUTION_WORDS[status][language]}</>;
  const day = note === CLOSED_BY_ITSELF && decidedAt ? `${businessDayOf(decidedAt)} ` : '';
  return (
    <>
      {RESOLUTION_WORDS[status][language]}
      <br />
      <span class="quiet">{`${day}${ENDED_WORDS[note]?.[language] ?? note}`}</span>
    </>
  );
}

/** What is proposed by a form with `PICKED` resolutions in it. */
export const REVERSE = '/console/resolutions/reverse';

const PROPOSE_REVERSAL = words('提出冲销', 'Propose to reverse');

/** Why something is taken back, on which document, and the button for it. @param id sets them apart on the page */
export function ReversalFields({ language, id }: { language: Language; id: string }): VNode {
  return (
    <>
      <TextField
        id={`reversal-${id}`}
        name="why_back"
        label={words('冲销理由', 'Why it is taken back')[language]}
        maxLength={200}
      />
      <AttachmentField language={language} id={`reversal-file-${id}`} />
      <button class="secondary" formAction={REVERSE} formEncType="multipart/form-data">
        {PROPOSE_REVERSAL[language]}
      </button>
    </>
  );
}

/** Whether this person may propose that it is taken back. */
export const mayReverse = (actor: Actor, { action, status }: Resolution): boolean =>
  status === 'approved' && REVERSIBLE.includes(action) && actor.permissions.has('differences.propose');

interface DecideProps {
  actor: Actor;
  language: Language;
  resolution: Resolution;
}

/** What this person may do with it now. */
function Decide({ actor, language, resolution }: DecideProps): VNode {
  const { id, status, proposedBy } = resolution;
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
  if (mayReverse(actor, resolution)) {
    const hidden = { [PICKED + id]: '1' };
    return (
      <Fold actions={[REVERSE]} hidden={hidden} summary={PROPOSE_REVERSAL[language]}>
        <PostForm action={REVERSE} hidden={hidden} enctype="multipart/form-data">
          <ReversalFields language={language} id={id} />
        </PostForm>
      </Fold>
    );
  }
  return <span class="quiet">—</span>;
}
