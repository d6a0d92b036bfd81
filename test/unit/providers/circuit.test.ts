import fc from 'fast-check';
import { admit, afterFailure, CLOSED, secondsToWait, type Circuit } from '../../../src/providers/circuit';

const RULES = { failures: 3, openMs: 10_000 };
const START = new Date('2026-11-24T02:00:00Z');
const later = (ms: number): Date => new Date(START.getTime() + ms);

const failing = (count: number, from: Circuit = CLOSED): Circuit =>
  Array.from({ length: count }).reduce<Circuit>((circuit) => afterFailure(circuit, RULES, START), from);

test('a channel is called while fewer calls in a row failed than the limit', () => {
  expect(admit(failing(2), START).isAdmitted).toBe(true);
  expect(secondsToWait(failing(2), START)).toBeNull();
});

test('at the limit it is left alone, for as long as was set', () => {
  const open = failing(3);
  expect(admit(open, later(9_999)).isAdmitted).toBe(false);
  expect(secondsToWait(open, later(8_500))).toBe(2);
});

test('calls that fail late do not make the pause longer', () => {
  expect(afterFailure(failing(3), RULES, later(9_000))).toEqual(failing(3));
});

test('after the pause one call finds out, and the others wait for what it finds', () => {
  const probe = admit(failing(3), later(10_000));
  expect(probe).toEqual({ isAdmitted: true, circuit: { state: 'probing' } });
  expect(admit(probe.circuit, later(10_001)).isAdmitted).toBe(false);
  expect(secondsToWait(probe.circuit, later(10_001))).toBe(1);
  const again = afterFailure(probe.circuit, RULES, later(11_000));
  expect(again).toEqual({ state: 'open', until: later(21_000) });
});

test('whatever happens, a pause ends: some later call is let through', () => {
  const step = fc.record({ afterMs: fc.nat(30_000), isAnswered: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      let [circuit, now]: [Circuit, Date] = [CLOSED, START];
      for (const { afterMs, isAnswered } of steps) {
        now = new Date(now.getTime() + afterMs);
        const admitted = admit(circuit, now);
        if (!admitted.isAdmitted) continue;
        circuit = isAnswered ? CLOSED : afterFailure(admitted.circuit, RULES, now);
        expect(circuit.state).not.toBe('probing');
      }
      expect(admit(circuit, new Date(now.getTime() + RULES.openMs)).isAdmitted).toBe(true);
    }),
  );
});
