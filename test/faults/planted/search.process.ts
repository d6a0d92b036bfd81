import { searchSeed } from './search';

/** One search in a build: seeds up to the given one, until something is found. A line of JSON for each seed. */
async function main([upTo = '20', sql = '[]']: string[]): Promise<void> {
  for (let seed = 1; seed <= Number(upTo); seed++) {
    const found = await searchSeed(seed, JSON.parse(sql) as string[]);
    process.stdout.write(`${JSON.stringify({ seed, found })}\n`);
    if (found.length > 0) return;
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
