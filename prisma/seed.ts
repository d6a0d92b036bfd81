import { createProgram, runProgram, withDatabase } from '../src/cli/command';
import { readEnvironment } from '../src/config/environment';
import { systemClock } from '../src/kernel/clock';
import { catalogue } from './catalogue';
import type { Database } from '../src/db/database';
import { Secret } from '../src/kernel/secret';
import { exampleFines, exampleServices, seed, seedCatalogue, seedFactors } from './seeding';

/** `npm run seed`: fills the database of DATABASE_URL. Production gets the catalogue and no examples. */
const program = createProgram(
  'npm run seed',
  'Adds the catalogue of affairs, and outside production some example fines and services.',
).action(async () => {
  const isProduction = readEnvironment().NODE_ENV === 'production';
  await withDatabase((database) => (isProduction ? seedCatalogue(database) : seedExamples(database)));
  const examples = isProduction
    ? ''
    : `, ${exampleFines.length} example fines and ${exampleServices.length} example services`;
  process.stdout.write(`The database has ${catalogue.length} affairs${examples}.\n`);
});

async function seedExamples(database: Database): Promise<void> {
  await seed(database, systemClock.now());
  const lookupSecret = readEnvironment().FINE_LOOKUP_SECRET;
  if (lookupSecret) await seedFactors(database, new Secret(lookupSecret));
}

void runProgram(program);
