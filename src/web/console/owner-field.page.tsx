import type { VNode } from 'preact';
import type { Owner } from '../../reconciliation/difference-desk.service';
import { SelectField } from './fields.page';
import { words } from './page';
import type { Visit } from './page';

/** Whom the differences are given to: by default oneself. */
export function OwnerField({ visit, owners }: { visit: Visit; owners: readonly Owner[] }): VNode {
  const { actor, language } = visit;
  const me = words('（我）', ' (me)')[language];
  const known = owners.map(({ id, name }) => [id, id === actor.id ? name + me : name] as const);
  return (
    <SelectField
      id="owner"
      name="owner"
      label={words('交由谁负责', 'Who sees to it')[language]}
      options={[...known, ['', words('无人负责', 'Nobody')[language]]]}
      chosen={actor.id}
    />
  );
}
