import type { Command } from 'commander';
import { systemClock } from '../kernel/clock';
import { replayEvents } from '../webhooks/event.service';
import { CommandError, createProgram, withDatabase } from './command';

async function list(options: { json?: boolean }): Promise<void> {
  const { work, facts, events } = await withDatabase(async ({ stores }) => ({
    work: await stores.outbox.listParked(),
    facts: await stores.inbox.listSetAside(),
    events: await stores.events.listGivenUp(null),
  }));
  const rows = [
    ...work.map((it) => ({
      type: 'work',
      kind: it.kind,
      about: it.subject,
      since: it.parkedAt,
      reason: it.lastError,
    })),
    ...facts.map((it) => ({
      type: 'fact',
      kind: it.kind,
      about: it.outTradeNo,
      since: it.processedAt,
      reason: it.reason,
    })),
    ...events.map((it) => ({
      type: 'event',
      kind: it.type,
      about: it.id,
      since: it.exhaustedAt,
      reason: it.lastResult,
    })),
  ];
  if (options.json) return console.log(JSON.stringify({ data: rows }));
  for (const { type, kind, about, since, reason } of rows) {
    console.log([type, kind, about, since.toISOString(), reason ?? '-'].join('\t'));
  }
  if (rows.length === 0) console.log('Nothing is set aside.');
}

async function retry(about: readonly string[], options: { all?: boolean; json?: boolean }): Promise<void> {
  if (options.all ? about.length > 0 : about.length === 0) {
    throw new CommandError('Say what it is about, as list shows it, or --all. Nothing was changed.');
  }
  const which = options.all ? null : about;
  const counts = await withDatabase((database) =>
    database.transact(async (stores) => ({
      work: await stores.outbox.retryParked(which, systemClock.now()),
      facts: await stores.inbox.retrySetAside(which),
      events: await replayEvents(stores, which, systemClock.now()),
    })),
  );
  if (options.json) console.log(JSON.stringify(counts));
  else
    console.log(
      `Tried again from now on: ${counts.work} of work, ${counts.facts} of facts, ${counts.events} of events.`,
    );
}

/** `npm run set-aside -- list` and `retry`. */
export function createSetAsideProgram(): Command {
  const program = createProgram(
    'npm run set-aside --',
    'Work, facts and events that were set aside for a person.',
  );
  program
    .command('list')
    .description(
      'Lists work that failed for good, facts that could not be booked, events that no service took; with the reason.',
    )
    .option('--json', 'print JSON')
    .action(list);
  program
    .command('retry')
    .description('Has it tried again: what fails again is set aside again, and nothing is done twice.')
    .argument('[about...]', 'the order, payment, refund or event that it is about, as list shows it')
    .option('--all', 'everything that is set aside')
    .option('--json', 'print JSON')
    .action(retry);
  return program;
}
