import type { ChainedEntry } from '../../audit/audit';
import type { AuditService, ChainState } from '../../audit/audit.service';
import type { Language } from '../shared/language';
import { PAGE_SIZE } from '../../console/listing';
import { momentColumn } from './columns.page';
import { EMPTY, listPage } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePart } from './page';

import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

interface AuditDeps {
  audits: AuditService;
  views: ViewKeeper;
}

const COLUMNS: readonly Column<ChainedEntry>[] = [
  { name: words('序号', 'No.'), isNumber: true, cell: ({ seq }) => String(seq) },
  momentColumn(words('时间', 'Time'), 'at'),
  { name: words('操作人', 'Who'), cell: ({ actorName, actorId }) => `${actorName} ${actorId}` },
  { name: words('操作', 'Action'), cell: ({ action }) => action },
  { name: words('对象', 'Subject'), cell: ({ subject }) => subject },
  {
    name: words('说明', 'Details'),
    isText: true,
    cell: ({ details }) =>
      Object.entries(details)
        .map(([name, value]) => `${name}: ${value}`)
        .join('; '),
  },
];

/** What persons did and saw, and whether the log is whole. */
export function auditPart(deps: AuditDeps): ConsolePart {
  return { pages: [listPage(termsOf(deps), deps.views)] };
}

function termsOf({ audits }: AuditDeps): ListTerms<ChainedEntry> {
  return {
    path: '/audit',
    title: words('审计日志', 'Audit log'),
    fields: [
      { kind: 'text', name: 'actor', label: words('操作人编号', 'Who (id)') },
      { kind: 'text', name: 'action', label: words('操作', 'Action') },
      { kind: 'text', name: 'subject', label: words('对象编号', 'Subject (id)') },
    ],
    empty: EMPTY,
    lead: async ({ actor, language }) => {
      const chain = await audits.checkChain(actor);
      return (
        <p class={chain.brokenAt === null ? 'quiet' : 'note'} role="status">
          {chainWords(chain, language)}
        </p>
      );
    },
    columns: () => COLUMNS,
    read: async ({ actor }, { actor: actorId, action, subject }, given) => {
      const before = given !== null && /^\d{1,18}$/.test(given) ? BigInt(given) : undefined;
      const found = await audits.listEntries(actor, {
        actorId,
        action,
        subject,
        before,
        limit: PAGE_SIZE + 1,
      });
      const rows = found.slice(0, PAGE_SIZE);
      return { rows, next: found.length > PAGE_SIZE ? String(rows.at(-1)?.seq) : null };
    },
  };
}

function chainWords({ count, brokenAt }: ChainState, language: Language): string {
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
