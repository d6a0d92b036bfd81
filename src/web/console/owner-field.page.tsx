import type { VNode } from 'preact';
import type { Owner } from '../../reconciliation/difference-desk.service';
import { words } from './page';
import type { Visit } from './page';

/** Whom the differences are given to: by default oneself. */
export function OwnerField({ visit, owners }: { visit: Visit; owners: readonly Owner[] }): VNode {
  const { actor, language } = visit;
  return (
    <p class="field">
      <label for="owner">{words('交由谁负责', 'Who sees to it')[language]}</label>
      <select id="owner" name="owner">
        {owners.map(({ id, name }) => (
          <option key={id} value={id} selected={id === actor.id}>
            {id === actor.id ? `${name}${words('（我）', ' (me)')[language]}` : name}
          </option>
        ))}
        <option value="">{words('无人负责', 'Nobody')[language]}</option>
      </select>
    </p>
  );
}
