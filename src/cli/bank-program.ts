import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../kernel/errors';
import { systemClock } from '../kernel/clock';
import { formatYuan } from '../kernel/money';
import { bankMappingIn, toBankMapping } from '../reconciliation/bank/bank.schema';
import { createBankService } from '../reconciliation/bank/bank.service';
import type { BankService } from '../reconciliation/bank/bank.service';
import { PERMISSIONS_OF } from '../staff/actor';
import type { Actor } from '../staff/actor';
import { CommandError, createProgram, readNamedFile, withDatabase } from './command';

/** Whoever may run commands on the machine; in the audit log it is the machine's own. */
const OPERATOR: Actor = { id: 'system', name: 'npm run bank', permissions: new Set(PERMISSIONS_OF.clerk) };

function withBank<T>(work: (bank: BankService) => Promise<T>): Promise<T> {
  return withDatabase((database) => work(createBankService({ database, clock: systemClock })));
}

async function importFile(file: string, { mapping }: { mapping: string }): Promise<void> {
  await access(file).catch(() => {
    throw new CommandError(`There is no file ${file} that can be read.`);
  });
  const open = () => createReadStream(file);
  const imported = await withBank((bank) =>
    bank.importFile(OPERATOR, { name: path.basename(file), mapping, open }).catch(explainRefusal),
  );
  const { rowCount, knownCount, creditFen, debitFen, id } = imported.file;
  if (imported.isKnown) {
    console.log(`This file was imported before, as ${id}. Nothing was changed.`);
    return;
  }
  const known = knownCount > 0 ? `, ${knownCount} of them known from other files` : '';
  console.log(
    `${id}: ${rowCount} rows${known}; credits ${formatYuan(creditFen)}, debits ${formatYuan(debitFen)}.`,
  );
}

function explainRefusal(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  const facts = Object.entries(error.details).map(([name, value]) => `${name} ${String(value)}`);
  throw new CommandError([error.message, ...facts].join(' '));
}

async function putMapping(name: string, file: string): Promise<void> {
  const parsed = bankMappingIn.safeParse(await readNamedFile(file, (text): unknown => JSON.parse(text)));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'it'} ${message}`);
    throw new CommandError(`This is no mapping: ${problems.join('; ')}`);
  }
  await withBank((bank) => bank.putMapping(OPERATOR, toBankMapping(name, parsed.data)));
  console.log(`Files of ${name} are read like that from now on.`);
}

async function list(options: { json?: boolean }): Promise<void> {
  const { mappings, files } = await withBank(async (bank) => ({
    mappings: await bank.listMappings(),
    files: await bank.listFiles(OPERATOR, 50),
  }));
  if (options.json) {
    console.log(
      JSON.stringify({ mappings, files }, (_, value: unknown) =>
        typeof value === 'bigint' ? Number(value) : value,
      ),
    );
    return;
  }
  for (const { name, account } of mappings) console.log(`mapping\t${name}\t${account}`);
  for (const { id, mapping, name, rowCount, sha256 } of files)
    console.log([id, mapping, name, `${rowCount} rows`, sha256].join('\t'));
}

/** What the bank says about the clearing account. */
export function createBankProgram(): Command {
  const program = createProgram('bank', 'Imports what the bank says about the clearing account.');
  program
    .command('import')
    .description('Brings in a CSV of the bank, all of it or nothing; the same file again changes nothing.')
    .argument('<file>', 'the file')
    .requiredOption('--mapping <name>', 'how the files of this bank are read')
    .action(importFile);
  program
    .command('mapping')
    .description('Says how the files of a bank are read: encoding, delimiter, columns, account, channels.')
    .argument('<name>', 'of the bank or the account')
    .argument('<file>', 'JSON')
    .action(putMapping);
  program
    .command('list')
    .description('Lists the mappings, and the last files.')
    .option('--json', 'as JSON')
    .action(list);
  return program;
}
