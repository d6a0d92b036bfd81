import type { ProposalKind, ProposalStatus } from '../../proposals/finance-proposal';
import type { FinanceProposalService } from '../../proposals/finance-proposal.service';
import { RESOLUTION_WORDS } from './difference-words';
import { proposalColumns } from './finance-proposal-table.page';
import { PROPOSAL_PATHS, PROPOSAL_WORDS } from './finance-proposal-words';
import { required } from './form-data';
import type { FilterField } from './filter.page';
import { filterName } from './filter-words';
import { listPage, periodOf } from './list.page';
import { words } from './page';
import type { ConsoleAction, ConsolePart, Visit } from './page';
import { choicesOf } from './status-words';
import { addressOf } from './table.page';
import type { ViewKeeper } from './views.page';

const PAGE_ROWS = 50;

interface Deps {
  financeProposals: FinanceProposalService;
  views: ViewKeeper;
}

const FIELDS: readonly FilterField[] = [
  { kind: 'choice', name: 'status', label: words('状态', 'Status'), options: choicesOf(RESOLUTION_WORDS) },
  {
    kind: 'choice',
    name: 'kind',
    label: filterName('proposals', 'kind'),
    options: choicesOf(PROPOSAL_WORDS),
  },
];

/** What one person proposed and another decides, beside what is done about differences. */
export function financeProposalsPart({ financeProposals: desk, views }: Deps): ConsolePart {
  const list = listPage(
    {
      path: '/proposals',
      title: words('复核事项', 'Proposals'),
      fields: FIELDS,
      empty: words(
        '没有符合条件的复核事项。事项在其所属页面提出，由另一位同事在此批准。',
        'Nothing matches. Something is proposed on the page of what it is about, and decided about here by somebody else.',
      ),
      exportTo: ({ status, kind }, { now }) =>
        addressOf('/reports/proposals', { ...periodOf({}, now), status, kind }),
      columns: (visit) => proposalColumns(desk, visit),
      read: async ({ actor }, { status, kind }, before) => {
        const rows = await desk.listProposals(actor, {
          status: status as ProposalStatus | undefined,
          kind: kind as ProposalKind | undefined,
          before: before ?? undefined,
          limit: PAGE_ROWS + 1,
        });
        const page = rows.slice(0, PAGE_ROWS);
        return { rows: page, next: rows.length > PAGE_ROWS ? (page.at(-1)?.id ?? null) : null };
      },
    },
    views,
  );
  return { pages: [list], actions: actionsOf(desk) };
}

function actionsOf(desk: FinanceProposalService): ConsoleAction[] {
  const action = (
    name: string,
    run: (visit: Visit, id: string) => ReturnType<FinanceProposalService['approve']>,
  ): ConsoleAction => ({
    path: `/proposals/:id/${name}`,
    run: async (visit) => {
      const decided = await run(visit, visit.params.id ?? '');
      return PROPOSAL_PATHS[decided.kind](decided);
    },
  });
  return [
    action('approve', ({ actor }, id) => desk.approve(actor, id)),
    action('refuse', ({ actor, fields }, id) => desk.refuse(actor, id, required(fields, 'reason'))),
    action('withdraw', ({ actor }, id) => desk.withdraw(actor, id)),
  ];
}
