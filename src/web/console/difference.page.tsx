import type { VNode } from 'preact';
import type { DifferenceDesk, Owner } from '../../reconciliation/difference-desk.service';
import type { ExplainedDifference } from '../../reconciliation/followed-difference';
import type { BookedResolution } from '../../reconciliation/resolution-booked.service';
import type { ResolutionService } from '../../reconciliation/resolution.service';
import type { Language } from '../shared/language';
import { ACTION_WORDS, CAUSE_WORDS, TYPE_WORDS } from './difference-words';
import { AdjustmentForm } from './adjustment.page';
import { proposalsAbout } from './finance-proposal-table.page';
import type { ProposalDesk } from './finance-proposal-table.page';
import { FeeInvoiceForm } from './fee-invoice.page';
import { ClaimedOrder, JournalTable } from './journal.page';
import { OwnerField } from './owner-field.page';
import { isOffered, PICKED } from './proposal';
import { PostForm } from './fields.page';
import { words } from './page';
import type { ConsolePage, Visit, Words } from './page';
import { ProposalFields } from './proposal.page';
import { ResolutionTable } from './resolution-table.page';
import { PAYMENT_WORDS } from './status-words';
import { addressOf, Amount, DataTable, Facts, Moment, To } from './table.page';
import type { ViewKeeper } from './views.page';

