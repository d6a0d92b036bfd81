import { type Command, InvalidArgumentError } from 'commander';
import type { Holiday, YearProblem } from '../fines/holiday';
import { createHolidayService } from '../fines/holidays.service';
import type { HolidayService } from '../fines/holidays.service';
import { readHolidayFile } from '../fines/holiday-file.service';
import { isBusinessDay } from '../kernel/business-day';
import { systemClock } from '../kernel/clock';
import { CommandError, createProgram, readNamedFile, withDatabase } from './command';

function withHolidays<T>(work: (holidays: HolidayService) => Promise<T>): Promise<T> {
  const report = (): void => undefined;
  return withDatabase((database) => work(createHolidayService({ database, clock: systemClock, report })));
}

async function list(year: number | undefined, options: { json?: boolean }): Promise<void> {
  const { days, years, knownYears } = await withHolidays((holidays) => holidays.listHolidays());
  const shown = days.filter(({ day }) => year === undefined || day.startsWith(`${year}-`));
  if (options.json) {
    const data = shown.map(({ isWorkday, ...one }) => ({ ...one, is_workday: isWorkday }));
    console.log(JSON.stringify({ known_years: knownYears, loaded_years: years, data }));
    return;
  }
  for (const { day, isWorkday, name, source } of shown) {
    console.log([day, isWorkday ? 'work' : 'rest', name, source].join('\t'));
  }
  console.log(
    `Known years: ${knownYears[0]} to ${knownYears.at(-1)}; loaded here: ${years.join(', ') || 'none'}.`,
  );
}

interface SetOptions {
  name: string;
  source: string;
}

async function set(day: string, kind: Holiday['isWorkday'], { name, source }: SetOptions): Promise<void> {
  await withHolidays((holidays) => holidays.setHoliday({ day, isWorkday: kind, name, source }));
  console.log(
    `${day} is a ${kind ? 'working day' : 'rest day'} from now on. What was quoted before stays as it is.`,
  );
}

async function remove(day: string): Promise<void> {
  const wasThere = await withHolidays((holidays) => holidays.removeHoliday(day));
  console.log(wasThere ? `${day} is what the published table says again.` : `Nothing was set for ${day}.`);
}

async function importYear(year: number, file: string, options: { source?: string }): Promise<void> {
  const read = await readNamedFile(file, (text) => readHolidayFile(text, options.source ?? null));
  if ('problem' in read) throw new CommandError(`The file cannot be read: ${read.problem}`);
  const { days, source } = read;
  const problem = await withHolidays((holidays) => holidays.loadYear(year, days, source));
  if (problem)
    throw new CommandError(
      `This is not the arrangement of ${year}: ${reasonOf(problem)} Nothing was changed.`,
    );
  console.log(`${year} is loaded: ${days.length} days, from ${source}.`);
}

function reasonOf(problem: YearProblem): string {
  switch (problem.kind) {
    case 'outside':
      return `it names ${problem.day}.`;
    case 'twice':
      return `it names ${problem.day} twice.`;
    case 'not_a_holiday':
      return `${problem.day} is no rest day in it.`;
    case 'too_few':
      return 'it has fewer rest days than a year has holidays.';
  }
}

function readDay(text: string): string {
  if (!isBusinessDay(text)) throw new InvalidArgumentError('It is a day, as in 2027-02-06.');
  return text;
}

function readYear(text: string): number {
  if (!/^20\d\d$/.test(text)) throw new InvalidArgumentError('It is a year, as in 2027.');
  return Number(text);
}

function readKind(text: string): boolean {
  if (text !== 'rest' && text !== 'work') throw new InvalidArgumentError('It is rest or work.');
  return text === 'work';
}

/** `npm run holidays -- list`, `set`, `remove` and `import`. */
export function createHolidaysProgram(): Command {
  const program = createProgram('npm run holidays --', 'The working days, over the published table.');
  program
    .command('list')
    .description('Lists what was loaded here, and the years that are known.')
    .argument('[year]', 'of this year only', readYear)
    .option('--json', 'print JSON')
    .action(list);
  program
    .command('set')
    .description('Says what one day is. A year is not known by that.')
    .argument('<day>', 'the day', readDay)
    .argument('<kind>', 'rest or work', readKind)
    .requiredOption('--name <name>', 'what the day is called')
    .requiredOption('--source <document>', 'the document that says so')
    .action(set);
  program
    .command('remove')
    .description('Takes back what was said of one day.')
    .argument('<day>', 'the day', readDay)
    .action(remove);
  program
    .command('import')
    .description(
      'Loads the arrangement of a whole year from a CSV or JSON file, over what was loaded of it before.',
    )
    .argument('<year>', 'the year', readYear)
    .argument('<file>', 'CSV with the columns day,is_workday,name, or JSON in the form of holiday-cn')
    .option('--source <document>', 'the document that says so; a JSON file may name it in papers')
    .action(importYear);
  return program;
}
