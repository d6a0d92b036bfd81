import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../../src/db/database';
import { createLedgerService } from '../../../src/ledger/ledger.service';
import { findBroken, INVARIANTS } from '../../support/invariants';
import { RUN_INVARIANTS } from '../../support/run-invariants';
import type { Client } from './client';
import { control } from './control';
import { compareWithOutside, type Violation } from './outside';
import type { SpoiltStatement } from './plan';
import type { Site } from './site';
import type { Witness } from './witness';

const LOOKS = 4;

/** Everything that is wrong with what a run has left. A message may still be on its way: what stays wrong counts. */
export async function judge(site: Site, witness: Witness): Promise<Violation[]> {
  let found: Violation[] = [];
  for (let look = 0; look < LOOKS; look++) {
    found = [
      ...(await brokenInvariants(site, 'after the run')),
      ...(await compareWithOutside(site, witness)),
    ];
    if (found.length === 0) return [];
    await sleep(500);
  }
  return found;
}

/** Makes the balances anew from the postings and looks at everything again. */
export async function judgeRebuilt(site: Site): Promise<Violation[]> {
  const database = createDatabase({ url: site.databaseUrl, poolSize: 1 });
  try {
    const mismatches = await createLedgerService(database).rebuildBalances();
    const details = mismatches.map((mismatch) => `${mismatch.accountCode} on ${mismatch.businessDay}`);
    const wrong = { name: 'balances recomputed from zero are the stored ones', details };
    return [...(details.length > 0 ? [wrong] : []), ...(await brokenInvariants(site, 'after the rebuild'))];
  } finally {
    await database.close();
  }
}

async function brokenInvariants({ databaseUrl }: Site, when: string): Promise<Violation[]> {
  const broken = await findBroken(databaseUrl, [...INVARIANTS, ...RUN_INVARIANTS]);
  return broken.map((line) => {
    const [name = line, ...rest] = line.split(': ');
    return { name: `${name} (${when})`, details: [rest.join(': ')] };
  });
}

export interface Reconciling {
  portal: Client;
  statement: SpoiltStatement;
}

/** What a register has refused is looked through every half minute, and a run ends before that. */
const CLOSED_IN_THE_NEXT_ROUND = `type = 'register_refused' and exists (select from refund f join payment p
  on p.order_id = f.order_id where p.id = out_trade_no and f.decision_no = difference.transaction_id
  and f.origin = 'fine' and f.status = 'succeeded')`;

/** The last net: a spoilt statement is noticed, and the true one then agrees with the books to the fen. */
export async function judgeStatements(site: Site, { portal, statement }: Reconciling): Promise<Violation[]> {
  const moved = await site.sql<{ channel: string; day: string }>(
    `select distinct channel, business_day::text as day from channel_transaction`,
  );
  const days = [...new Set(moved.map(({ day }) => day))];
  const [day] = days;
  // What was paid before midnight and given back after it stands in two statements.
  if (day === undefined || days.length > 1) return [];
  const details: string[] = [];
  const hasRows = moved.some(({ channel }) => channel === statement.channel);
  if (hasRows) {
    const { channel, kind } = statement;
    await control(site.sandboxUrl, 'POST', { route: 'faults', body: { channel, target: 'statement', kind } });
    const spoilt = await reconcile(portal, channel, day);
    if (spoilt !== 'differences') details.push(`${channel} with ${kind}: ${spoilt} instead of differences`);
    await control(site.sandboxUrl, 'DELETE', { route: 'faults' });
  }
  for (const channel of ['wechat', 'alipay']) {
    const status = await reconcile(portal, channel, day);
    if (status !== 'balanced') details.push(`${channel}: ${status} instead of balanced`);
  }
  const open = await site.sql<object>(
    `select channel, type, kind, out_trade_no, ours_fen, theirs_fen, ours_status, theirs_status
     from difference where closed_at is null and not (${CLOSED_IN_THE_NEXT_ROUND})`,
  );
  details.push(...open.map((difference) => `still open: ${JSON.stringify(difference)}`));
  const name = 'a spoilt statement is noticed, and the true one agrees with the books';
  return details.length > 0 ? [{ name, details }] : [];
}

const RUN_LIMIT_MS = 15_000;

async function reconcile(portal: Client, channel: string, day: string): Promise<string> {
  const call = {
    operation: 'reconcile',
    method: 'POST',
    path: '/v1/reconciliations',
    subject: channel,
  } as const;
  const run = await portal.call({ ...call, body: { channel, business_day: day } });
  const path = `/v1/reconciliations/${String(run?.id)}`;
  let found = run;
  for (const until = performance.now() + RUN_LIMIT_MS; performance.now() < until; ) {
    found = await portal.call({ operation: 'getReconciliation', method: 'GET', path, subject: channel });
    if (found && found.status !== 'queued' && found.status !== 'waiting') break;
    await sleep(60);
  }
  return `${String(found?.status)}${found?.reason ? ` (${JSON.stringify(found.reason)})` : ''}`;
}
