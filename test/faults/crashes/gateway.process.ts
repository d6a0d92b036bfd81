import { createServer } from 'node:http';
import { compose } from '../../../src/compose';
import { loadConfig } from '../../../src/config/config';
import { listen } from './listen';
import { workOff, workOn } from './steps';

/** What the process is asked to do; the answer has the same number. */
export interface Step {
  no: number;
  deed: 'work' | 'workOff' | 'drainInbox';
  entryId?: string;
}

export interface StepDone {
  no: number;
  count: number;
  error?: string;
}

/** The product as a process of its own, of which each step is asked for. It ends when nobody asks any more. */
async function main(): Promise<void> {
  const aheadMs = Number(process.env.LAB_AHEAD_MS);
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const tongfu = compose(loadConfig(process.env), { clock });
  tongfu.queue.add = () => Promise.resolve();
  const deeds: Record<Step['deed'], (step: Step) => Promise<number>> = {
    work: async ({ entryId = '' }) => (await workOn(tongfu, BigInt(entryId)), 1),
    workOff: () => workOff(tongfu, clock),
    drainInbox: async () => Number(await tongfu.duties.drainInbox()),
  };
  const tell = (message: StepDone | { port: number }): void => void process.send?.(message);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (step: Step) => {
    deeds[step.deed](step).then(
      (count) => tell({ no: step.no, count }),
      (error: unknown) => tell({ no: step.no, count: 0, error: String(error) }),
    );
  });
  tell({ port: await listen(createServer(tongfu.app)) });
}

void main();
