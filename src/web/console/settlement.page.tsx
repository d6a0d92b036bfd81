import type { VNode } from 'preact';
import { addDays, businessDayOf, isBusinessDay } from '../../kernel/business-day';
import { invalidField } from '../../kernel/invalid';
import type { SettlementRuleService } from '../../console/settlement-rules.service';
import { DESTINATIONS } from '../../settlement/remittance';
import type { RemittanceBatch, RemittanceStatus } from '../../settlement/remittance';
import type { RemittanceService } from '../../settlement/remittance.service';
import type { SettlementBookService } from '../../settlement/settlement.service';
import { actionsOn } from './action';
import { proposalsAbout } from './finance-proposal-table.page';
import type { ProposalDesk } from './finance-proposal-table.page';
import { FilterForm, readFilter } from './filter.page';
import { EMPTY, ExportLink, FROM, listPage, periodOf, TO } from './list.page';
import { words } from './page';
import type { ConsoleAction, ConsolePage, ConsolePart, Visit } from './page';
import { required } from './form-data';
import { choicesOf } from './status-words';
import { Make } from './remittance-make.page';
import { Batch } from './remittance.page';
import { InSuspense, Items } from './settlement-items.page';
import { BATCH_WORDS, DESTINATION_WORDS, withInterest } from './settlement-words';
import { addressOf, Amount, To } from './table.page';
import type { ViewKeeper } from './views.page';

export interface SettlementDeps {
  remittances: RemittanceService;
  financeProposals: ProposalDesk;
  settlementBooks: SettlementBookService;
  settlementRules: SettlementRuleService;
  views: ViewKeeper;
}

const TITLE = words('清算', 'Settlement');
const BATCHES = words('上缴批次', 'Remittance batches');
const PAGE_ROWS = 50;
const RANGE_DAYS = 30;

/** What each agency's items came to, and how it goes to the treasury: one makes a batch, another checks it. */
export function settlementPart(deps: SettlementDeps): ConsolePart {
  const { remittances } = deps;
  return {
    pages: [figuresPage(deps), listOf(deps), batchPage(deps)],
    actions: actionsOf(deps),
    files: [
      {
        path: '/remittances/:id/file',
        open: async ({ actor, params }) => {
          const id = params.id ?? '';
          return {
            name: `${id}.csv`,
            contentType: 'text/csv; charset=utf-8',
            content: await remittances.getFile(actor, id),
          };
        },
      },
    ],
  };
}

function figuresPage({ settlementBooks, settlementRules }: SettlementDeps): ConsolePage {
  const show = async (visit: Visit) => {
    const { actor, language, query, now } = visit;
    const asked = readFilter([FROM, TO], query);
    const to = asked.to ?? businessDayOf(now);
    const from = asked.from ?? addDays(to, -RANGE_DAYS);
    const range = { from, to };
    const { items, suspenseFen } = await settlementBooks.readFigures(actor, range);
    const names = withInterest(await settlementRules.readNames(actor, language), language);
    return {
      title: TITLE[language],
      body: (
        <>
          <h1>{TITLE[language]}</h1>
          <FilterForm
            language={language}
            path="/settlement"
            fields={[FROM, TO]}
            values={range}
            query={query}
          />
          <Items language={language} {...{ items, range, names }} />
          <ExportLink visit={visit} href={addressOf('/reports/settlement', range)} />
          <InSuspense language={language} fen={suspenseFen} range={range} />
          <p>
            <To path="/remittances">{BATCHES[language]}</To>
          </p>
        </>
      ),
    };
  };
  return { path: '/settlement', show };
}