export interface DifferencesDeps {
  financeProposals: ProposalDesk;
  differenceDesk: DifferenceDesk;
  resolutions: ResolutionService;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

interface Props {
  language: Language;
  visit: Visit;
  difference: ExplainedDifference;
  resolutions: readonly BookedResolution[];
  /** Whom it can be given to; none where the visitor may not. */
  owners: readonly Owner[];
  channelName: string;
}

/** One difference: both sides, where it comes from, what it probably is, and what can be proposed. */
export function differencePage(deps: DifferencesDeps): ConsolePage {
  const { differenceDesk, channelNames } = deps;
  return {
    path: '/differences/:id',
    show: async (visit) => {
      const { actor, language, params } = visit;
      const found = await differenceDesk.getDifference(actor, params.id ?? '');
      const resolutions = await deps.resolutions.readBookings(actor, found.resolutions);
      const owners = actor.permissions.has('differences.propose')
        ? await differenceDesk.listOwners(actor)
        : [];
      const { difference } = found;
      const { channel, businessDay } = difference;
      const invoices = await proposalsAbout(deps.financeProposals, visit, `${channel}:${businessDay}:`);
      const channelName = channelNames.get(difference.channel)?.[language] ?? difference.channel;
      const title = `${words('差异', 'Difference')[language]}: ${TYPE_WORDS[difference.type][language]}`;
      return {
        title,
        body: (
          <>
            <h1>{title}</h1>
            <Sides {...{ difference, resolutions, owners, visit, language, channelName }} />
            {invoices}
          </>
        ),
      };
    },
  };
}

function Sides(props: Props): VNode {
  const { language, difference, resolutions, visit } = props;
  return (
    <>
      {difference.isOvertaken && (
        <p class="note">
          {
            words(
              '后来的对账单已经列出这一笔：此前手工入账的部分应当红字冲销。',
              'A later file names it: what was booked by hand should be reversed.',
            )[language]
          }
        </p>
      )}
      <Both {...props} />
      <Where {...props} />
      <Preview {...props} />
      {difference.closedAt === null && visit.actor.permissions.has('differences.propose') && (
        <Propose {...props} />
      )}
      <ResolutionTable visit={visit} resolutions={resolutions} />
    </>
  );
}

/** Both sides, and of a row that comes again what the file said before. */
function Both({ language, difference }: Props): VNode {
  const { repeats } = difference;
  const side = (name: Words, it: ExplainedDifference['ours']) => ({ name, it });
  return (
    <DataTable
      language={language}
      caption={words('双方', 'Both sides')}
      columns={[
        { name: words('一方', 'Side'), cell: ({ name }) => name[language] },
        {
          name: words('状态', 'Status'),
          cell: ({ it }) => statusOf(it, language),
        },
        {
          name: words('金额', 'Amount'),
          isNumber: true,
          cell: ({ it }) => <Amount fen={it?.amountFen ?? null} />,
        },
      ]}
      rows={[
        side(words('我方账', 'Our books'), difference.ours),
        side(words('对方', 'The other side'), difference.theirs),
        ...(repeats === null
          ? []
          : [side(words(`同一文件第 ${repeats.line} 行`, `Row ${repeats.line} of the same file`), repeats)]),
      ]}
      empty={words('没有。', 'Nothing.')}
    />
  );
}

function statusOf(side: ExplainedDifference['ours'], language: Language): string {
  if (side === null) return words('没有', 'not there')[language];
  const known = Object.entries(PAYMENT_WORDS).find(([status]) => status === side.status);
  return known?.[1][language] ?? side.status;
}

function RowOfFile({
  language,
  row: { statementId, version, line },
}: {
  language: Language;
  row: NonNullable<ExplainedDifference['row']>;
}): VNode {
  const text = words(`第 ${version} 版，第 ${line} 行`, `version ${version}, row ${line}`)[language];
  return <To path={`/statements/${statementId}?before=${line - 1}`}>{text}</To>;
}

/** What the channel charged, beside what was agreed. */
function feeFacts({ type, row }: ExplainedDifference) {
  if (type !== 'fee_mismatch' || row === null) return [];
  return [
    [words('渠道收取的手续费', 'Fee charged'), <Amount fen={row.feeFen} />],
    [words('约定的手续费', 'Fee agreed'), <Amount fen={row.feeDueFen} />],
  ] as const;
}

/** What the bank told of this channel's day. */
function BankEntries({
  language,
  difference: { businessDay: day, channel },
}: Pick<Props, 'language' | 'difference'>): VNode {
  const href = addressOf('/reports/bank-entries', { from: day, to: day, channel });
  return <a href={href}>{words('该日结算到账明细', 'Its settlements of the day')[language]}</a>;
}

function Where({ language, difference, channelName, visit }: Props): VNode {
  const { explanation, row } = difference;
  return (
    <Facts
      language={language}
      facts={[
        [words('可能原因', 'Likely cause'), CAUSE_WORDS[explanation.cause][language]],
        [words('建议', 'Suggestion'), ACTION_WORDS[explanation.suggestion][language]],
        [words('入账差额', 'Gap to book'), <Amount fen={explanation.gapFen} />],
        ...feeFacts(difference),
        [words('账龄（天）', 'Age, days'), String(explanation.ageDays)],
        [words('营业日', 'Business day'), difference.businessDay],
        [words('渠道', 'Channel'), channelName],
        [words('渠道流水号', 'Transaction'), difference.transactionId],
        [words('商户订单号', 'Our number'), difference.outTradeNo],
        [
          words('订单', 'Order'),
          difference.orderId && <To path={`/orders/${difference.orderId}`}>{difference.orderId}</To>,
        ],
        [words('对账单', 'Statement'), row && <RowOfFile language={language} row={row} />],
        [words('文件哈希', 'Hash of the file'), row && <code>{row.sha256.slice(0, 16)}…</code>],
        ...(difference.kind === 'settlement'
          ? [[words('银行流水', 'At the bank'), <BankEntries {...{ language, difference }} />] as const]
          : []),
        [words('发现时间', 'First seen'), <Moment at={difference.firstSeenAt} />],
        [words('处理时间', 'Closed'), <Moment at={difference.closedAt} />],
        [words('负责人', 'Owner'), visit.nameOf(difference.ownerId)],
      ]}
    />
  );
}

/** The journal that waits for a decision, which may be another than was suggested; else that of the suggestion. */
function Preview({ visit, difference, resolutions }: Props): VNode | null {
  const pending = resolutions.find(({ id }) => id === difference.proposalId);
  const { postings } = difference.explanation;
  if (pending)
    return (
      <>
        <JournalTable
          telling={visit}
          caption={words('批准后将入账的分录', 'What the approval would book')}
          postings={pending.booked}
        />
        <ClaimedOrder telling={visit} resolution={pending} />
      </>
    );
  if (difference.closedAt !== null || postings.length === 0) return null;
  return (
    <JournalTable
      telling={visit}
      caption={words('按建议将入账的分录', 'What the suggestion would book')}
      postings={postings}
    />
  );
}

function Propose({ language, difference, visit, owners }: Props): VNode {
  const { id, explanation, proposalId } = difference;
  const canPropose = proposalId === null;
  const actions = explanation.actions.filter((action) => isOffered(action, difference));
  const pick = { [PICKED + id]: '1' };
  return (
    <section class="decide" aria-label={words('处理', 'Act')[language]}>
      {canPropose && actions.length > 0 && (
        <PostForm action="/console/differences/propose" hidden={pick} enctype="multipart/form-data">
          <ProposalFields language={language} actions={actions} suggestion={explanation.suggestion} />
          <button class="primary">{words('提出处理', 'Propose')[language]}</button>
        </PostForm>
      )}
      {difference.type === 'fee_uninvoiced' && visit.actor.permissions.has('statements.upload') && (
        <FeeInvoiceForm language={language} difference={difference} />
      )}
      {canPropose && explanation.actions.includes('adjust') && (
        <AdjustmentForm telling={visit} difference={difference} />
      )}
      <PostForm action="/console/differences/ask-again" hidden={pick}>
        <button class="secondary">{ACTION_WORDS.ask_again[language]}</button>
      </PostForm>
      <PostForm action="/console/differences/assign" hidden={pick}>
        <OwnerField visit={visit} owners={owners} />
        <button class="secondary">{words('分派', 'Assign')[language]}</button>
      </PostForm>
    </section>
  );
}
