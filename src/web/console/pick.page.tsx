import type { VNode } from 'preact';
import { Tick } from './fields.page';
import { words } from './page';
import type { Visit } from './page';
import { PICKED } from './proposal';
import { addressOf } from './table.page';
import type { Column } from './table.page';

const PICK = words('选择', 'Pick');
const ALL = words('全选本页', 'Pick all of this page');
const NONE = words('取消全选', 'Pick none');

/** A box on each row that a form elsewhere on the page is about; the address says whether all are ticked. */
export function pickColumn<Row extends { id: string }>(
  { language, query }: Visit,
  form: string,
  mayPick: (row: Row) => boolean = () => true,
): Column<Row> {
  return {
    name: PICK,
    cell: (row) =>
      mayPick(row) && (
        <Tick
          name={PICKED + row.id}
          form={form}
          checked={query.pick === 'all'}
          aria-label={`${PICK[language]} ${row.id}`}
        />
      ),
  };
}

/** The way to tick every row of the page, and back. */
export function PickAll({ visit: { language, query }, path }: { visit: Visit; path: string }): VNode {
  const isAll = query.pick === 'all';
  return (
    <p>
      <a href={addressOf(path, { ...query, pick: isAll ? undefined : 'all' })}>
        {(isAll ? NONE : ALL)[language]}
      </a>
    </p>
  );
}
