import type { VNode } from 'preact';
import type { BankEntryRow } from '../../reconciliation/bank/bank-entry-row';
import type { BankEntryService } from '../../console/bank-entries.service';
import { bookingForms } from './bank-booking.page';
import { EntryUse } from './entry-use.page';
import type { EntryUseProps } from './entry-use.page';
import { proposalsAbout } from './finance-proposal-table.page';
import type { ProposalDesk } from './finance-proposal-table.page';
import { ActForm } from './form.page';
import { words } from './page';
import type { ConsolePage, Visit, Words } from './page';
import { DIRECTION_WORDS } from './source-words';
import { Amount, Facts, Moment, To } from './table.page';

export interface BankEntryPageDeps {
  bankEntries: BankEntryService;
  financeProposals: ProposalDesk;
  channelNames: ReadonlyMap<string, Words>;
}

/** One row of a bank's file: what it is, and what can be done where nobody knows. */
export function bankEntryPage({
  bankEntries,
  channelNames,
  financeProposals,
}: BankEntryPageDeps): ConsolePage {
  const show = async (visit: Visit) => {
    const { language } = visit;
    const entry = await bankEntries.showEntry(visit.actor, visit.params.id ?? '');
    const proposals = await proposalsAbout(financeProposals, visit, entry.key);
    const booking = await bookingForms(financeProposals, visit, entry);
    const title = `${words('银行流水', 'Bank entry')[language]} ${entry.bookedOn} ${entry.fileName} ${words(`第 ${entry.line} 行`, `row ${entry.line}`)[language]}`;
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <EntryFacts {...{ visit, entry, channelNames }} />
          {booking}
          <NoteForm visit={visit} entry={entry} />
          {proposals}
        </>
      ),
    };
  };
  return { path: '/bank-entries/:id', show };
}

function EntryFacts({
  visit,
  entry,
  channelNames,
}: Omit<EntryUseProps, 'language'> & { visit: Visit }): VNode {
  const { language, nameOf } = visit;
  return (
    <Facts
      language={language}
      facts={[
        [words('文件', 'File'), <To path={`/bank-entries?file=${entry.fileId}`}>{entry.fileName}</To>],
        [words('行号', 'Row'), String(entry.line)],
        [words('记账日', 'Booked on'), entry.bookedOn],
        [words('收支', 'Direction'), DIRECTION_WORDS[entry.direction][language]],
        [words('金额', 'Amount'), <Amount fen={entry.amountFen} />],
        [words('对方账号', 'Other account'), entry.counterAccount],
        [words('摘要', 'Reference'), entry.reference],
        [words('余额', 'Balance'), <Amount fen={entry.balanceFen} />],
        [words('去向', 'What it is'), <EntryUse {...{ entry, language, channelNames }} />],
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
