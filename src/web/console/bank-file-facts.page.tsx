import type { VNode } from 'preact';
import type { BankEntryService } from '../../console/bank-entries.service';
import type { BankFile } from '../../reconciliation/bank/bank-file';
import type { LookAlike } from '../../reconciliation/bank/bank-take-back';
import type { BankService } from '../../reconciliation/bank/bank.service';
import type { Language } from '../shared/language';
import { proposalsAbout } from './finance-proposal-table.page';
import type { ProposalDesk } from './finance-proposal-table.page';
import { ActForm } from './form.page';
import { required } from './form-data';
import { words } from './page';
import type { ConsoleAction, Visit } from './page';
import { Amount, Facts, Moment, To } from './table.page';

export interface BankFileFactsDeps {
  bank: Pick<BankService, 'listLookAlikes'>;
  bankEntries: BankEntryService;
  financeProposals: ProposalDesk;
}

/** Proposes that an import was a mistake. */
export function takeBackAction({ financeProposals }: BankFileFactsDeps): ConsoleAction {
  return {
    path: '/bank-files/:id/take-back',
    run: async ({ actor, fields, params: { id = '' } }) => {
      const reason = required(fields, 'reason');
      await financeProposals.propose(actor, { kind: 'bank_file_take_back', subject: id, facts: {}, reason });
      return `/bank-entries?file=${id}`;
    },
  };
}

/** A file of the bank above its rows: what it brought, what in it may be there twice, and the way to take it back. */
export async function bankFileFacts(
  { bank, bankEntries, financeProposals }: BankFileFactsDeps,
  visit: Visit,
  id: string,
): Promise<VNode> {
  const { file, unexplained } = await bankEntries.showFile(visit.actor, id);
  const lookAlikes = await bank.listLookAlikes(visit.actor, id);
  const proposals = await proposalsAbout(financeProposals, visit, id);
  return (
    <>
      {visit.query.again === '1' && (
        <p class="note" role="status">
          {AGAIN[visit.language]}
        </p>
      )}
      <LookAlikes language={visit.language} lookAlikes={lookAlikes} />
      <FileFacts {...{ visit, file, unexplained }} />
      <TakeBack visit={visit} file={file} />
      {proposals}
    </>
  );
}

const AGAIN = words(
  '这份文件此前已导入（内容完全相同），本次未再导入，账上没有变化。',
  'This file was imported before, with the same content. Nothing was imported again, and the books are unchanged.',
);

const RENUMBERED = (count: number) =>
  words(
    `${count} 笔流水与已有流水相同（同日、同额、同摘要，银行流水号不同或没有），可能是同一笔，请核对：`,
    `${count} movements look like ones already known, by day, amount and words, under another number of the bank, or none. They may be the same; look at them:`,
  );

function LookAlikes({
  language,
  lookAlikes,
}: {
  language: Language;
  lookAlikes: readonly LookAlike[];
}): VNode | null {
  if (lookAlikes.length === 0) return null;
  return (
    <section class="note" role="status">
      <p>{RENUMBERED(lookAlikes.length)[language]}</p>
      <ul>
        {lookAlikes.map(({ line, entryKey, knownKey }) => (
          <li key={entryKey}>
            <To path={`/bank-entries/${entryKey}`}>{words(`第 ${line} 行`, `row ${line}`)[language]}</To>{' '}
            <To path={`/bank-entries/${knownKey}`}>
              {words(`第 ${line} 行的已有流水`, `the one known before row ${line}`)[language]}
            </To>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FileProps {
  visit: Visit;
  file: BankFile;
}

function FileFacts({
  file,
  unexplained,
  visit: { language, nameOf },
}: FileProps & { unexplained: number }): VNode {
  const here = `/bank-entries?file=${file.id}`;
  const brought = file.rowCount - file.knownCount;
  return (
    <Facts
      language={language}
      facts={[
        [words('文件', 'File'), file.name],
        [words('行数', 'Rows'), file.takenBackAt === null ? <To path={here}>{brought}</To> : String(brought)],
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
        [
          words('撤销时间（各行不再计入）', 'Taken back: its rows count no longer'),
          <Moment at={file.takenBackAt} />,
        ],
        [words('文件哈希（SHA-256）', 'Hash (SHA-256)'), <code>{file.sha256}</code>],
      ]}
    />
  );
}

function TakeBack({ visit: { actor, language }, file }: FileProps): VNode | null {
  if (file.takenBackAt !== null || !actor.permissions.has('statements.upload')) return null;
  return (
    <section class="decide" aria-label={words('撤销导入', 'Take the import back')[language]}>
      <ActForm
        language={language}
        action={`/console/bank-files/${file.id}/take-back`}
        name={words('提出撤销整份导入', 'Propose to take the whole import back')}
        field={{ name: 'reason', label: words('撤销理由', 'Why it was a mistake') }}
      />
    </section>
  );
}
