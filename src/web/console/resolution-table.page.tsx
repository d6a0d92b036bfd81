import type { VNode } from 'preact';
import { REVERSIBLE } from '../../reconciliation/resolution';
import type { Resolution } from '../../reconciliation/resolution';
import type { BookedResolution } from '../../reconciliation/resolution-booked.service';
import type { Actor } from '../../staff/actor';
import type { Language } from '../shared/language';
import { ACTION_WORDS, RESOLUTION_WORDS } from './difference-words';
import { ActForm } from './form.page';
import { Booked } from './journal.page';
import { words } from './page';
import type { Visit } from './page';
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
export function columnsFor({ actor, language, nameOf }: Visit): Column<BookedResolution>[] {
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
      name: words('批准后入账', 'What its approval books'),
      cell: (resolution) => <Booked language={language} resolution={resolution} />,
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
function Decide({
  actor,
  language,
  resolution: { id, action: what, status, proposedBy },
}: DecideProps): VNode {
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
  if (status === 'approved' && REVERSIBLE.includes(what) && actor.permissions.has('differences.propose')) {
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
