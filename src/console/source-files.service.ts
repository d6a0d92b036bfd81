import type { Database } from '../db/database';
import { StatementNotFound } from '../reconciliation/reconciliation.errors';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { pageOf } from './listing';
import type { Page } from './listing';
import type {
  RunListFilter,
  RunRow,
  StatementLineRow,
  StatementListFilter,
  StatementRow,
} from './source-files';

/** The files of the channels and the runs that compared them; each needs `books.read`. */
export interface SourceFileService {
  listStatements(actor: Actor, filter: StatementListFilter): Promise<Page<StatementRow>>;
  /** With so many of its rows after a line. @throws StatementNotFound */
  showStatement(
    actor: Actor,
    id: string,
    afterLine: number,
  ): Promise<{ statement: StatementRow; lines: Page<StatementLineRow> }>;
  listRuns(actor: Actor, filter: RunListFilter): Promise<Page<RunRow>>;
}

/** What the staff see of files and runs. */
export function createSourceFileService({
  stores: { sourceFiles },
}: Pick<Database, 'stores'>): SourceFileService {
  return {
    async listStatements(actor, filter) {
      requirePermission(actor, 'books.read');
      return pageOf(await sourceFiles.listStatements(filter));
    },
    async showStatement(actor, id, afterLine) {
      requirePermission(actor, 'books.read');
      const statement = await sourceFiles.findStatement(id);
      if (!statement) throw StatementNotFound();
      return { statement, lines: pageOf(await sourceFiles.listLines(id, afterLine)) };
    },
    async listRuns(actor, filter) {
      requirePermission(actor, 'books.read');
      return pageOf(await sourceFiles.listRuns(filter));
    },
  };
}
