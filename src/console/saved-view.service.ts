import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { invalidField } from '../kernel/invalid';
import type { Actor } from '../staff/actor';
import type { SavedView } from './saved-view';

export interface SavedViewService {
  list(actor: Actor, path: string): Promise<SavedView[]>;
  /** Keeps a filter under a name; the one of that name is written over. @throws REQUEST_INVALID */
  save(actor: Actor, view: Pick<SavedView, 'path' | 'name' | 'query'>): Promise<void>;
  remove(actor: Actor, view: Pick<SavedView, 'path' | 'name'>): Promise<void>;
}

const LONGEST_NAME = 40;
const LONGEST_QUERY = 500;

/** Filters that a person wants to come back to; each sees their own. */
export function createSavedViewService({ stores }: Pick<Database, 'stores'>, clock: Clock): SavedViewService {
  return {
    list: (actor, path) => stores.savedViews.listViews(actor.id, path),
    async save(actor, { path, name: given, query }) {
      const name = given.trim();
      if (name === '') throw invalidField('/name', 'must not be empty');
      if (name.length > LONGEST_NAME)
        throw invalidField('/name', `at most ${LONGEST_NAME} characters`, `最多 ${LONGEST_NAME} 个字`);
      if (query.length > LONGEST_QUERY) throw invalidField('/query', 'This filter is too long to be kept.');
      await stores.savedViews.saveView({ memberId: actor.id, path, name, query, createdAt: clock.now() });
    },
    remove: (actor, { path, name }) => stores.savedViews.deleteView({ memberId: actor.id, path, name }),
  };
}
