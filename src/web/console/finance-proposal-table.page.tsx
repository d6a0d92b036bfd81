import type { VNode } from 'preact';
import type { FinanceProposal } from '../../proposals/finance-proposal';
import type { FinanceProposalService } from '../../proposals/finance-proposal.service';
import { RESOLUTION_WORDS } from './difference-words';
import { factName, factText } from './fact-words';
import { MOOT_WORDS, PROPOSAL_PATHS, PROPOSAL_WORDS } from './finance-proposal-words';
import { ActForm } from './form.page';
import { Postings } from './journal.page';
import { words } from './page';
import type { Visit } from './page';
import { DataTable, Moment, To } from './table.page';
import type { Column } from './table.page';

/** What the decider has to see: whether this person may decide is the use case's to say. */
export type ProposalDesk = Pick<
  FinanceProposalService,
  'listProposals' | 'mayDecide' | 'propose' | 'preview'
>;

const SHOWN = 20;

/** What was proposed about one thing, as it stands on the page of that. */
export async function proposalsAbout(desk: ProposalDesk, visit: Visit, about: string): Promise<VNode> {
  const rows = await desk.listProposals(visit.actor, { about, limit: SHOWN });
  if (rows.length === 0) return <></>;
  return (
    <DataTable
      language={visit.language}
      caption={words('复核记录', 'What was proposed')}
      columns={proposalColumns(desk, visit)}
      rows={rows}
      empty={words('还没有。', 'Nothing yet.')}
    />
  );
}

/** What was proposed, by whom, and what this person may do with it. */
export function proposalColumns(desk: ProposalDesk, visit: Visit): Column<FinanceProposal>[] {
  const { language, nameOf } = visit;
  return [
    {
      name: words('事项', 'What'),
      isText: true,
      cell: (proposal) => <About visit={visit} proposal={proposal} />,
    },
    { name: words('状态', 'Status'), cell: ({ status }) => RESOLUTION_WORDS[status][language] },
    {
      name: words('理由', 'Reason'),
      isText: true,
      cell: (proposal) => <Why visit={visit} proposal={proposal} />,
    },
    {
      name: words('批准后入账', 'What its approval books'),
      cell: ({ postings }) => <Postings telling={visit} postings={postings} />,
    },
    {
      name: words('提出', 'Proposed'),
      cell: ({ proposedBy, proposedAt }) => <Who name={nameOf(proposedBy)} at={proposedAt} />,
    },
    {
      name: words('决定', 'Decided'),
      cell: ({ decidedBy, decidedAt }) => <Who name={nameOf(decidedBy)} at={decidedAt} />,
    },
    {
      name: words('操作', 'Act'),
      cell: (proposal) => <Decide desk={desk} visit={visit} proposal={proposal} />,
    },
  ];
}

/** By whom, and when. */
const Who = ({ name, at }: { name: string; at: Date | null }): VNode => (
  <>
    {name}
    <br />
    <Moment at={at} />
  </>
);

interface ProposalProps {
  visit: Visit;
  proposal: FinanceProposal;
}

function About({ visit, proposal }: ProposalProps): VNode {
  const { kind, facts } = proposal;
  return (
    <>
      <To path={PROPOSAL_PATHS[kind](proposal)}>{PROPOSAL_WORDS[kind][visit.language]}</To>
      {Object.entries(facts).map(([name, value]) => (
        <div class="quiet" key={name}>
          {factName(name, visit.language)} {factText(name, value, visit)}
        </div>
      ))}
    </>
  );
}

function Why({ visit: { language }, proposal: { reason, note } }: ProposalProps): VNode {
  return (
    <>
      {reason === '' ? '—' : reason}
      {note !== null && (
        <div class="quiet">
          {MOOT_WORDS[note]?.[language] ?? `${words('拒绝理由', 'Refused because')[language]} ${note}`}
        </div>
      )}
    </>
  );
}

function Decide({ desk, visit, proposal }: ProposalProps & { desk: ProposalDesk }): VNode {
  const { actor, language } = visit;
  const action = (name: string): string => `/console/proposals/${proposal.id}/${name}`;
  if (proposal.status === 'proposed' && proposal.proposedBy === actor.id)
    return <ActForm language={language} action={action('withdraw')} name={words('撤回', 'Withdraw')} />;
  if (!desk.mayDecide(actor, proposal)) return <span class="quiet">—</span>;
  const note = { name: 'reason', label: words('拒绝理由', 'Why not') };
  return (
    <>
      <ActForm language={language} action={action('approve')} name={words('批准', 'Approve')} isPrimary />
      <ActForm language={language} action={action('refuse')} name={words('拒绝', 'Refuse')} field={note} />
    </>
  );
}
