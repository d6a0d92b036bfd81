import type { Page } from '../../console/listing';
import type { DifferenceType } from '../../reconciliation/difference';
import type { DifferenceDesk } from '../../reconciliation/difference-desk.service';
import type { DifferenceState, ExplainedDifference } from '../../reconciliation/followed-difference';
import { TYPE_WORDS } from './difference-words';
import type { FilterField } from './filter.page';
import { filterName } from './filter-words';
import { FROM, periodOf, TO } from './list.page';
import { words } from './page';
import type { Visit, Words } from './page';
import { choicesOf } from './status-words';
import { addressOf } from './table.page';

const PAGE_ROWS = 50;

/** The differences that a filter of the list means, from where it is to go on. */
export async function readDifferences(
  differenceDesk: DifferenceDesk,
  { actor }: Visit,
  filter: Readonly<Record<string, string | null>>,
): Promise<Page<ExplainedDifference>> {
  const asked = (name: string): string | undefined => filter[name] ?? undefined;
  const rows = await differenceDesk.listDifferences(actor, {
    state: asked('state') as DifferenceState | undefined,
    type: asked('type') as DifferenceType | undefined,
    channel: asked('channel'),
    businessDay: asked('day'),
    ownerId: filter.owner === 'me' ? actor.id : filter.owner === 'nobody' ? '' : undefined,
    from: asked('from'),
    to: asked('to'),
    runId: asked('run'),
    statementId: asked('file'),
    after: asked('after'),
    limit: PAGE_ROWS + 1,
  });
  const page = rows.slice(0, PAGE_ROWS);
  return { rows: page, next: rows.length > PAGE_ROWS ? (page.at(-1)?.id ?? null) : null };
}

/** What the list can be narrowed by. */
export const fieldsOf = (channelNames: ReadonlyMap<string, Words>): FilterField[] => [
  { kind: 'choice', name: 'state', label: filterName('differences', 'state'), options: STATES },
  { kind: 'choice', name: 'type', label: words('类型', 'Type'), options: choicesOf(TYPE_WORDS) },
  { kind: 'choice', name: 'channel', label: words('渠道', 'Channel'), options: [...channelNames] },
  { kind: 'day', name: 'day', label: words('营业日', 'Business day') },
  FROM,
  TO,
  { kind: 'choice', name: 'owner', label: words('负责人', 'Owner'), options: OWNERS },
  { kind: 'hidden', name: 'run', label: words('对账批次', 'Run') },
  { kind: 'hidden', name: 'file', label: filterName('differences', 'file') },
];

/** In a report one day is a period of one day, and who sees to it is named by id. */
export function exportTo(
  { day, owner, from, to, ...others }: Readonly<Record<string, string>>,
  { actor, now }: Visit,
): string | undefined {
  if (day !== undefined && (from ?? to) !== undefined) return undefined;
  const days =
    day === undefined ? periodOf({ ...(from && { from }), ...(to && { to }) }, now) : { from: day, to: day };
  return addressOf('/reports/differences', {
    ...{ ...others, ...days },
    owner: owner === 'me' ? actor.id : owner,
  });
}

const STATES = [
  ['open', words('未处理', 'Open')],
  ['closed', words('已处理', 'Closed')],
  ['overtaken', words('手工入账待红冲', 'Booked by hand, to take back')],
] as const;

const OWNERS = [
  ['me', words('由我负责', 'Me')],
  ['nobody', words('无人负责', 'Nobody')],
] as const;
