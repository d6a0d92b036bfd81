import type { DbClient } from '../db/client';
import type { SavedView } from './saved-view';

export interface SavedViewStore {
  /** Of this person on this page, by name. */
  listViews(memberId: string, path: string): Promise<SavedView[]>;
  /** The one of that name is written over. */
  saveView(view: SavedView): Promise<void>;
  deleteView(view: Pick<SavedView, 'memberId' | 'path' | 'name'>): Promise<void>;
}

/** Saved views on a client or a transaction. */
export function createSavedViewStore(client: DbClient): SavedViewStore {
  return {
    listViews: (memberId, path) =>
      client.savedView.findMany({ where: { memberId, path }, orderBy: { name: 'asc' } }),
    async saveView(view) {
      const { memberId, path, name, query } = view;
      const where = { memberId_path_name: { memberId, path, name } };
      await client.savedView.upsert({ where, create: view, update: { query } });
    },
    async deleteView({ memberId, path, name }) {
      await client.savedView.deleteMany({ where: { memberId, path, name } });
    },
  };
}
