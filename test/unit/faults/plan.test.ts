import { planFor, STORY_KINDS } from '../../faults/lab/plan';
import { FAULT_KINDS, nameOfFault, type FaultKind } from '../../faults/lab/planned-fault';
import { confidenceOf } from '../../faults/lab/report';

const TERMS = { operations: 24, queue: 'both' } as const;
const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);
const plans = SEEDS.map((seed) => planFor({ ...TERMS, seed }));

describe('what a run of the fault lab does', () => {
  test('a seed always gives the same operations and faults', () => {
    expect(SEEDS.map((seed) => planFor({ ...TERMS, seed }))).toEqual(plans);
  });

  test('two seeds do not give the same', () => {
    const written = plans.map(({ seed: _, ...plan }) => JSON.stringify(plan));
    expect(new Set(written).size).toBe(SEEDS.length);
  });

  test('every kind of operation and of fault comes up within 60 seeds, on both queue backends', () => {
    for (const carrier of ['redis', 'postgres'] as const) {
      const met = plans.filter((plan) => plan.carrier === carrier);
      const stories = met.flatMap((plan) => plan.stories.map(({ kind }) => kind));
      const faults = met.flatMap((plan) => plan.faults.map(({ kind }) => kind));
      const possible = (Object.keys(FAULT_KINDS) as FaultKind[]).filter(
        (kind) => carrier === 'redis' || !FAULT_KINDS[kind].needsRedis,
      );
      expect(new Set(stories)).toEqual(new Set(STORY_KINDS));
      expect(new Set(faults)).toEqual(new Set(possible));
    }
  });

  test('every run loses or breaks something at a channel, and something else', () => {
    for (const { faults } of plans) {
      expect(faults.some(({ kind }) => kind === 'channel')).toBe(true);
      expect(faults.some(({ kind }) => kind !== 'channel')).toBe(true);
    }
  });

  test('the database is away for long once in a run', () => {
    const outages = plans.map(({ faults }) => faults.filter(({ kind }) => FAULT_KINDS[kind].stopsPostgres));
    expect(new Set(outages.map(({ length }) => length))).toEqual(new Set([1]));
  });

  test('a fault is called by what it does', () => {
    const fault = { kind: 'channel', atMs: 0, forMs: 0, which: 0 } as const;
    expect(nameOfFault({ ...fault, details: { target: 'refund', kind: 'hang' } })).toBe('refund: hang');
    expect(nameOfFault({ ...fault, kind: 'api-killed' })).toBe('api-killed');
  });
});

describe('what runs without a failure show', () => {
  test.each([
    [1, 0, 'below 95.0 %'],
    [150, 0, 'below 2.0 %'],
    [3_000, 0, 'below 0.1 %'],
    [150, 2, '2 of 150 runs failed'],
  ])('%d runs with %d failures: %s', (runs, failures, said) => {
    expect(confidenceOf(runs, failures)).toContain(said);
  });
});
