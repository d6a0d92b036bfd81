import { Chance } from '../../integration/notifications/forged/forgery';
import type { Ends } from './gateway';
import { judge } from './judge';
import { PATHS, type Case, type Path } from './paths';
import { comeToRest, isQuiet } from './rest';
import { Town } from './town';
import type { Moment } from './watch';

/** Which moments of a path to crash at. */
export type Choose = (moments: readonly Moment[]) => readonly number[];

export interface CrashOptions {
  choose: Choose;
  /** Told of each path as it is done. */
  tell?(result: PathResult): void;
  /** All, unless given. */
  paths?: readonly Path[];
  /** What ends is a process of its own, and is killed; else its wires are cut. */
  isKilled?: boolean;
}

export interface PathResult {
  path: string;
  /** What a gateway does on it outside of itself. */
  moments: readonly Moment[];
  crashed: number;
  /** What was wrong once the others had brought everything to its end. */
  broken: readonly string[];
}

/** Every moment of every path: before and after each statement and each call. */
export const everyMoment: Choose = (moments) => moments.map((_, index) => index);

/** Where something is made to last or leaves the house: a commit, copied rows, a call to somebody else. */
const DECISIVE = /commit|copy|[/.]/;

/** The decisive moments, and of the others so many out of a hundred, by the seed. */
export function decisiveMoments(seed: number, percent: number): Choose {
  return (moments) => {
    const chance = new Chance(seed);
    const isDrawn = () => chance.below(100) < percent;
    // Each draws, so that what one moment is does not change the luck of the next.
    return moments.flatMap((moment, index) => (isDrawn() || DECISIVE.test(moment) ? [index] : []));
  };
}

/** The decisive moments alone. */
export const decisiveOnly: Choose = (moments) =>
  moments.flatMap((moment, index) => (DECISIVE.test(moment) ? [index] : []));

/** Ends a gateway at the chosen moments of each path, lets another one go on, and judges what has come of it. */
export async function runCrashes({ tell, paths = PATHS, ...how }: CrashOptions): Promise<PathResult[]> {
  const town = await Town.open();
  const results: PathResult[] = [];
  try {
    for (const path of paths) {
      const result = await crashOn(town, path, how);
      results.push(result);
      tell?.(result);
    }
  } finally {
    await town.close();
  }
  return results;
}

const MOST_TRIES = 3;

/** One path in a town that has come to rest. */
export async function crashOn(
  town: Town,
  path: Path,
  { choose, isKilled = false }: Pick<CrashOptions, 'choose' | 'isKilled'>,
): Promise<PathResult> {
  const living = await town.startGateway();
  const { moments } = await walkOnce(town, path, { living, isKilled, lastIndex: null });
  const broken: string[] = [];
  const chosen = choose(moments);
  const where = new Map<string, string>();
  for (const lastIndex of chosen) {
    const name = `${lastIndex + 1} of ${moments.length}, ${moments[lastIndex]}`;
    let hasEnded = false;
    // What a channel tells in between may be done on the way, which makes it longer or shorter.
    for (let tries = 0; tries < MOST_TRIES && !hasEnded; tries++) {
      const walk = await walkOnce(town, path, { living, isKilled, lastIndex });
      hasEnded = walk.hasEnded;
      where.set(walk.subject.externalRef, name);
      town.serve(living);
      await path.again?.(town, walk.subject);
    }
    if (!hasEnded) broken.push(`${path.name}: the gateway did not come to ${name}`);
  }
  broken.push(...(await judgeAtRest(town, living)));
  if (broken.length > 0) broken.push(...(await suspects(town, where, broken)));
  return { path: path.name, moments, crashed: chosen.length, broken };
}

/** A channel tells in real time: what was judged while something of it waited was not at rest, and is judged at the next. */
async function judgeAtRest(town: Town, living: Walk['living']): Promise<string[]> {
  const unfinished = await comeToRest(town, living);
  const found = await judge(town);
  if (unfinished !== null) return [unfinished, ...found];
  return found.length === 0 || (await isQuiet(town)) ? found : judgeAtRest(town, living);
}

interface Walk {
  living: Awaited<ReturnType<Town['startGateway']>>;
  /** The index of the moment at which the walker ends; null for none. */
  lastIndex: number | null;
  isKilled: boolean;
}

async function walkOnce(
  town: Town,
  path: Path,
  { living, lastIndex, isKilled }: Walk,
): Promise<{ subject: Case; moments: readonly Moment[]; hasEnded: boolean }> {
  const subject = await path.prepare(town, living, path.channel);
  const ends: Ends = (_, index) => index === lastIndex;
  const walker = await (isKilled ? town.startProcess(ends) : town.startGateway(ends));
  town.serve(walker);
  walker.watch.begin();
  // What a dead gateway still says is heard by nobody.
  const walked = await path.walk(town, walker, subject).catch((error: unknown) => error);
  if (walked instanceof Error && !walker.watch.hasEnded) throw walked;
  const { moments, hasEnded } = walker.watch;
  town.serve(null);
  await town.release(walker);
  return { subject, moments, hasEnded };
}

/** The crashes whose orders the broken rules name. */
async function suspects(
  town: Town,
  where: ReadonlyMap<string, string>,
  broken: readonly string[],
): Promise<string[]> {
  const rows = await town.sql<{
    external_ref: string;
    id: string;
    payment: string | null;
    refund: string | null;
  }>(
    `select o.external_ref, o.id, p.id as payment, r.id as refund from orders o
     left join payment p on p.order_id = o.id left join refund r on r.order_id = o.id`,
  );
  const text = broken.join('\n');
  const named = rows.filter(({ id, payment, refund }) =>
    [id, payment, refund].some((it) => it !== null && text.includes(it)),
  );
  const crashes = named.flatMap(({ external_ref, id }) => {
    const name = where.get(external_ref);
    return name === undefined ? [] : `crashed at ${name}: ${id}`;
  });
  return [...new Set(crashes)];
}
