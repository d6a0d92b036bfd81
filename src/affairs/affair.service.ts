import type { Database } from '../db/database';
import type { Affair, CatalogueNames } from './affair';

export interface AffairService {
  /** All that can be paid for now, by code. */
  listAffairs(): Promise<Affair[]>;
  /** The names of what an order collects and for whom, in both languages. */
  findNames(items: readonly { affairCode: string; agencyCode: string }[]): Promise<CatalogueNames>;
}

/** The catalogue, read from the database. */
export function createAffairService(database: Database): AffairService {
  return {
    listAffairs: () => database.stores.affairs.listAffairs(),
    findNames: (items) => database.stores.affairs.findNames(items),
  };
}
