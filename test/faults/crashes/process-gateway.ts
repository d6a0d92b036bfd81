import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { PROJECT_ROOT } from '../../../src/dev/child';
import { createPlantedBuilds } from '../planted/planted-build';
import type { LabGatewayOptions, Walker } from './gateway';
import type { Step, StepDone } from './gateway.process';
import { passTo, startHttpGate } from './http-gate';
import { startPostgresGate } from './postgres-gate';
import { Watch } from './watch';

/** Compiled once for all processes of a run. */
let program: Promise<string> | null = null;
const build = async (): Promise<string> =>
  path.join((await createPlantedBuilds('killed'))(null), 'test/faults/crashes/gateway.process.js');

/** The product as a process of its own, on wires that are watched: at the end of its life it is killed (SIGKILL). */
export async function startProcessGateway(options: LabGatewayOptions): Promise<Walker> {
  const cuts: (() => void)[] = [];
  const watch = new Watch(options.ends, () => cuts.forEach((cut) => cut()));
  const pass = (when: string, name: string): boolean => watch.passes(`${when} ${name}`);
  const database = await startPostgresGate(options.databaseUrl, pass);
  const channels = await startHttpGate(options.sandboxUrl, pass);
  const child = startChild(await (program ??= build()), options, {
    database: database.url,
    channels: channels.url,
  });
  const steps = await talkTo(child);
  // The process first: what it holds ends with it, and not because of its wires.
  cuts.push(() => child.kill('SIGKILL'), options.whenEnded, database.cut, channels.cut);
  return {
    watch,
    answers: passTo(`http://127.0.0.1:${steps.port}`),
    workOff: () => steps.ask('workOff'),
    work: async (entryId) => void (await steps.ask('work', entryId)),
    drainInbox: () => steps.ask('drainInbox'),
    close() {
      child.kill('SIGKILL');
      database.cut();
      channels.cut();
      return Promise.resolve();
    },
  };
}

function startChild(
  file: string,
  { clock, channels, environment }: LabGatewayOptions,
  urls: { database: string; channels: string },
): ChildProcess {
  const { PATH, HOME, TZ, TMPDIR } = process.env;
  return fork(file, [], {
    cwd: PROJECT_ROOT,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...{ PATH, HOME, TZ, TMPDIR },
      ...channels(urls.channels),
      ...environment,
      DATABASE_URL: urls.database,
      LAB_AHEAD_MS: String(clock.now().getTime() - Date.now()),
    },
  });
}

interface Steps {
  port: number;
  /** @throws Error where the step failed, or the process ended in it */
  ask(deed: Step['deed'], entryId?: bigint): Promise<number>;
}

async function talkTo(child: ChildProcess): Promise<Steps> {
  const waiting = new Map<number, { done(count: number): void; failed(error: Error): void }>();
  let count = 0;
  const port = await new Promise<number>((resolve, reject) => {
    child.on('message', (message: StepDone | { port: number }) => {
      if ('port' in message) return resolve(message.port);
      const one = waiting.get(message.no);
      waiting.delete(message.no);
      if (message.error === undefined) one?.done(message.count);
      else one?.failed(new Error(message.error));
    });
    child.once('exit', () => {
      const error = new Error('the process has ended');
      reject(error);
      for (const one of waiting.values()) one.failed(error);
    });
  });
  return {
    port,
    ask: (deed, entryId) =>
      new Promise((done, failed) => {
        const no = ++count;
        waiting.set(no, { done, failed });
        child.send({ no, deed, ...(entryId !== undefined && { entryId: String(entryId) }) });
      }),
  };
}
