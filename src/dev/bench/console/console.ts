import { createDatabase } from '../../../db/database';
import { systemClock } from '../../../kernel/clock';
import { Secret } from '../../../kernel/secret';
import { createStaffAdministration } from '../../../staff/administration.service';
import type { PartResult } from '../figures';
import { median, percentile } from '../figures';
import { withGateway } from '../gateway';
import type { Workbench } from '../workbench';
import { monthOf, pagesOf } from './pages';
import { buildTown, findLandmarks } from './town';
import { Visitor } from './visitor';

const LIMIT_MS = 300;

interface Timed {
  path: string;
  times: number[];
  bytes: number;
}

/** How long each page of the console takes where there are a million payments. */
export async function benchConsole(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const payments = isQuick ? 20_000 : 1_000_000;
  const visits = isQuick ? 5 : 20;
  const seen = await withGateway(bench, [], async ({ apiUrl, environment }) => {
    const { DATABASE_URL: databaseUrl = '', CONSOLE_SECRET: secret = '' } = environment;
    await buildTown(databaseUrl, { payments, auditEntries: payments / 10 });
    bench.tell(`console: ${payments.toLocaleString('en-US')} payments are there`);
    const visitor = await Visitor.enter(apiUrl, await createAccount(databaseUrl, secret));
    const landmarks = await findLandmarks(databaseUrl);
    const timed = await visitAll(visitor, pagesOf(landmarks), visits);
    const [monthMs] = await visitor.time(monthOf(landmarks));
    return { ...timed, monthMs };
  });
  return resultOf(seen, { payments, visits });
}

async function createAccount(databaseUrl: string, secret: string) {
  const database = createDatabase({ url: databaseUrl, poolSize: 1 });
  const name = 'bench';
  const administration = createStaffAdministration({
    ...{ database, clock: systemClock },
    secret: new Secret(secret),
  });
  const roles = ['finance_lead', 'treasury_officer', 'support', 'administrator'] as const;
  const operator = { id: 'system', name, permissions: new Set(['staff.manage'] as const) };
  const { password = '', totpUri = '' } = await administration.createMember(operator, {
    ...{ name, roles, subject: null, isLocal: true },
  });
  await database.close();
  return { name, password, totpUri };
}

/** Page after page, round by round; the first round fills what is kept, and is told apart. */
async function visitAll(
  visitor: Visitor,
  pages: ReturnType<typeof pagesOf>,
  visits: number,
): Promise<{ first: Timed[]; later: Timed[] }> {
  const first: Timed[] = [];
  const later: Timed[] = [];
  for (let round = 0; round <= visits; round++) {
    for (const [at, page] of pages.entries()) {
      const [ms, bytes] = await visitor.time(page);
      const list = round === 0 ? first : later;
      (list[at] ??= { path: page.path, times: [], bytes }).times.push(ms);
    }
  }
  return { first, later };
}

const p95 = ({ times }: Timed): number => percentile(times, 0.95);

function resultOf(
  { first, later, monthMs }: { first: Timed[]; later: Timed[]; monthMs: number },
  { payments, visits }: { payments: number; visits: number },
): PartResult {
  const slowest = later.toSorted((a, b) => p95(b) - p95(a));
  const worst = slowest[0] ?? { path: '', times: [0], bytes: 0 };
  const all = later.flatMap(({ times }) => times);
  const largest = Math.max(...later.map(({ bytes }) => bytes));
  const ms = (name: string, value: number) => ({ name, value, unit: 'ms' });
  const goal = { relation: 'under', value: 1 } as const;
  return {
    part: 'console',
    comparisons: [
      {
        name: `p95 of the slowest page (${worst.path || '/'}) / ${LIMIT_MS} ms`,
        ...{ ratio: p95(worst) / LIMIT_MS, goal },
      },
    ],
    readings: [
      ms('all pages together, median', median(all)),
      ms('all pages together, p95', percentile(all, 0.95)),
      ...slowest.map((page) => ms(`p95 of ${page.path || '/'}`, p95(page))),
      ms('the report that adds up all payments of 30 days, once', monthMs),
      ms('the slowest of the very first visits', Math.max(...first.flatMap(({ times }) => times))),
      { name: 'largest page', value: largest / 1024, unit: 'KiB' },
    ],
    notes: [
      `${payments.toLocaleString('en-US')} payments over 30 days with their orders, transactions, journals and statement ` +
        `rows; each of ${later.length} pages ${visits} times, one after the other, by somebody who has logged in. The ` +
        'very first visit to each page, which fills the caches of PostgreSQL and checks the whole chain of the audit ' +
        'log, is told apart. API, database and visitor share the machine.',
    ],
  };
}
