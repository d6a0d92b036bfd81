import { createAuditService } from '../../../src/audit/audit.service';
import { createDatabase, type Database } from '../../../src/db/database';
import { findReport } from '../../../src/reports/report-list';
import { actor } from '../days/books';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const auditor = actor('auditor', 'audit.read');
let own: TestDatabase;
let database: Database;

/** The subjects of entries in the order of the log, with the times in Beijing at which each was begun. */
const LOG = [
  ['first', '2026-03-29T23:59:59.999+08:00'],
  ['midnight', '2026-03-30T00:00:00.000+08:00'],
  ['next', '2026-03-31T00:00:00.000+08:00'],
  // It took longer than what was begun after it.
  ['late', '2026-03-30T23:59:59.999+08:00'],
  ['hole', '2026-04-20T12:00:00+08:00'],
  ['behind', '2026-03-30T09:00:00+08:00'],
  ['last', '2026-04-21T12:00:00+08:00'],
] as const;

beforeAll(async () => {
  own = await createTestDatabase();
  database = createDatabase({ url: own.url, poolSize: 2 });
  const entries = LOG.map(([subject, at], i) => ({
    ...{ at: new Date(at), actorId: `stf_${i % 2}`, actorName: '王芳', action: 'order.viewed' },
    ...{ subject, details: {} },
  }));
  await database.transact(({ audit }) => audit.appendAll(entries));
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

type Days = { from?: string; to?: string };
const subjectsOf = async (filter: Days & { actorId?: string; before?: bigint; limit?: number }) =>
  (await createAuditService(database).listEntries(auditor, { limit: 50, ...filter })).map((it) => it.subject);

const all = LOG.map(([subject]) => subject).reverse();

test.each<[Days, readonly string[]]>([
  [{ from: '2026-03-30', to: '2026-03-30' }, ['behind', 'late', 'midnight']],
  [{ from: '2026-03-31', to: '2026-04-19' }, ['next']],
  [{ from: '2026-03-31' }, ['last', 'hole', 'next']],
  [{ to: '2026-03-30' }, ['behind', 'late', 'midnight', 'first']],
  [{ from: '2026-04-01', to: '2026-04-19' }, []],
  [{ from: '2026-04-22' }, []],
  [{ to: '2026-03-28' }, []],
  [{ from: '2026-04-21', to: '2026-03-29' }, []],
  [{ from: '0001-01-01', to: '9999-12-31' }, all],
  [{}, all],
])('of %j the log has just the entries of these days in Beijing, newest first', async (days, subjects) => {
  expect(await subjectsOf(days)).toEqual(subjects);
  if (days.from === undefined || days.to === undefined) return;
  const report = findReport('audit-log');
  if (!report) throw new Error('there is no report of the log');
  const query = { report, filters: { from: days.from, to: days.to } };
  const rows = await database.stores.reports.readRows(query, { after: null, limit: 50 });
  const at = report.columns.findIndex(({ key }) => key === 'subject');
  expect(rows.map((row) => row[at])).toEqual(subjects);
  expect(await database.stores.reports.readTotals(query)).toMatchObject({ rowCount: subjects.length });
});

test('days go together with who did it, and with the place at which a page goes on', async () => {
  const days = { from: '2026-03-30', to: '2026-03-30' };
  expect(await subjectsOf({ ...days, actorId: 'stf_1' })).toEqual(['behind', 'late', 'midnight']);
  expect(await subjectsOf({ ...days, actorId: 'stf_0' })).toEqual([]);
  expect(await subjectsOf({ ...days, limit: 1 })).toEqual(['behind']);
  expect(await subjectsOf({ ...days, before: 6n })).toEqual(['late', 'midnight']);
});
