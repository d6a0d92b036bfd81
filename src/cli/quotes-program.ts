import type { Command } from 'commander';
import type { Database } from '../db/database';
import { readDecisionNo } from '../fines/decision-no';
import type { KeptQuote } from '../fines/kept-quote';
import { differingFields } from '../fines/quote-audit.service';
import { formatYuan } from '../kernel/money';
import { CommandError, createProgram, EXIT, withDatabase } from './command';

interface ReplayOptions {
  order?: string;
  decision?: string;
  json?: boolean;
}

const PAGE = 1_000;

async function replay({ order, decision, json = false }: ReplayOptions): Promise<void> {
  const which = { orderId: order, decisionNo: decision === undefined ? undefined : decisionNoOf(decision) };
  let count = 0;
  let differing = 0;
  await withDatabase(async (database) => {
    for await (const kept of quotesOf(database, which)) {
      const fields = differingFields(kept);
      count += 1;
      if (fields.length > 0) differing += 1;
      // Of all of them only what is wrong is told.
      if (fields.length > 0 || order !== undefined || decision !== undefined)
        console.log(json ? toJson(kept, fields) : toText(kept, fields));
    }
  });
  if (differing > 0) process.exitCode = EXIT.failed;
  if (!json) console.log(`${count} quotes were made again; ${differing} differ from what was kept.`);
}

function decisionNoOf(text: string): string {
  const read = readDecisionNo(text);
  if ('problem' in read) throw new CommandError(`${text} is not the number of a decision: 15 or 16 digits.`);
  return read.decisionNo;
}

async function* quotesOf(
  { stores }: Database,
  which: { orderId: string | undefined; decisionNo: string | undefined },
): AsyncGenerator<KeptQuote> {
  for (let after: KeptQuote | null = null; ; ) {
    const page: KeptQuote[] = await stores.keptQuotes.listQuotes({ ...which, after, limit: PAGE });
    yield* page;
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}

function toText({ orderId, line, quote }: KeptQuote, fields: readonly string[]): string {
  const total = formatYuan(BigInt(quote.totalFen));
  const found = fields.length === 0 ? 'the same again' : `differs: ${fields.join(', ')}`;
  return [orderId, line, quote.decisionNo, quote.onDay, quote.rulesVersion, total, found].join('\t');
}

function toJson({ orderId, line, quote }: KeptQuote, differs: readonly string[]): string {
  return JSON.stringify({ order: orderId, line, differs, quote });
}

/** `npm run quotes -- replay`. */
export function createQuotesProgram(): Command {
  const program = createProgram('npm run quotes --', 'What fines were quoted at, for an auditor.');
  program
    .command('replay')
    .description('Makes kept quotes again from what they were made from, and tells where they differ.')
    .option('--order <id>', 'those of one order')
    .option('--decision <no>', 'those of one decision')
    .option('--json', 'one JSON line for each, with all that it was made from')
    .action(replay);
  return program;
}
