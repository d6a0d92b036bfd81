import type { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { auditEntryOf } from '../audit/audit';
import type { Stores } from '../db/stores';
import { systemClock } from '../kernel/clock';
import { formatYuan, parseYuan } from '../kernel/money';
import { DESTINATIONS } from '../settlement/remittance';
import type { Destination, RemittanceTarget } from '../settlement/remittance';
import type { SplitPart } from '../settlement/split';
import { countFigures } from '../settlement/treasury-figure';
import { keepTreasuryFigures } from '../settlement/treasury-figure.service';
import { CommandError, createProgram, EXIT, readNamedFile, withDatabase } from './command';

/** Whoever may run commands on the machine; in the audit log it is the machine's own. */
const OPERATOR = { id: 'system', name: 'npm run settlement' };

interface TargetOptions {
  accountName?: string;
  accountNo?: string;
  bank?: string;
}

async function setTarget(
  [agencyCode = '', incomeItemCode = '', destination = '']: readonly string[],
  { accountName, accountNo, bank }: TargetOptions,
): Promise<void> {
  if (!(DESTINATIONS as readonly string[]).includes(destination))
    throw new CommandError(`${destination} is neither treasury nor special. Nothing was changed.`);
  const target: RemittanceTarget = {
    ...{ agencyCode, incomeItemCode, destination: destination as Destination },
    ...{ accountName: said(accountName), accountNo: said(accountNo), bankName: said(bank) },
  };
  await withDatabase((database) => database.transact((stores) => putTarget(stores, target)));
  console.log(
    `${incomeItemCode} of ${agencyCode} goes to: ${destination}. Batches that are made keep theirs.`,
  );
}

/** An account of blanks is none. */
const said = (text = ''): string | null => (text.trim() === '' ? null : text.trim());

async function putTarget(
  { affairs, audit, remittanceRules }: Stores,
  target: RemittanceTarget,
): Promise<void> {
  const { agencyCode, incomeItemCode } = target;
  const agencies = (await affairs.listAgencies()).map(({ code }) => code);
  requireKnown('agency', agencyCode, agencies);
  const items = (await affairs.listIncomeItems()).filter((one) => one.agencyCode === agencyCode);
  requireKnown('income item', incomeItemCode, items.map(codeOf));
  const before = (await remittanceRules.listTargets()).find(
    (one) => one.agencyCode === agencyCode && one.incomeItemCode === incomeItemCode,
  );
  await remittanceRules.putTarget(target);
  const details = { before: before ? describeTarget(before) : 'nothing', after: describeTarget(target) };
  const what = { subject: `${agencyCode}/${incomeItemCode}`, at: systemClock.now(), details };
  await audit.append(auditEntryOf(OPERATOR, 'remittance_target.changed', what));
}

/** A code with a slip of the pen would be kept, and change nothing. */
function requireKnown(what: string, code: string, known: readonly string[]): void {
  if (known.includes(code)) return;
  const all = [...new Set(known)].join(', ');
  throw new CommandError(`There is no ${what} ${code}. There are: ${all}. Nothing was changed.`);
}

const codeOf = ({ incomeItemCode }: { incomeItemCode: string }) => incomeItemCode;

const describeTarget = ({ destination, accountName, accountNo, bankName }: RemittanceTarget): string =>
  [
    destination,
    accountName ?? 'no account name',
    accountNo ?? 'no account number',
    bankName ?? 'no bank',
  ].join(', ');

async function listTargets({ json = false }: { json?: boolean }): Promise<void> {
  const { targets, splits } = await withDatabase(async ({ stores }) => ({
    targets: await stores.remittanceRules.listTargets(),
    splits: await stores.remittanceRules.listSplits(),
  }));
  const data = targets.map((target) => ({ ...target, split: splits.get(target.incomeItemCode) ?? [] }));
  if (json) return console.log(JSON.stringify({ data }));
  for (const { agencyCode, incomeItemCode, destination, accountNo, split } of data) {
    const parts = split.length > 0 ? describeSplit(split) : '';
    console.log([agencyCode, incomeItemCode, destination, accountNo ?? 'no account', parts].join('\t'));
  }
  if (data.length === 0)
    console.log('Nothing is known of where money goes. Say so: npm run settlement -- target');
}

async function setSplit(incomeItemCode: string, parts: readonly string[]): Promise<void> {
  const rule = parts.map(readPart);
  const twice = rule.find(({ level }, i) => rule.findIndex((one) => one.level === level) !== i);
  if (twice) throw new CommandError(`${twice.level} is there twice. Nothing was changed.`);
  await withDatabase((database) =>
    database.transact(async ({ affairs, audit, remittanceRules }) => {
      requireKnown('income item', incomeItemCode, (await affairs.listIncomeItems()).map(codeOf));
      const before = (await remittanceRules.listSplits()).get(incomeItemCode) ?? [];
      await remittanceRules.putSplit(incomeItemCode, rule);
      const details = { before: describeSplit(before), after: describeSplit(rule) };
      const what = { subject: incomeItemCode, at: systemClock.now(), details };
      await audit.append(auditEntryOf(OPERATOR, 'split_rule.changed', what));
    }),
  );
  console.log(
    rule.length === 0 ? `${incomeItemCode} is not divided.` : `${incomeItemCode}: ${parts.join(' ')}`,
  );
}

const describeSplit = (rule: readonly SplitPart[]): string =>
  rule.map(({ level, parts }) => `${level}=${parts}`).join(' ') || 'not divided';

function readPart(text: string): SplitPart {
  const [, level, parts] = /^([^=\s]+)=([1-9]\d{0,5})$/.exec(text) ?? [];
  if (level === undefined || parts === undefined)
    throw new CommandError(`${text} is not a level with its part, such as city=40. Nothing was changed.`);
  return { level, parts: Number(parts) };
}

/** The columns `income_item` and `amount` (yuan). */
function readFigures(text: string): { incomeItemCode: string; amountFen: bigint }[] {
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true, trim: true });
  if (rows.length === 0)
    throw new CommandError('The file has no rows, and so says nothing. Nothing was changed.');
  const named = new Set<string>();
  return rows.map(({ income_item: incomeItemCode, amount }, i) => {
    if (!incomeItemCode || !amount || !/^\d+\.\d\d$/.test(amount))
      throw new CommandError(`Row ${i + 1}: income_item and amount, such as 1200.00. Nothing was changed.`);
    if (named.has(incomeItemCode))
      throw new CommandError(`Row ${i + 1}: ${incomeItemCode} is there twice. Nothing was changed.`);
    named.add(incomeItemCode);
    return { incomeItemCode, amountFen: parseYuan(amount) };
  });
}

