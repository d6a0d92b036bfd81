import { setTimeout as sleep } from 'node:timers/promises';
import { Chance } from '../../integration/notifications/forged/forgery';
import { Messages } from '../../integration/notifications/messages';
import type { LabGateway } from '../crashes/gateway';
import { judge } from '../crashes/judge';
import { comeToRest } from '../crashes/rest';
import { Town } from '../crashes/town';
import { ROLLED_UP } from '../../support/rest-invariants';
import { PLOTS } from './plots';
import type { Scene } from './scene';

/** Early, in the morning, and late: around the two midnights that a business day could be mistaken for. */
const STARTS = ['2026-11-24T20:00:00+08:00', '2026-11-24T00:20:00+08:00', '2026-11-24T09:00:00+08:00'];

/**
 * Plays a seed's plots in a fresh town: two gateways that work at once with pauses between their steps, and a third
 * that ends on its way. Then everything comes to its end.
 * @returns what is wrong with it: none, or a bug is found
 */
export async function searchSeed(seed: number, sql: readonly string[]): Promise<string[]> {
  const chance = new Chance(seed);
  const town = await Town.open({ startsAt: STARTS[seed % STARTS.length] ?? '', sql });
  const pause = async (): Promise<void> => {
    if (chance.below(5) === 0) await sleep(chance.below(5));
  };
  try {
    const start = () => town.startGateway(() => false, pause);
    const gateways = [await start(), await start()] as const;
    const scene: Scene = { town, gateways, chance, messages: await Messages.load(), foreign: [] };
    town.serveEither(gateways, chance);
    for (const plot of shuffled(PLOTS, chance)) await plot(scene);
    return await findings(scene);
  } finally {
    await town.close();
  }
}

async function findings({ town, foreign }: Scene): Promise<string[]> {
  const living = await town.startGateway();
  const unfinished = await comeToRest(town, living);
  const broken = await judge(town, foreign);
  if (unfinished !== null) return [`everything comes to its end: ${unfinished}`, ...broken];
  return broken.length > 0 ? broken : rolledUp(town, living, foreign);
}

async function rolledUp(town: Town, { tongfu }: LabGateway, foreign: Scene['foreign']): Promise<string[]> {
  let left: object[] = [];
  // Somebody's transaction on the same server may hold it up for a moment.
  for (let tries = 0; tries < 10; tries++) {
    await Promise.all(tongfu.duties.rounds.map(({ run }) => run()));
    left = await town.sql(ROLLED_UP.sql);
    if (left.length === 0) return judge(town, foreign);
    await sleep(20);
  }
  return [`${ROLLED_UP.name}: ${left.length} × ${JSON.stringify(left.slice(0, 3))}`];
}

function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  return items
    .map((item) => ({ item, place: chance.below(1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
