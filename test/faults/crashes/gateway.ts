import type { RequestListener } from 'node:http';
import { compose, type Composition } from '../../../src/compose';
import { loadConfig } from '../../../src/config/config';
import type { Clock } from '../../../src/kernel/clock';
import { startHttpGate } from './http-gate';
import { startPostgresGate } from './postgres-gate';
import { workOff, workOn } from './steps';
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

/** The product on wires that are watched. Nothing works by itself: each step is asked for. */
export interface Walker {
  watch: Watch;
  answers: RequestListener;
  /** Takes what is due in the outbox, and does it. @returns how many entries */
  workOff(): Promise<number>;
  /** Does an entry that was taken. */
  work(entryId: bigint): Promise<void>;
  drainInbox(): Promise<number>;
  close(): Promise<void>;
}

/** In this process. */
export interface LabGateway extends Walker {
  tongfu: Composition;
}

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
  const tongfu = compose(loadConfig(environment), { clock: options.clock, isLate: () => false });
  // Jobs are not carried: whoever asks for a step does it.
  tongfu.queue.add = () => Promise.resolve();
  return {
    tongfu,
    watch,
    answers: (request, response) => void tongfu.app(request, response),
    workOff: () => workOff(tongfu, options.clock),
    work: (entryId) => workOn(tongfu, entryId),
    drainInbox: async () => Number(await tongfu.duties.drainInbox()),
    async close() {
      await Promise.race([tongfu.close(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
      database.cut();
      channels.cut();
    },
  };
}
