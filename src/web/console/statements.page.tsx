import type { VNode } from 'preact';
import type { SourceFileService } from '../../console/source-files.service';
import type { StatementLineRow, StatementRow } from '../../console/source-files';
import { isBusinessDay } from '../../kernel/business-day';
import { invalidField } from '../../kernel/invalid';
import { isWhole } from '../../reconciliation/statement';
import type { StatementUploadService } from '../../reconciliation/statement-upload.service';
import type { Language } from '../shared/language';
import { amountColumn, channelColumn, momentColumn } from './columns.page';
import { UploadForm } from './form.page';
import { FROM, listPage, periodOf, TO } from './list.page';
import type { ListTerms } from './list.page';
import { SelectField, TextField } from './fields.page';
import { words } from './page';
import type { ConsoleAction, ConsolePage, ConsolePart, Visit, Words } from './page';
import { PART_OF_DAY, STANDING_WORDS } from './source-words';
import { LINE_WORDS } from './status-words';
import { addressOf, Amount, DataTable, Facts, Moment, Pager, To } from './table.page';
import type { Column } from './table.page';
import { MOST_UPLOADED_BYTES, withUpload } from './upload';
import type { ViewKeeper } from './views.page';

export interface StatementsDeps {
  sourceFiles: SourceFileService;
  statementUploads: StatementUploadService;
  /** Where a file lies while it is read. */
  statementDirectory: string;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

const TITLE = words('对账单文件', 'Statement files');

/** The files of the channels, each version with its hash and totals; a file may be brought by hand. */
export function statementsPart(deps: StatementsDeps): ConsolePart {
  return {
    pages: [listPage(termsOf(deps), deps.views), statementPage(deps)],
    actions: [uploadAction(deps)],
  };
}

function uploadAction({ statementUploads, statementDirectory }: StatementsDeps): ConsoleAction {
  return {
    path: '/statements',
    upload: { permission: 'statements.upload', maxBytes: MOST_UPLOADED_BYTES },
    run: async ({ actor, fields: { channel = '', day = '' }, file }) => {
      if (!isBusinessDay(day)) throw invalidField('/business_day', 'must be a day');
      const report = await withUpload(statementDirectory, file, (path, name) =>
        statementUploads.upload(actor, { channel, businessDay: day, name, path }),
      );
      return report.statement ? `/statements/${report.statement.id}` : '/statements';
    },
  };
}

function termsOf({ sourceFiles, channelNames }: StatementsDeps): ListTerms<StatementRow> {
  return {
    path: '/statements',
    title: TITLE,
    fields: [
      { kind: 'choice', name: 'channel', label: words('渠道', 'Channel'), options: [...channelNames] },
      FROM,
      TO,
    ],
    empty: words(
      '没有符合条件的对账单。渠道次日提供；也可以在上方手工上传。',
      'No file matches. Channels give theirs on the next day; you may also bring one above.',
    ),
    lead: (visit) => Promise.resolve(<Upload visit={visit} channelNames={channelNames} />),
    exportTo: ({ channel, ...days }, { now }) =>
      addressOf('/reports/statements', { ...periodOf(days, now), channel }),
    columns: ({ language }) => columnsFor(language, channelNames),
    read: ({ actor }, { channel = null, from = null, to = null }, before) =>
      sourceFiles.listStatements(actor, { channel, from, to, before }),
  };
}

const columnsFor = (language: Language, channelNames: ReadonlyMap<string, Words>): Column<StatementRow>[] => [
  {
    name: words('文件', 'File'),
    cell: ({ id, businessDay, version }) => (
      <To path={`/statements/${id}`}>
        {`${businessDay} ${words(`第 ${version} 版`, `version ${version}`)[language]}`}
      </To>
    ),
  },
  channelColumn(language, channelNames),
  { name: words('状态', 'Status'), cell: (row) => <Standing row={row} language={language} /> },
  { name: words('行数', 'Rows'), isNumber: true, cell: ({ lineCount }) => lineCount },
  { name: words('收款', 'Paid'), isNumber: true, cell: ({ paidFen }) => <Amount fen={paidFen} /> },
  {
    name: words('退款', 'Refunded'),
    isNumber: true,
    cell: ({ refundedFen }) => <Amount fen={refundedFen} />,
  },
  {
    name: words('未处理差异', 'Open differences'),
    isNumber: true,
    cell: (row) => <OpenDifferences {...row} />,
  },
  { name: words('文件哈希', 'Hash'), cell: ({ sha256 }) => <code>{sha256.slice(0, 12)}…</code> },
  momentColumn(words('到达时间', 'Came'), 'fetchedAt'),
];

/** As many as the list has to which it leads. */
function OpenDifferences({ id, openDifferences }: Pick<StatementRow, 'id' | 'openDifferences'>): VNode {
  return <To path={`/differences?state=open&file=${id}`}>{openDifferences}</To>;
}

function Standing({ row, language }: { row: StatementRow; language: Language }): VNode {
  if (!row.isInForce) return <span class="quiet">{STANDING_WORDS.replaced[language]}</span>;
  return <>{STANDING_WORDS[isWhole(row) ? 'in_force' : 'in_force_for_now'][language]}</>;
}

function Upload({
  visit: { actor, language },
  channelNames,
}: {
  visit: Visit;
  channelNames: ReadonlyMap<string, Words>;
}): VNode {
  if (!actor.permissions.has('statements.upload')) return <></>;
  return (
    <UploadForm
      language={language}
      action="/console/statements"
      title={words('手工上传对账单', 'Bring a file by hand')}
      lead={words(
        '按渠道给出的原样上传（可为压缩包，最大 32 MB）。整份读取成功才保存；有错时会指出行号，原结果不变。',
        'As the channel gives it, packed or not, up to 32 MB. It is kept whole or not at all; an error names its row, and what was there before stands.',
      )}
      name={words('上传并对账', 'Upload and compare')}
    >
      <SelectField
        id="upload-channel"
        name="channel"
        label={words('渠道', 'Channel')[language]}
        options={[...channelNames].map(([code, name]) => [code, name[language]])}
        required
      />
      <TextField
        id="upload-day"
        name="day"
        label={words('营业日', 'Business day')[language]}
        type="date"
        required
      />
    </UploadForm>
  );
}

function statementPage({ sourceFiles, channelNames }: StatementsDeps): ConsolePage {
  const show = async ({ actor, language, params, query }: Visit) => {
    const after = /^\d{1,9}$/.test(query.before ?? '') ? Number(query.before) : 0;
    const { statement, lines } = await sourceFiles.showStatement(actor, params.id ?? '', after);
    const { channel, businessDay, version } = statement;
    const name = channelNames.get(channel)?.[language] ?? channel;
    const title = `${words('对账单', 'Statement')[language]} ${name} ${businessDay}`;
    return {
      title,
      body: (
        <>
          <h1>{`${title} ${words(`第 ${version} 版`, `version ${version}`)[language]}`}</h1>
          {statement.isInForce && !isWhole(statement) && <p class="note">{PART_OF_DAY[language]}</p>}
          <StatementFacts language={language} statement={statement} />
          <Lines language={language} lines={lines.rows} />
          <Pager
            language={language}
            path={`/statements/${statement.id}`}
            query={query.before ? { before: query.before } : {}}
            next={lines.next}
            names={{ older: words('后面的行', 'Further rows'), newest: words('第一页', 'First page') }}
          />
        </>
      ),
    };
  };
  return { path: '/statements/:id', show };
}

function StatementFacts({ language, statement }: { language: Language; statement: StatementRow }): VNode {
  const { businessDay } = statement;
  return (
    <Facts
      language={language}
      facts={[
        [words('状态', 'Status'), <Standing row={statement} language={language} />],
        [words('行数', 'Rows'), String(statement.lineCount)],
        [words('收款合计', 'Paid'), <Amount fen={statement.paidFen} />],
        [words('退款合计', 'Refunded'), <Amount fen={statement.refundedFen} />],
        [words('到达时间', 'Came'), <Moment at={statement.fetchedAt} />],
        [words('未处理差异', 'Open differences'), <OpenDifferences {...statement} />],
        [words('当日对账', 'The day'), <To path={`/reconciliation?day=${businessDay}`}>{businessDay}</To>],
        [words('文件哈希（SHA-256）', 'Hash (SHA-256)'), <code>{statement.sha256}</code>],
      ]}
    />
  );
}

const KIND_WORDS: Readonly<Record<string, Words>> = {
  payment: words('收款', 'Payment'),
  refund: words('退款', 'Refund'),
};

function Lines({ language, lines }: { language: Language; lines: readonly StatementLineRow[] }): VNode {
  const worded = (table: Readonly<Record<string, Words>>, code: string): string =>
    table[code]?.[language] ?? code;
  return (
    <DataTable
      language={language}
      caption={words('文件各行', 'Rows of the file')}
      columns={[
        { name: words('行号', 'Row'), isNumber: true, cell: ({ line }) => line },
        { name: words('类型', 'Kind'), cell: ({ kind }) => worded(KIND_WORDS, kind) },
        momentColumn(words('时间', 'Time'), 'occurredAt'),
        { name: words('渠道流水号', 'Channel’s number'), cell: ({ transactionId }) => transactionId },
        { name: words('商户单号', 'Our number'), cell: ({ outTradeNo }) => outTradeNo },
        { name: words('状态', 'Status'), cell: ({ status }) => worded(LINE_WORDS, status) },
        amountColumn(),
        { name: words('手续费', 'Fee'), isNumber: true, cell: ({ feeFen }) => <Amount fen={feeFen} /> },
      ]}
      rows={lines}
      empty={words('该文件没有明细行。', 'The file has no rows.')}
    />
  );
}
