import { createReadStream } from 'node:fs';
import type { VNode } from 'preact';
import type { BankEntryService } from '../../console/bank-entries.service';
import type { BankFile } from '../../reconciliation/bank/bank-file';
import type { BankService } from '../../reconciliation/bank/bank.service';
import { momentColumn } from './columns.page';
import { UploadForm } from './form.page';
import { SelectField } from './fields.page';
import { ExportLink } from './list.page';
import { words } from './page';
import type { ConsoleAction, ConsolePart, Visit } from './page';
import { addressOf, Amount, DataTable, To } from './table.page';
import type { Column } from './table.page';
import { MOST_UPLOADED_BYTES, withUpload } from './upload';

export interface BankFilesDeps {
  bank: BankService;
  bankEntries: Pick<BankEntryService, 'countUnexplained'>;
  statementDirectory: string;
}

const TITLE = words('银行流水文件', 'Bank files');
const SHOWN = 50;

/** What the bank says of the clearing account, file by file, and the way to bring one. */
export function bankFilesPart({ bank, bankEntries, statementDirectory }: BankFilesDeps): ConsolePart {
  const show = async (visit: Visit) => {
    const { actor, language } = visit;
    const files = await bank.listFiles(actor, SHOWN);
    const unexplained = await bankEntries.countUnexplained(
      actor,
      files.map(({ id }) => id),
    );
    const mappings = (await bank.listMappings()).map(({ name }) => name);
    return {
      title: TITLE[language],
      body: (
        <>
          <h1>{TITLE[language]}</h1>
          <Upload visit={visit} mappings={mappings} />
          <Files visit={visit} files={files} unexplained={unexplained} />
          <ExportLink visit={visit} href={addressOf('/reports/bank-files', {})} />
          <p class="views">
            <To path="/bank-entries">{words('全部流水明细', 'The entries of all files')[language]}</To>
          </p>
        </>
      ),
    };
  };
  return {
    pages: [{ path: '/bank-files', show }],
    actions: [uploadAction({ bank, statementDirectory })],
  };
}

/** Brings a file; where it was there already, or rows of it may be there twice, its page says so. */
function uploadAction({
  bank,
  statementDirectory,
}: Pick<BankFilesDeps, 'bank' | 'statementDirectory'>): ConsoleAction {
  return {
    path: '/bank-files',
    upload: { permission: 'statements.upload', maxBytes: MOST_UPLOADED_BYTES },
    run: async ({ actor, fields: { mapping = '' }, file }) => {
      const imported = await withUpload(statementDirectory, file, (path, name) =>
        bank.importFile(actor, { name, mapping, open: () => createReadStream(path) }),
      );
      const { id } = imported.file;
      if (imported.isKnown) return `/bank-entries?file=${id}&again=1`;
      const lookAlikes = await bank.listLookAlikes(actor, id);
      return lookAlikes.length === 0 ? '/bank-files' : `/bank-entries?file=${id}`;
    },
  };
}

const NO_MAPPING = words(
  '还没有银行文件的列映射。请管理员运行 npm run bank -- mapping 名称 文件.json，之后即可在此上传。',
  'No mapping of a bank’s columns is there yet. An operator runs npm run bank -- mapping NAME FILE.json; then files can be brought here.',
);

function Upload({
  visit: { actor, language },
  mappings,
}: {
  visit: Visit;
  mappings: readonly string[];
}): VNode {
  if (!actor.permissions.has('statements.upload')) return <></>;
  if (mappings.length === 0) return <p class="note">{NO_MAPPING[language]}</p>;
  return (
    <UploadForm
      language={language}
      action="/console/bank-files"
      title={words('上传银行流水', 'Bring a file of the bank')}
      lead={words(
        'CSV，最大 32 MB。整份导入或整份拒收；有错时会指出行号。同一文件重复上传不会重复入账。',
        'CSV, up to 32 MB. It is imported whole or not at all; an error names its line. The same file again changes nothing.',
      )}
      name={words('导入', 'Import')}
    >
      <SelectField
        id="upload-mapping"
        name="mapping"
        label={words('列映射', 'Mapping')[language]}
        options={mappings.map((name) => [name, name])}
        required
      />
    </UploadForm>
  );
}

interface FilesProps {
  visit: Visit;
  files: readonly BankFile[];
  /** By file, how many rows nothing explains. */
  unexplained: ReadonlyMap<string, number>;
}

function Files({ visit, files, unexplained }: FilesProps): VNode {
  return (
    <DataTable
      language={visit.language}
      caption={words('已导入，最新在前', 'Imported, the newest first')}
      columns={columnsFor(visit, unexplained)}
      rows={files}
      empty={words(
        '还没有银行流水。导入后才能核对渠道结算是否到账。',
        'No file of the bank yet. With one, what channels paid out is compared with what came.',
      )}
    />
  );
}

function columnsFor({ nameOf, language }: Visit, unexplained: FilesProps['unexplained']): Column<BankFile>[] {
  return [
    {
      name: words('文件', 'File'),
      isText: true,
      cell: ({ id, name }) => <To path={`/bank-entries?file=${id}`}>{name}</To>,
    },
    {
      name: words('状态', 'Status'),
      cell: ({ takenBackAt }) =>
        (takenBackAt === null ? words('有效', 'Counts') : words('已撤销', 'Taken back'))[language],
    },
    { name: words('列映射', 'Mapping'), cell: ({ mapping }) => mapping },
    { name: words('行数', 'Rows'), isNumber: true, cell: ({ rowCount }) => rowCount },
    {
      name: words('其中已有', 'Known before'),
      isNumber: true,
      cell: ({ knownCount }) => knownCount,
    },
    {
      name: words('待说明', 'To explain'),
      isNumber: true,
      cell: ({ id }) => (
        <To path={`/bank-entries?file=${id}&state=unexplained`}>{unexplained.get(id) ?? 0}</To>
      ),
    },
    {
      name: words('贷方', 'Credit'),
      isNumber: true,
      cell: ({ creditFen }) => <Amount fen={creditFen} />,
    },
    { name: words('借方', 'Debit'), isNumber: true, cell: ({ debitFen }) => <Amount fen={debitFen} /> },
    { name: words('文件哈希', 'Hash'), cell: ({ sha256 }) => <code>{sha256.slice(0, 12)}…</code> },
    { name: words('导入人', 'Imported by'), cell: ({ importedBy }) => nameOf(importedBy) },
    momentColumn(words('导入时间', 'Imported'), 'importedAt'),
  ];
}
