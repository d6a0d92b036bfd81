import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../../src/dev/child';

/** The time of all processes of a site: the machine's, and what is added to it. */
export interface SiteClock {
  /** What a process is started with to keep this time. */
  environment: Record<string, string>;
  letPass(ms: number): void;
  passedMs(): number;
}

const PRELOADED = path.join(PROJECT_ROOT, 'test', 'faults', 'lab', 'moved-clock.cjs');

/** The processes read from the file what is added. */
export function createSiteClock(file: string): SiteClock {
  let addedMs = 0;
  writeFileSync(file, '0');
  return {
    environment: { NODE_OPTIONS: `--require ${JSON.stringify(PRELOADED)}`, LAB_CLOCK_FILE: file },
    letPass(ms) {
      addedMs += Math.ceil(ms);
      writeFileSync(file, String(addedMs));
    },
    passedMs: () => addedMs,
  };
}
