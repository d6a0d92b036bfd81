import type { VNode } from 'preact';
import type { BankEntryRow } from '../../console/bank-entries';
import type { BankEntryService } from '../../console/bank-entries.service';
import type { Language } from '../shared/language';
import { actionsOn } from './action';
import { amountColumn } from './columns.page';
import { ActForm } from './form.page';
import { required } from './form-data';
import { EMPTY, FROM, listPage, periodOf, TO } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePage, ConsolePart, Visit, Words } from './page';
import { EXPLAINED_WORDS } from './source-words';
import { choicesOf } from './status-words';
import { addressOf, Amount, Facts, Moment, To } from './table.page';
import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

interface BankEntriesDeps {
  bankEntries: BankEntryService;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

const DIRECTIONS: Readonly<Record<BankEntryRow['direction'], Words>> = {
  credit: words('收入', 'In'),
  debit: words('支出', 'Out'),
};

/** What moved on the clearing account, row by row, and what each was taken for. */
export function bankEntriesPart(deps: BankEntriesDeps): ConsolePart {
  const act = actionsOn('/bank-entries');
  return {
    pages: [listPage(termsOf(deps), deps.views), entryPage(deps)],
    actions: [
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
          '清算账户的每一笔收支。不属于渠道结算、银行退款、上缴或手续费发票的，须由人说明；说明不入账，资金不动。',
          'Everything that moved on the clearing account. What is no channel’s settlement, refund, remittance or invoice of a fee has to be explained by a person, which books nothing and moves no money.',
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
  { name: words('收支', 'Direction'), cell: ({ direction }) => DIRECTIONS[direction][language] },
  amountColumn(),
  { name: words('对方账号', 'Other account'), cell: ({ counterAccount }) => counterAccount ?? '—' },
  { name: words('摘要', 'Reference'), isText: true, cell: ({ reference }) => reference ?? '—' },
  { name: words('余额', 'Balance'), isNumber: true, cell: ({ balanceFen }) => <Amount fen={balanceFen} /> },
  {
    name: words('去向', 'What it is'),
    isText: true,
    cell: (entry) => <Use entry={entry} language={language} channelNames={channelNames} />,
  },
];

interface UseProps {
  entry: BankEntryRow;
  language: Language;
  channelNames: ReadonlyMap<string, Words>;
}

/** What the books have for it, else what a person said, else that nobody knows. */
function Use({ entry, language, channelNames }: UseProps): VNode {
  const { use, useId: id, channel, note } = entry;
  if (use === null)
    return note === null ? (
      <span class="late">{EXPLAINED_WORDS.unexplained[language]}</span>
    ) : (
      <span>{note}</span>
    );
  const by = channelNames.get(channel ?? '')?.[language] ?? channel;
  const ways = {
    settlement: [`/reconciliation?day=${id}`, words(`${by} ${id} 结算`, `${by}, settlement of ${id}`)],
    refund: [`/refunds/${id}`, words(`银行退款 ${id}`, `Refund by bank ${id}`)],
    remittance: [`/remittances/${id}`, words(`上缴 ${id}`, `Remittance ${id}`)],
    fee_invoice: [null, words(`${by} 手续费发票 ${id}`, `${by}, invoice of fees ${id}`)],
  } as const;
  const [path, name] = ways[use];
  return path === null ? <span>{name[language]}</span> : <To path={path}>{name[language]}</To>;
}

function entryPage({ bankEntries, channelNames }: BankEntriesDeps): ConsolePage {
  const show = async (visit: Visit) => {
    const { language } = visit;
    const entry = await bankEntries.showEntry(visit.actor, visit.params.id ?? '');
    const title = `${words('银行流水', 'Bank entry')[language]} ${entry.bookedOn} ${entry.fileName} ${words(`第 ${entry.line} 行`, `row ${entry.line}`)[language]}`;
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <EntryFacts {...{ visit, entry, channelNames }} />
          <NoteForm visit={visit} entry={entry} />
        </>
      ),
    };
  };
  return { path: '/bank-entries/:id', show };
}

function EntryFacts({ visit, entry, channelNames }: Omit<UseProps, 'language'> & { visit: Visit }): VNode {
  const { language, nameOf } = visit;
  return (
    <Facts
      language={language}
      facts={[
        [words('文件', 'File'), <To path={`/bank-entries?file=${entry.fileId}`}>{entry.fileName}</To>],
        [words('行号', 'Row'), String(entry.line)],
        [words('记账日', 'Booked on'), entry.bookedOn],
        [words('收支', 'Direction'), DIRECTIONS[entry.direction][language]],
        [words('金额', 'Amount'), <Amount fen={entry.amountFen} />],
        [words('对方账号', 'Other account'), entry.counterAccount],
        [words('摘要', 'Reference'), entry.reference],
        [words('余额', 'Balance'), <Amount fen={entry.balanceFen} />],
        [words('去向', 'What it is'), <Use {...{ entry, language, channelNames }} />],
        ...(entry.note === null
          ? []
          : ([
              [words('说明', 'Explained as'), entry.note],
              [words('说明人', 'Explained by'), nameOf(entry.notedBy)],
              [words('说明时间', 'Explained at'), <Moment at={entry.notedAt} />],
            ] as const)),
      ]}
    />
  );
}

/** For what the books do not explain, and for who may work on differences. */
function NoteForm({
  visit: { actor, language },
  entry,
}: {
  visit: Visit;
  entry: BankEntryRow;
}): VNode | null {
  if (entry.use !== null || !actor.permissions.has('differences.propose')) return null;
  return (
    <section class="decide">
      <ActForm
        language={language}
        action={`/console/bank-entries/${entry.key}/note`}
        name={words('保存说明', 'Keep')}
        field={{
          name: 'note',
          label: words('这笔是什么（不入账，资金不动）', 'What it is (books nothing, moves no money)'),
        }}
        isPrimary
      />
    </section>
  );
}
