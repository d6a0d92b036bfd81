export interface GateLimits {
  /** Going on at once. */
  places: number;
  /** Waiting for one of them. */
  queue: number;
  waitMs: number;
}

/** Gives the place back. */
export type Leave = () => void;

/** Lets in as many as there are places; a few more wait in the order in which they came, the others are refused. */
export function createGate({ places, queue, waitMs }: GateLimits): () => Promise<Leave | null> {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const leaveOnce = (): Leave => {
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const next = waiting.shift();
      // A place that is passed on stays taken.
      if (next) next();
      else taken -= 1;
    };
  };
  return async () => {
    if (taken < places) {
      taken += 1;
      return leaveOnce();
    }
    if (waiting.length >= queue) return null;
    return new Promise((resolve) => {
      const enter = (): void => {
        clearTimeout(patience);
        resolve(leaveOnce());
      };
      const patience = setTimeout(() => {
        waiting.splice(waiting.indexOf(enter), 1);
        resolve(null);
      }, waitMs);
      waiting.push(enter);
    });
  };
}
