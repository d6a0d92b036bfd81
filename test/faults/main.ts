import { Command } from 'commander';
import { runProcess } from '../../src/process';
import { addLabCommands } from './lab/lab-commands';
import { addPlantedCommands } from './planted/planted-commands';

/** `npm run faults`: looks for a promise that is not kept, by breaking the product. */
async function main(): Promise<void> {
  const program = new Command('npm run faults --').description(
    'Breaks the product on purpose and looks for a promise that was not kept.',
  );
  addLabCommands(program);
  addPlantedCommands(program);
  await program.parseAsync();
}

runProcess(main);
