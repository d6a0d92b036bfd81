import type { Clock } from '../kernel/clock';

const REMEMBERED = 1_000;
const FORGOTTEN_AFTER_MS = 60_000;

/** Whether something was not said within the last minute: who asks on and on shall not fill the audit log. */
export function createRefusalMemory(clock: Clock): (what: string) => boolean {
  const said = new Map<string, number>();
  return (what) => {
    const now = clock.now().getTime();
    if (now - (said.get(what) ?? Number.NEGATIVE_INFINITY) < FORGOTTEN_AFTER_MS) return false;
    if (said.size >= REMEMBERED) said.clear();
    said.set(what, now);
    return true;
  };
}
