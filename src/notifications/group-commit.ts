/**
 * Joins what arrives while a write is under way into the next write: under load many messages share one commit,
 * alone a message waits for nobody. The promise of each caller settles with the commit its rows were in.
 */
export function createGroupCommit<Row>(
  write: (rows: readonly Row[]) => Promise<void>,
  limits = { concurrentWrites: 1, rowsPerWrite: 200 },
): (rows: readonly Row[]) => Promise<void> {
  const waiting: Waiter<Row>[] = [];
  let writing = 0;

  const start = (): void => {
    while (writing < limits.concurrentWrites && waiting.length > 0) {
      writing++;
      void flush(takeGroup(waiting, limits.rowsPerWrite)).finally(() => {
        writing--;
        start();
      });
    }
  };
  const flush = async (group: readonly Waiter<Row>[]): Promise<void> => {
    try {
      await write(group.flatMap((waiter) => waiter.rows));
      for (const waiter of group) waiter.resolve();
    } catch (error) {
      for (const waiter of group) waiter.reject(error);
    }
  };
  return (rows) =>
    new Promise((resolve, reject) => {
      waiting.push({ rows, resolve, reject });
      // After this turn of the event loop, so that messages of the same turn share a write.
      setImmediate(start);
    });
}

interface Waiter<Row> {
  rows: readonly Row[];
  resolve(): void;
  reject(reason: unknown): void;
}

function takeGroup<Row>(waiting: Waiter<Row>[], rowsPerWrite: number): Waiter<Row>[] {
  const group: Waiter<Row>[] = [];
  for (let rows = 0; waiting.length > 0 && rows < rowsPerWrite; ) {
    const next = waiting.shift();
    if (!next) break;
    group.push(next);
    rows += next.rows.length;
  }
  return group;
}