function listOf(deps: SettlementDeps): ConsolePage {
  const { remittances, views } = deps;
  return listPage<RemittanceBatch>(
    {
      path: '/remittances',
      title: BATCHES,
      fields: [
        { kind: 'choice', name: 'status', label: words('状态', 'Status'), options: choicesOf(BATCH_WORDS) },
      ],
      empty: EMPTY,
      exportTo: ({ status }, { now }) => addressOf('/reports/remittances', { ...periodOf({}, now), status }),
      columns: ({ language, nameOf }) => [
        { name: words('批次', 'Batch'), cell: ({ id }) => <To path={`/remittances/${id}`}>{id}</To> },
        { name: words('去向', 'To'), cell: ({ destination }) => DESTINATION_WORDS[destination][language] },
        { name: words('截至', 'Up to'), cell: ({ upTo }) => upTo },
        { name: words('状态', 'Status'), cell: ({ status }) => BATCH_WORDS[status][language] },
        {
          name: words('金额', 'Amount'),
          isNumber: true,
          cell: ({ amountFen }) => <Amount fen={amountFen} />,
        },
        { name: words('制单人', 'Made by'), cell: ({ madeBy }) => nameOf(madeBy) },
        { name: words('复核人', 'Checked by'), cell: ({ checkedBy }) => nameOf(checkedBy) },
      ],
      read: async ({ actor }, { status }, before) => {
        const rows = await remittances.listBatches(actor, {
          status: status as RemittanceStatus | undefined,
          before: before ?? undefined,
          limit: PAGE_ROWS + 1,
        });
        const page = rows.slice(0, PAGE_ROWS);
        return { rows: page, next: rows.length > PAGE_ROWS ? (page.at(-1)?.id ?? null) : null };
      },
      lead: (visit) => makePart(deps, visit),
    },
    views,
  );
}

/** For who may make one. Today's money is still coming. */
async function makePart(
  { remittances, settlementRules }: SettlementDeps,
  { actor, language, now }: Visit,
): Promise<VNode> {
  if (!actor.permissions.has('remittances.make')) return <></>;
  const preview = await remittances.preview(actor, addDays(businessDayOf(now), -1));
  const names = withInterest(await settlementRules.readNames(actor, language), language);
  return <Make language={language} preview={preview} names={names} />;
}

function batchPage({ remittances, settlementRules, financeProposals }: SettlementDeps): ConsolePage {
  const show = async (visit: Visit) => {
    const { actor, language, params } = visit;
    const batch = await remittances.getBatch(actor, params.id ?? '');
    const names = withInterest(await settlementRules.readNames(actor, language), language);
    const proposals = await proposalsAbout(financeProposals, visit, batch.id);
    const title = `${words('上缴批次', 'Batch')[language]} ${batch.id}`;
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <Batch visit={visit} batch={batch} names={names} />
          {proposals}
        </>
      ),
    };
  };
  return { path: '/remittances/:id', show };
}

function actionsOf({ remittances, financeProposals }: SettlementDeps): ConsoleAction[] {
  const action = actionsOn('/remittances');
  return [
    {
      path: '/remittances/make',
      run: async ({ actor, fields, now }) => {
        const destination = DESTINATIONS.find((known) => known === required(fields, 'destination'));
        if (!destination) throw invalidField('/destination', 'This is not among the choices.');
        const upTo = required(fields, 'up_to');
        if (!isBusinessDay(upTo)) throw invalidField('/up_to', 'must be a day');
        const { id } = await remittances.makeBatch(actor, { destination, upTo }, now);
        return `/remittances/${id}`;
      },
    },
    action('check', ({ actor, now }, id) => remittances.checkBatch(actor, id, now)),
    action('export', ({ actor, now }, id) => remittances.exportBatch(actor, id, now)),
    action('acknowledge', ({ actor, fields, now }, id) =>
      remittances.acknowledge(actor, id, {
        reference: required(fields, 'reference'),
        on: businessDayOf(now),
        now,
      }),
    ),
    action('propose-return', ({ actor, fields }, id) =>
      financeProposals.propose(actor, {
        ...{ kind: 'remittance_return', subject: id, facts: {}, reason: required(fields, 'reason') },
      }),
    ),
    action('return', ({ actor, fields, now }, id) =>
      remittances.returnBatch(actor, id, { reason: required(fields, 'reason'), now }),
    ),
  ];
}
