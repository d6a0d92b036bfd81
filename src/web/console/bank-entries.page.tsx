import type { VNode } from 'preact';
import type { BankEntryRow } from '../../reconciliation/bank/bank-entry-row';
import type { Language } from '../shared/language';
import { actionsOn } from './action';
import { amountColumn } from './columns.page';
import { bankFileFacts, takeBackAction } from './bank-file-facts.page';
import type { BankFileFactsDeps } from './bank-file-facts.page';
import { bankEntryPage } from './bank-entry.page';
import type { BankEntryPageDeps } from './bank-entry.page';
import { bookingActions } from './bank-booking.page';
import { required } from './form-data';
import { filterName } from './filter-words';
import { EMPTY, FROM, listPage, periodOf, TO } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePart, Visit, Words } from './page';
import { DIRECTION_WORDS, EXPLAINED_WORDS } from './source-words';
import { choicesOf } from './status-words';
import { addressOf, Amount, To } from './table.page';
import type { Column } from './table.page';
import { EntryUse } from './entry-use.page';
import type { ViewKeeper } from './views.page';

interface BankEntriesDeps extends BankEntryPageDeps, BankFileFactsDeps {
  views: ViewKeeper;
}

/** What moved on the clearing account, row by row, and what each was taken for. */
export function bankEntriesPart(deps: BankEntriesDeps): ConsolePart {
  const act = actionsOn('/bank-entries');
  return {
    pages: [listPage(termsOf(deps), deps.views), bankEntryPage(deps)],
    actions: [
      ...bookingActions(deps.financeProposals),
      takeBackAction(deps),
      act('note', ({ actor, fields }, key) =>
        deps.bankEntries.noteEntry(actor, key, required(fields, 'note')),
      ),
    ],
  };
}

function termsOf(deps: BankEntriesDeps): ListTerms<BankEntryRow> {
  const { bankEntries, channelNames } = deps;
  return {
    path: '/bank-entries',
    title: words('银行流水明细', 'Bank entries'),
    fields: [
      { kind: 'hidden', name: 'file', label: filterName('bank-movements', 'file') },
      {
        kind: 'choice',
        name: 'state',
        label: filterName('bank-movements', 'state'),
        options: choicesOf(EXPLAINED_WORDS),
      },
      FROM,
      TO,
    ],
    empty: EMPTY,
    lead: async (visit, { file }) =>
      file === undefined ? <Lead {...visit} /> : bankFileFacts(deps, visit, file),
    exportTo: ({ file, state, ...days }, { now }) =>
      addressOf('/reports/bank-movements', { ...periodOf(days, now), state, file }),
    columns: ({ language }) => columnsFor(language, channelNames),
    read: ({ actor }, { file = null, state, from = null, to = null }, before) =>
      bankEntries.listEntries(actor, {
        ...{ fileId: file, from, to, before },
        isExplained: state === undefined ? null : state === 'explained',
      }),
  };
}

function Lead({ language }: Pick<Visit, 'language'>): VNode {
  return (
    <p class="quiet">
      {
        words(
          '清算账户的每一笔收支。不属于渠道结算、银行退款、上缴或手续费发票的，须由人说明（不入账），或作为银行收费、利息提出入账、由另一人批准。',
          'Everything that moved on the clearing account. What is no channel’s settlement, refund, remittance or invoice of a fee has to be explained by a person, which books nothing, or proposed to be booked as a charge or interest of the bank, which another approves.',
        )[language]
      }
    </p>
  );
}

const columnsFor = (language: Language, channelNames: ReadonlyMap<string, Words>): Column<BankEntryRow>[] => [
  {
    name: words('行', 'Row'),
    cell: ({ key, line, bookedOn }) => (
      <To path={`/bank-entries/${key}`}>
        {`${bookedOn} ${words(`第 ${line} 行`, `row ${line}`)[language]}`}
      </To>
    ),
  },
  { name: words('收支', 'Direction'), cell: ({ direction }) => DIRECTION_WORDS[direction][language] },
  amountColumn(),
  { name: words('对方账号', 'Other account'), cell: ({ counterAccount }) => counterAccount ?? '—' },
  { name: words('摘要', 'Reference'), isText: true, cell: ({ reference }) => reference ?? '—' },
  { name: words('余额', 'Balance'), isNumber: true, cell: ({ balanceFen }) => <Amount fen={balanceFen} /> },
  {
    name: words('去向', 'What it is'),
    isText: true,
    cell: (entry) => <EntryUse entry={entry} language={language} channelNames={channelNames} />,
  },
];
