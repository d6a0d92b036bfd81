/**
 * A worker that was nudged goes on until nothing is left, so more nudges than this only make its batches smaller:
 * measured, a third less work for each payment at full load than with 40. The first nudge never waits.
 */
const NUDGE_EVERY_MS = 200;

/** At most one nudge in a while: what comes meanwhile is covered by the one at its end. */
export function coalesced(run: () => Promise<void>, reportError: (error: unknown) => void): () => void {
  let isResting = false;
  let isWanted = false;
  const start = (): void => {
    isResting = true;
    isWanted = false;
    const rested = new Promise<void>((resolve) => setTimeout(resolve, NUDGE_EVERY_MS).unref());
    void Promise.all([run().catch(reportError), rested]).then(() => {
      isResting = false;
      if (isWanted) start();
    });
  };
  return () => {
    if (isResting) isWanted = true;
    else start();
  };
}
