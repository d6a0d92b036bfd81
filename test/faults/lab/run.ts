import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from './client';
import { control } from './control';
import { commit, mendAll } from './fault-actions';
import { judge, judgeRebuilt, judgeStatements } from './judge';
import type { Machine } from './machine';
import type { Violation } from './outside';
import type { Carrier, Plan } from './plan';
import { nameOfFault } from './planned-fault';
import { comeToRest } from './rest';
import { openSite, type Site } from './site';
import { playStory, type Cast } from './stories';
import { newWitness, type Witness } from './witness';

/** What one run came to; a line of the file of results. */
export interface RunResult {
  seed: number;
  carrier: Carrier;
  startedAt: string;
  seconds: number;
  /** When each phase had ended, in seconds from the start. */
  phases: Record<string, number>;
  /** How many stories of each kind were played, and how many faults of each kind. */
  operations: Record<string, number>;
  faults: Record<string, number>;
  calls: { tries: number; acknowledged: number; refused: Record<string, number> };
  /** Processes that ended by themselves and were started again. */
  ownEnds: number;
  /** How long the clock of the product was moved on, in all. */
  minutesPassed: number;
  violations: Violation[];
}

/** Starts everything, breaks it as planned while the stories are played, mends it, lets it rest, and judges. */
export async function runPlan(machine: Machine, plan: Plan): Promise<RunResult> {
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const site = await openSite(machine, plan);
  const witness = newWitness();
  const broken: string[] = [];
  const phases: Record<string, number> = {};
  const ended = (phase: string): void => void (phases[phase] = secondsSince(began));
  ended('started');
  try {
    const violations = await playAndJudge(site, plan, { witness, broken, ended });
    const all = [...site.apis, ...site.workers, site.sandbox];
    return {
      ...{ seed: plan.seed, carrier: plan.carrier, startedAt },
      ...{ seconds: secondsSince(began), phases },
      operations: countOf(plan.stories.map(({ kind }) => kind)),
      faults: countOf(plan.faults.map(nameOfFault)),
      calls: {
        tries: witness.tries,
        acknowledged: witness.acknowledged.length,
        refused: Object.fromEntries(witness.refused),
      },
      ownEnds: all.reduce((sum, part) => sum + part.ownEnds(), 0),
      minutesPassed: Math.round(site.passedMs() / 60_000),
      violations:
        broken.length > 0
          ? [{ name: 'the lab could do its work', details: broken }, ...violations]
          : violations,
    };
  } finally {
    await site.close();
  }
}

interface Observed {
  witness: Witness;
  /** What the lab itself could not do. */
  broken: string[];
  ended(phase: string): void;
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;

async function playAndJudge(
  site: Site,
  plan: Plan,
  { witness, broken, ended }: Observed,
): Promise<Violation[]> {
  const clients = { apiUrls: site.apiUrls, witness };
  const cast: Cast = {
    portal: createClient({ ...clients, apiKey: site.portalKey }),
    desk: createClient({ ...clients, apiKey: site.deskKey }),
    sandbox: (method, route, body) => control(site.sandboxUrl, method, { route, body }),
    seed: plan.seed,
  };
  const noteFailure = (error: unknown): void => void broken.push(String(error).slice(0, 300));
  const after = (ms: number, work: () => Promise<void>) => sleep(ms).then(work).catch(noteFailure);
  const stories = plan.stories.map((story) => after(story.atMs, () => playStory(cast, story)));
  await Promise.all(plan.faults.map((fault) => after(fault.atMs, () => commit(site, fault))));
  await mendAll(site).catch(noteFailure);
  ended('mended');
  await passingTime(site, Promise.all(stories));
  await closeUnpaid(site, cast.portal, plan).catch(noteFailure);
  ended('played');
  const stuck = await comeToRest(site);
  ended('at rest');
  const found = [
    ...(stuck.length > 0 ? [{ name: 'everything comes to rest', details: stuck }] : []),
    ...(await judge(site, witness)),
  ];
  if (stuck.length > 0) return found;
  const statements = await judgeStatements(site, { portal: cast.portal, statement: plan.statement });
  return [...found, ...statements, ...(await judgeRebuilt(site))];
}

const SECOND_MS = 1_000;

/** While the stories come to their ends, what is asked about every few seconds is asked about every second. */
async function passingTime(site: Site, stories: Promise<unknown>): Promise<void> {
  const pace = setInterval(() => site.letPass(5 * SECOND_MS), SECOND_MS);
  await stories.finally(() => clearInterval(pace));
}

/** The portal gives up what nobody has paid, but for what is left to run out by itself. */
async function closeUnpaid({ sql }: Site, portal: Client, { stories, seed }: Plan): Promise<void> {
  const open = await sql<{ id: string; ref: string }>(
    `select id, external_ref as ref from orders where status = 'open'`,
  );
  const abandoned = stories.filter(({ kind }) => kind === 'abandon').map(({ no }) => `S${seed}-${no}a`);
  const given = open.filter(({ ref }) => !abandoned.includes(ref));
  await Promise.all(
    given.map(({ id }) =>
      portal.call({ operation: 'closeOrder', method: 'POST', path: `/v1/orders/${id}/close`, subject: id }),
    ),
  );
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
