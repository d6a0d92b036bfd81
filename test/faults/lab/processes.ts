import path from 'node:path';
import { startChild, waitUntilAnswers, type Child } from '../../../src/dev/child';

/** One process of a run, that can be killed, paused and started again. */
export interface Part {
  name: string;
  /** Starts it where it does not run; waits until it answers, where it has an address. */
  start(): Promise<void>;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  isRunning(): boolean;
  /** How often it ended by itself. */
  ownEnds(): number;
}

export interface PartOptions {
  name: string;
  program: string;
  environment: NodeJS.ProcessEnv;
  logDir: string;
  /** Answers 200 when it is ready; null for a process without an address. */
  probe: string | null;
}

/** Does not start it yet. */
export function createPart({ name, program, environment, logDir, probe }: PartOptions): Part {
  let child: Child | null = null;
  let starts = 0;
  let ownEnds = 0;
  const signal = (which: NodeJS.Signals): void => {
    if (child && !child.hasEnded()) process.kill(child.pid, which);
  };
  const isRunning = (): boolean => child !== null && !child.hasEnded();
  return {
    name,
    async start() {
      if (isRunning()) return;
      // A supervisor would start it again; it is counted.
      if (child) ownEnds += 1;
      const logFile = path.join(logDir, `${name}.${++starts}.log`);
      const started = startChild({ entry: program, environment, logFile });
      child = started;
      if (probe) await waitUntilAnswers(probe, started);
    },
    async kill() {
      const dying = child;
      child = null;
      if (dying && !dying.hasEnded()) await dying.kill();
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    isRunning,
    ownEnds: () => ownEnds,
  };
}
