import type { VNode } from 'preact';
import type { BankEntryRow } from '../../console/bank-entries';
import type { BankEntryService } from '../../console/bank-entries.service';
import type { Language } from '../shared/language';
import { actionsOn } from './action';
import { amountColumn } from './columns.page';
import { bankEntryPage } from './bank-entry.page';
import type { BankEntryPageDeps } from './bank-entry.page';
import { bookingActions } from './bank-booking.page';
import { required } from './form-data';
import { EMPTY, FROM, listPage, periodOf, TO } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePart, Visit, Words } from './page';
import { DIRECTION_WORDS, EXPLAINED_WORDS } from './source-words';
import { choicesOf } from './status-words';
import { addressOf, Amount, Facts, Moment, To } from './table.page';
import type { Column } from './table.page';
import { EntryUse } from './entry-use.page';
import type { ViewKeeper } from './views.page';

interface BankEntriesDeps extends BankEntryPageDeps {
  views: ViewKeeper;
}

/** What moved on the clearing account, row by row, and what each was taken for. */
export function bankEntriesPart(deps: BankEntriesDeps): ConsolePart {
  const act = actionsOn('/bank-entries');
  return {
    pages: [listPage(termsOf(deps), deps.views), bankEntryPage(deps)],
    actions: [
      ...bookingActions(deps.financeProposals),
      act('note', ({ actor, fields }, key) =>
        deps.bankEntries.noteEntry(actor, key, required(fields, 'note')),
      ),
    ],
  };
}

function termsOf({ bankEntries, channelNames }: BankEntriesDeps): ListTerms<BankEntryRow> {
  return {
    path: '/bank-entries',
    title: words('银行流水明细', 'Bank entries'),
    fields: [
      { kind: 'hidden', name: 'file', label: words('文件编号', 'File') },
      {
        kind: 'choice',
        name: 'state',
        label: words('去向', 'Explained'),
        options: choicesOf(EXPLAINED_WORDS),
      },
      FROM,
      TO,
    ],
    empty: EMPTY,
    lead: async (visit, { file }) =>
      file === undefined ? <Lead {...visit} /> : <FileFacts {...(await fileOf(bankEntries, visit, file))} />,
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

const fileOf = async (bankEntries: BankEntryService, visit: Visit, id: string) => ({
  ...(await bankEntries.showFile(visit.actor, id)),
  visit,
});

type FileFactsProps = Awaited<ReturnType<BankEntryService['showFile']>> & { visit: Visit };

function FileFacts({ file, unexplained, visit: { language, nameOf } }: FileFactsProps): VNode {
  const here = `/bank-entries?file=${file.id}`;
  return (
    <Facts
      language={language}
      facts={[
        [words('文件', 'File'), file.name],
        [words('行数', 'Rows'), <To path={here}>{file.rowCount - file.knownCount}</To>],
        [words('其中待说明', 'To explain'), <To path={`${here}&state=unexplained`}>{unexplained}</To>],
        [
          words(
            '此前文件已有的行（列在该文件下）',
            'Rows that a file before had, and which are listed there',
          ),
          String(file.knownCount),
        ],
        [words('贷方合计', 'Credit'), <Amount fen={file.creditFen} />],
        [words('借方合计', 'Debit'), <Amount fen={file.debitFen} />],
        [words('列映射', 'Mapping'), file.mapping],
        [words('导入人', 'Imported by'), nameOf(file.importedBy)],
        [words('导入时间', 'Imported'), <Moment at={file.importedAt} />],
        [words('文件哈希（SHA-256）', 'Hash (SHA-256)'), <code>{file.sha256}</code>],
      ]}
    />
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
