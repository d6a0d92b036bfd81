import type { VNode } from 'preact';
import type { SettlementNames } from '../../console/settlement-rules.service';
import type { RemittanceDetails } from '../../settlement/remittance';
import { itemsWithoutAccount } from '../../settlement/remittance-payee';
import type { Language } from '../shared/language';
import { ActForm } from './form.page';
import { itemColumns, LeftOutItems, Payees } from './remittance-parts.page';
import { words } from './page';
import type { Visit, Words } from './page';
import { BATCH_WORDS, DESTINATION_WORDS } from './settlement-words';
import { Amount, DataTable, Facts, Moment, To } from './table.page';

/** Not that in the last line of the file, which is of the lines before it. */
const HASH = words(
  '文件哈希（SHA-256，整份下载文件，含末行）',
  'Hash of the whole file, with its last line (SHA-256)',
);

interface BatchProps {
  visit: Visit;
  batch: RemittanceDetails;
  names: SettlementNames;
}

/** A batch with what is in it, and what can be done with it now. */
export function Batch({ visit, batch, names }: BatchProps): VNode {
  const { language, nameOf } = visit;
  return (
    <>
      <Facts
        language={language}
        facts={[
          [words('状态', 'Status'), BATCH_WORDS[batch.status][language]],
          [words('去向', 'To'), DESTINATION_WORDS[batch.destination][language]],
          [words('截至', 'Up to'), batch.upTo],
          [words('金额', 'Amount'), <Amount fen={batch.amountFen} />],
          [words('制单人', 'Made by'), nameOf(batch.madeBy)],
          [words('复核人', 'Checked by'), nameOf(batch.checkedBy)],
          [words('制单时间', 'Made'), <Moment at={batch.createdAt} />],
          [HASH, batch.fileSha256 && <code>{batch.fileSha256}</code>],
          [words('银行回单', 'Bank’s reference'), batch.bankReference],
          [words('退回原因', 'Returned because'), batch.returnedReason],
        ]}
      />
      <Steps visit={visit} batch={batch} />
      {batch.fileSha256 && (
        <p>
          <To path={`/remittances/${batch.id}/file`}>{words('下载银行文件', 'The bank’s file')[language]}</To>
        </p>
      )}
      <Payees language={language} batch={batch} names={names} />
      <LeftOutItems language={language} batch={batch} names={names} />
      <Lines language={language} batch={batch} names={names} />
      <Shares language={language} batch={batch} names={names} />
    </>
  );
}

const WHY = { name: 'reason', label: words('退回原因', 'Why') };
const REFERENCE = { name: 'reference', label: words('回单号', 'Reference') };

function Steps({ visit, batch: { id, status, madeBy, lines } }: Pick<BatchProps, 'visit' | 'batch'>): VNode {
  const { language, actor } = visit;
  const action = (name: string): string => `/console/remittances/${id}/${name}`;
  const { permissions } = actor;
  const [make, check] = [permissions.has('remittances.make'), permissions.has('remittances.check')];
  const isPayable = itemsWithoutAccount(lines).length === 0;
  return (
    <section class="decide" aria-label={words('处理', 'Act')[language]}>
      {status === 'drafted' && check && isPayable && madeBy !== actor.id && (
        <ActForm
          language={language}
          action={action('check')}
          name={words('复核通过', 'Found right')}
          isPrimary
        />
      )}
      {status === 'checked' && make && isPayable && (
        <ActForm
          language={language}
          action={action('export')}
          name={words('导出银行文件', 'Export the file')}
          isPrimary
        />
      )}
      {status === 'exported' && make && (
        <ActForm
          language={language}
          action={action('acknowledge')}
          name={words('登记银行回单', 'The bank paid it')}
          field={REFERENCE}
          isPrimary
        />
      )}
      <Back {...{ visit, id, status }} />
    </section>
  );
}

/** What has not gone to the bank is given back by one; that the bank did not pay it, by two. */
function Back({ visit: { language, actor }, id, status }: BackProps): VNode | null {
  const form = (name: string, title: Words): VNode => (
    <ActForm language={language} action={`/console/remittances/${id}/${name}`} name={title} field={WHY} />
  );
  if ((status === 'drafted' || status === 'checked') && actor.permissions.has('remittances.check'))
    return form('return', words('退回', 'Return'));
  if (status === 'exported' && actor.permissions.has('remittances.make'))
    return form('propose-return', words('提出登记银行退回', 'Propose: the bank returned it'));
  return null;
}

interface BackProps extends Pick<RemittanceDetails, 'id' | 'status'> {
  visit: Visit;
}

interface PartsProps {
  language: Language;
  batch: RemittanceDetails;
  names: SettlementNames;
}

function Lines({ language, batch, names }: PartsProps): VNode {
  return (
    <DataTable
      language={language}
      caption={words('明细', 'Lines')}
      columns={[
        { name: words('营业日', 'Business day'), cell: ({ businessDay }) => businessDay },
        ...itemColumns(names),
        {
          name: words('收缴', 'Collected'),
          isNumber: true,
          cell: ({ collectedFen }) => <Amount fen={collectedFen} />,
        },
        {
          name: words('退付', 'Refunded'),
          isNumber: true,
          cell: ({ refundedFen }) => <Amount fen={refundedFen} />,
        },
        {
          name: words('上缴', 'Remitted'),
          isNumber: true,
          cell: ({ amountFen }) => <Amount fen={amountFen} />,
        },
      ]}
      rows={batch.lines}
      empty={words('没有明细。', 'No line.')}
    />
  );
}

function Shares({ language, batch, names }: PartsProps): VNode {
  return (
    <DataTable
      language={language}
      caption={words('分成', 'Shares')}
      columns={[
        { name: words('级次', 'Level'), cell: ({ level }) => level },
        ...itemColumns(names),
        {
          name: words('金额', 'Amount'),
          isNumber: true,
          cell: ({ amountFen }) => <Amount fen={amountFen} />,
        },
      ]}
      rows={batch.shares}
      empty={words('不分成：全部归一级。', 'Not split: all of it goes to one level.')}
    />
  );
}
