/** A place at which an actor lets others go first. */
export type Point = () => Promise<void>;

/** Which of those who wait goes next, by its place among them. */
export type Pick = (waiting: number) => number;

interface Waiting {
  actor: number;
  go(): void;
}

/**
 * Lets actors take turns: one runs from one of its points to the next, and only when it has come there (through however
 * much of a real database) somebody is picked again. So the same picks are the same schedule on any store.
 */
export async function takeTurns(
  actors: readonly ((point: Point) => Promise<void>)[],
  pick: Pick,
): Promise<void> {
  const waiting: Waiting[] = [];
  const failures: unknown[] = [];
  let running = actors.length;
  let finish = (): void => undefined;
  const allDone = new Promise<void>((resolve) => (finish = resolve));
  const next = (): void => {
    if (running > 0) return;
    if (waiting.length === 0) return finish();
    // By their order on the bill: the one in which they came here is up to the store.
    waiting.sort((a, b) => a.actor - b.actor);
    const [chosen] = waiting.splice(pick(waiting.length), 1);
    running++;
    chosen?.go();
  };
  const wait = (actor: number): Promise<void> =>
    new Promise((go) => {
      waiting.push({ actor, go });
      running--;
      next();
    });
  actors.forEach((act, actor) => {
    const play = async () => {
      await wait(actor);
      await act(() => wait(actor));
    };
    void play()
      .catch((error: unknown) => failures.push(error))
      .finally(() => {
        running--;
        next();
      });
  });
  if (actors.length > 0) await allDone;
  if (failures.length > 0) throw new AggregateError(failures, String(failures[0]));
}
