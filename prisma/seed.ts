import { createProgram, runProgram, withDatabase } from '../src/cli/command';
import { systemClock } from '../src/kernel/clock';
import { catalogue } from './catalogue';
import { exampleFines, seed } from './seeding';

/** `npm run seed`: fills the database of DATABASE_URL. */
const program = createProgram('npm run seed', 'Adds the catalogue of affairs and some example fines.').action(
  async () => {
    await withDatabase((database) => seed(database, systemClock.now()));
    process.stdout.write(
      `The database has ${catalogue.length} affairs and ${exampleFines.length} example fines.\n`,
    );
  },
);

void runProgram(program);
