import type { Database } from '../db/database';
import type { Affair } from './affair';

export interface AffairService {
  /** All that can be paid for now, by code. */
  listAffairs(): Promise<Affair[]>;
}

/** The catalogue, read from the database. */
export function createAffairService(database: Database): AffairService {
  return { listAffairs: () => database.stores.affairs.listAffairs() };
}
