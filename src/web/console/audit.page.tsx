import type { VNode } from 'preact';
import type { AuditService, ChainState, CheckedEntry } from '../../audit/audit.service';
import type { Language } from '../shared/language';
import { PAGE_SIZE } from '../../console/listing';
import { momentColumn } from './columns.page';
import { EMPTY, FROM, listPage, periodOf, TO } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePart, Visit } from './page';
import { detailsText, subjectText } from './audit-words';
import { columnText } from './fact-words';
import { DEEDS } from './deeds';
import { choicesOf } from './status-words';
import { addressOf } from './table.page';
import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

interface AuditDeps {
  audits: AuditService;
  views: ViewKeeper;
}

function columnsFor(visit: Visit): readonly Column<CheckedEntry>[] {
  const { language, nameOf } = visit;
  return [
    {
      name: words('序号', 'No.'),
      isNumber: true,
      cell: ({ seq, isIntact }) =>
        isIntact ? String(seq) : <strong class="late">{`${seq} ${ALTERED[language]}`}</strong>,
    },
    momentColumn(words('时间', 'Time'), 'at'),
    {
      name: words('操作人', 'Who'),
      cell: ({ actorName, actorId }) =>
        actorName === '' ? (
          '—'
        ) : (
          <a href={addressOf('/audit', { actor: actorId })}>{columnText('actor_name', actorName, visit)}</a>
        ),
    },
    { name: words('操作', 'Action'), cell: ({ action }) => columnText('deed', action, visit) },
    {
      name: words('对象', 'Subject'),
      cell: ({ subject }) => (
        <a href={addressOf('/audit', { subject })}>{subjectText(nameOf(subject), visit)}</a>
      ),
    },
    {
      name: words('说明', 'Details'),
      isText: true,
      cell: (entry) => detailsText(entry, visit, nameOf),
    },
  ];
}

const ALTERED = words('已被改动', 'altered');

/** What persons did and saw, and whether the log is whole. */
export function auditPart(deps: AuditDeps): ConsolePart {
  return { pages: [listPage(termsOf(deps), deps.views)] };
}

function termsOf({ audits }: AuditDeps): ListTerms<CheckedEntry> {
  return {
    path: '/audit',
    title: words('审计日志', 'Audit log'),
    fields: [
      FROM,
      TO,
      { kind: 'choice', name: 'action', label: words('操作', 'Action'), options: choicesOf(DEEDS) },
      { kind: 'hidden', name: 'actor', label: words('操作人编号', 'Who (id)') },
      { kind: 'text', name: 'subject', label: words('对象编号', 'Subject (id)') },
    ],
    empty: EMPTY,
    exportPermission: 'audit.read',
    exportTo: ({ action: deed, actor, subject, ...days }, { now }) =>
      addressOf('/reports/audit-log', { ...periodOf(days, now), deed, actor, subject }),
    lead: (visit) => chainOf(audits, visit),
    columns: columnsFor,
    read: async ({ actor }, { actor: actorId, ...filter }, given) => {
      const before = given !== null && /^\d{1,18}$/.test(given) ? BigInt(given) : undefined;
      const found = await audits.listEntries(actor, { ...filter, actorId, before, limit: PAGE_SIZE + 1 });
      const rows = found.slice(0, PAGE_SIZE);
      return { rows, next: found.length > PAGE_SIZE ? String(rows.at(-1)?.seq) : null };
    },
  };
}

async function chainOf(audits: AuditService, { actor, language, query }: Visit): Promise<VNode> {
  const chain = await audits.checkChain(actor, query.check === 'all' ? 'root' : 'new');
  return (
    <>
      <p class={chain.brokenAt === null ? 'quiet' : 'note'} role="status">
        {chainWords(chain, language)}
      </p>
      <p>
        <a href="/console/audit?check=all">
          {
            words('从第一条开始重新核对整条哈希链', 'Check the whole chain again, from its first entry')[
              language
            ]
          }
        </a>
      </p>
    </>
  );
}

function chainWords({ count, brokenAt, checkedFrom }: ChainState, language: Language): string {
  if (brokenAt === null && checkedFrom > 0n) {
    return words(
      `哈希链完整：共 ${count} 条；第 ${checkedFrom} 条以前此前已核对，之后每一条都与前一条衔接。`,
      `The chain holds: ${count} entries; those before ${checkedFrom} were checked earlier, each since follows from the one before.`,
    )[language];
  }
  if (brokenAt === null) {
    return words(
      `哈希链完整：共 ${count} 条，每一条都与前一条衔接。`,
      `The chain holds: ${count} entries, each follows from the one before.`,
    )[language];
  }
  return words(
    `哈希链在第 ${brokenAt} 条断开：该条或其前一条被改动过。请立即报告管理员。`,
    `The chain breaks at entry ${brokenAt}: it, or the one before it, was altered. Report it at once.`,
  )[language];
}
