import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { PLANTED_BUGS, type PlantedBug } from './bugs';
import { createPlantedBuilds } from './planted-build';

export interface FindOptions {
  /** The seeds are 1 to this one. */
  seeds: number;
  /** The name of one bug; all, and the product without any, unless given. */
  only?: string | undefined;
  /** Reaches a Postgres server with the templates of the tests. */
  environment: NodeJS.ProcessEnv;
  tell(outcome: SearchOutcome): void;
}

export interface SearchOutcome {
  /** Null for the product as it is. */
  bug: string | null;
  /** The first seed with which something was found; null where all passed. */
  seed: number | null;
  /** What was found, rule by rule. */
  found: readonly string[];
  seconds: number;
  /** What a build said that could not be searched: it is broken, which finds nothing. Null for all others. */
  lastWords: string | null;
  /** As it should be: a bug was found by what it does, and the product as it is passed. */
  isRight: boolean;
}

/** Searches each build, seed by seed, until what is planted in it shows. */
export async function findPlantedBugs(options: FindOptions): Promise<SearchOutcome[]> {
  const { seeds, only, environment, tell } = options;
  const build = await createPlantedBuilds();
  const outcomes: SearchOutcome[] = [];
  for (const bug of [null, ...PLANTED_BUGS]) {
    if (only !== undefined && bug?.name !== only) continue;
    const startedAt = performance.now();
    const last = await search(build(bug), { bug, seeds, environment });
    const { found, lastWords } = last;
    const outcome: SearchOutcome = {
      bug: bug?.name ?? null,
      seed: found.length > 0 ? last.seed : null,
      ...{ found, lastWords },
      seconds: Math.round((performance.now() - startedAt) / 100) / 10,
      isRight: lastWords === null && (bug ? isShown(bug, found) : found.length === 0),
    };
    outcomes.push(outcome);
    tell(outcome);
  }
  return outcomes;
}

/** Whether what was found is what the mistake does, and not that the product does not work at all. */
const isShown = ({ shows }: PlantedBug, found: readonly string[]): boolean =>
  found.some((line) => shows.test(line));

interface SeedResult {
  seed: number;
  found: string[];
}

/** In a process of its own, which loads the build. */
async function search(
  folder: string,
  { bug, seeds, environment }: { bug: PlantedBug | null } & Pick<FindOptions, 'seeds' | 'environment'>,
): Promise<SeedResult & Pick<SearchOutcome, 'lastWords'>> {
  const program = path.join(folder, 'test/faults/planted/search.process.js');
  const args = [program, String(seeds), JSON.stringify(bug?.sql ?? [])];
  const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let last: SeedResult = { seed: 0, found: [] };
  let words = '';
  createInterface({ input: child.stdout }).on('line', (line) => (last = JSON.parse(line) as SeedResult));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2_000)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { ...last, lastWords: code === 0 ? null : `ended with ${code}: ${words}` };
}
