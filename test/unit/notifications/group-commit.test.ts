import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { createGroupCommit } from '../../../src/notifications/group-commit';

/** A write that ends when the test says so. */
class Writes {
  readonly groups: { rows: readonly number[]; end(): void; fail(error: Error): void }[] = [];
  most = 0;
  #running = 0;

  write = (rows: readonly number[]): Promise<void> => {
    this.most = Math.max(this.most, ++this.#running);
    return new Promise<void>((resolve, reject) => {
      this.groups.push({ rows, end: resolve, fail: reject });
    }).finally(() => this.#running--);
  };

  get rows(): number[][] {
    return this.groups.map((group) => [...group.rows]);
  }
}

const stateOf = async (promise: Promise<void>): Promise<string> => {
  const states = [promise.then(() => 'kept').catch(() => 'failed'), turn('waiting')];
  return Promise.race(states);
};
const one = { concurrentWrites: 1, rowsPerWrite: 100 };

describe('messages that share a commit', () => {
  test('a message alone is written at once', async () => {
    const writes = new Writes();
    const done = createGroupCommit(writes.write, one)([1, 2]);
    await turn();
    expect(writes.rows).toEqual([[1, 2]]);
    writes.groups[0]!.end();
    await expect(done).resolves.toBeUndefined();
  });

  test('what comes in the same turn goes into the same write', async () => {
    const writes = new Writes();
    const commit = createGroupCommit(writes.write, one);
    void commit([1]);
    void commit([2]);
    void commit([3]);
    await turn();
    expect(writes.rows).toEqual([[1, 2, 3]]);
  });

  test('what comes while a write is under way goes into the next one, in the order in which it came', async () => {
    const writes = new Writes();
    const commit = createGroupCommit(writes.write, one);
    const first = commit([1]);
    await turn();
    const later = [commit([2]), commit([3])];
    await turn();
    expect(writes.rows).toEqual([[1]]);
    writes.groups[0]!.end();
    await first;
    await turn();
    expect(writes.rows).toEqual([[1], [2, 3]]);
    expect(await Promise.all(later.map(stateOf))).toEqual(['waiting', 'waiting']);
    writes.groups[1]!.end();
    await Promise.all(later);
  });

  test('nobody is told that his message is kept before its own write has ended', async () => {
    const writes = new Writes();
    const commit = createGroupCommit(writes.write, { concurrentWrites: 2, rowsPerWrite: 1 });
    const [slow, fast] = [commit([1]), commit([2])];
    await turn();
    writes.groups[1]!.end();
    await fast;
    expect(await stateOf(slow)).toBe('waiting');
    writes.groups[0]!.end();
    await slow;
  });

  test('a write that fails fails its own messages and no others', async () => {
    const writes = new Writes();
    const commit = createGroupCommit(writes.write, one);
    const failing = [commit([1]), commit([2])];
    await turn();
    const after = commit([3]);
    writes.groups[0]!.fail(new Error('no database'));
    await expect(Promise.allSettled(failing)).resolves.toMatchObject([
      { reason: { message: 'no database' } },
      { reason: { message: 'no database' } },
    ]);
    await turn();
    writes.groups[1]!.end();
    await expect(after).resolves.toBeUndefined();
  });

  test('a message with more rows than a write should have is not torn apart', async () => {
    const writes = new Writes();
    const commit = createGroupCommit(writes.write, { concurrentWrites: 1, rowsPerWrite: 2 });
    void commit([1, 2, 3]);
    void commit([4]);
    await turn();
    expect(writes.rows).toEqual([[1, 2, 3]]);
  });

  test('whatever comes: every row is written once, in order, within the limits', async () => {
    const plans = fc.record({
      messages: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 }),
      concurrentWrites: fc.integer({ min: 1, max: 3 }),
      rowsPerWrite: fc.integer({ min: 1, max: 10 }),
      failures: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(plans, async ({ messages, failures, ...limits }) => {
        const writes = new Writes();
        const commit = createGroupCommit(writes.write, limits);
        let next = 0;
        const sent = messages.map((size) => Array.from({ length: size }, () => next++));
        const promises = sent.map((rows) => commit(rows));
        const settled = Promise.allSettled(promises);
        for (let i = 0; i < messages.length; i++) {
          await turn();
          const group = writes.groups[i];
          if (failures[i]) group?.fail(new Error('failed'));
          else group?.end();
        }
        const results = await settled;
        expect(writes.rows.flat()).toEqual(sent.flat());
        expect(writes.most).toBeLessThanOrEqual(limits.concurrentWrites);
        for (const rows of writes.rows) expect(rows.length).toBeLessThan(limits.rowsPerWrite + 5);
        results.forEach((result, i) => {
          const write = writes.rows.findIndex((rows) => rows.includes(sent[i]![0]!));
          expect(result.status).toBe(failures[write] ? 'rejected' : 'fulfilled');
        });
      }),
      { numRuns: 50 },
    );
  });
});
