import type { RequestListener } from 'node:http';
import pLimit from 'p-limit';
import { compose, type Composition } from '../../../src/compose';
import { loadConfig } from '../../../src/config/config';
import type { Clock } from '../../../src/kernel/clock';
import { LEASE_MS, workOnEntry } from '../../../src/queue/work';
import { startHttpGate } from './http-gate';
import { startPostgresGate } from './postgres-gate';
import { Watch, type Moment } from './watch';

/** Whether a gateway's life ends at this moment, the n-th of those that were watched. */
export type Ends = (moment: Moment, index: number) => boolean;

/** Waited for at each moment, so that others come in between. */
export type Pause = (moment: Moment) => Promise<void>;

export interface LabGatewayOptions {
  clock: Clock;
  databaseUrl: string;
  sandboxUrl: string;
  /** The channels' variables for a sandbox at this URL. */
  channels(sandboxUrl: string): Record<string, string>;
  environment: Readonly<Record<string, string>>;
  ends: Ends;
  pause?: Pause | undefined;
  /** Called when its life has ended: whoever waits for it must learn. */
  whenEnded(): void;
}

/** The product in this process, on wires that are watched. Nothing works by itself: each step is asked for. */
export interface LabGateway {
  tongfu: Composition;
  watch: Watch;
  answers: RequestListener;
  /** Takes what is due in the outbox, and does it. @returns how many entries */
  workOff(): Promise<number>;
  /** Does an entry that was taken. */
  work(entryId: bigint): Promise<void>;
  drainInbox(): Promise<number>;
  close(): Promise<void>;
}

const BATCH_SIZE = 200;
const AT_ONCE = 4;

/** Starts one; moments count once its watch has begun. */
export async function startGateway(options: LabGatewayOptions): Promise<LabGateway> {
  const cuts: (() => void)[] = [options.whenEnded];
  const watch = new Watch(options.ends, () => cuts.forEach((cut) => cut()));
  const pass = async (when: string, name: string): Promise<boolean> => {
    await options.pause?.(`${when} ${name}`);
    return watch.passes(`${when} ${name}`);
  };
  const database = await startPostgresGate(options.databaseUrl, pass);
  const channels = await startHttpGate(options.sandboxUrl, pass);
  cuts.push(database.cut, channels.cut);
  const environment = {
    ...options.channels(channels.url),
    ...options.environment,
    DATABASE_URL: database.url,
  };
  const tongfu = compose(loadConfig(environment), { clock: options.clock });
  // Jobs are not carried: whoever asks for a step does it.
  tongfu.queue.add = () => Promise.resolve();
  return {
    tongfu,
    watch,
    answers: (request, response) => void tongfu.app(request, response),
    workOff: () => workOff(tongfu, options.clock),
    work: (entryId) => workOnEntry(tongfu.duties, entryId),
    drainInbox: async () => Number(await tongfu.duties.drainInbox()),
    async close() {
      await Promise.race([tongfu.close(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
      database.cut();
      channels.cut();
    },
  };
}

/** As the relay and the workers would, but once, and all of it before this returns. */
async function workOff({ database, duties }: Composition, clock: Clock): Promise<number> {
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const due = await database.stores.outbox.takeDue(now, leaseUntil, BATCH_SIZE);
  const limit = pLimit(AT_ONCE);
  await Promise.all(due.map(({ id }) => limit(() => workOnEntry(duties, id))));
  return due.length;
}