async function compare(
  period: string,
  { file, json = false }: { file?: string; json?: boolean },
): Promise<void> {
  if (!/^\d{4}(-(0[1-9]|1[0-2]))?$/.test(period))
    throw new CommandError(`${period} is neither a month such as 2026-11 nor a year. Nothing was changed.`);
  const figures = file === undefined ? null : await readNamedFile(file, readFigures);
  const found = await withDatabase((database) =>
    database.transact(async (stores) => {
      const told = figures && { period, figures, now: systemClock.now() };
      if (told) await keepTreasuryFigures(stores, OPERATOR, told);
      return stores.remittanceRules.compareTreasury(period);
    }),
  );
  const wrong = found.filter(({ oursFen, theirsFen }) => oursFen !== theirsFen);
  if (wrong.length > 0) process.exitCode = EXIT.failed;
  const { unconfirmed } = countFigures(found);
  if (json) {
    const data = wrong.map(({ incomeItemCode: income_item, oursFen, theirsFen }) => ({
      ...{ income_item, ours: Number(oursFen), theirs: theirsFen === null ? null : Number(theirsFen) },
    }));
    return console.log(
      JSON.stringify({ period, items: found.length, not_confirmed: unconfirmed, differences: data }),
    );
  }
  for (const { incomeItemCode, oursFen, theirsFen } of wrong) {
    const theirs = theirsFen === null ? 'nothing' : formatYuan(theirsFen);
    console.log(`${incomeItemCode}: paid ${formatYuan(oursFen)}, by the treasury ${theirs}`);
  }
  console.log(`${period}: ${found.length} income items, ${wrong.length} differ.`);
  if (unconfirmed > 0)
    console.log(
      `Of the treasury's figures ${unconfirmed} are not confirmed by another person: /console/treasury.`,
    );
}

/** `npm run settlement -- target`, `targets`, `split` and `compare`. */
export function createSettlementProgram(): Command {
  const program = createProgram(
    'npm run settlement --',
    'Where collected money goes, and how it is divided.',
  );
  program
    .command('target')
    .description('Says where what is collected for an income item of an agency goes to.')
    .argument('<agency>', 'its code in the catalogue')
    .argument('<item>', 'the code of the income item')
    .argument('<destination>', 'treasury or special')
    .option('--account-name <text>', 'of the account; without it and its number nothing is remitted')
    .option('--account-no <text>', 'its number')
    .option('--bank <text>', 'its bank')
    .action((...[agency, item, destination, options]: [string, string, string, TargetOptions]) =>
      setTarget([agency, item, destination], options),
    );
  program
    .command('targets')
    .description('Lists where money goes, and how it is divided.')
    .option('--json', 'print JSON')
    .action(listTargets);
  program
    .command('split')
    .description('Divides an income item between levels, in their order; without any it is not divided.')
    .argument('<item>', 'the code of the income item')
    .argument('[parts...]', 'such as central=60 city=40')
    .action(setSplit);
  program
    .command('compare')
    .description(
      'Compares what was paid in a month or year with what the treasury says; ends with 1 where it differs.',
    )
    .argument('<period>', 'such as 2026-11, or 2026')
    .option('--file <csv>', 'what the treasury says: income_item,amount (yuan)')
    .option('--json', 'print JSON')
    .action(compare);
  return program;
}
