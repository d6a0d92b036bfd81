/**
 * Whether a channel is called. `closed`: it is, and `failures` counts how often in a row it could not be reached.
 * `open`: it is not, until then. `probing`: one call is under way that finds out whether it is back.
 */
export type Circuit =
  | { state: 'closed'; failures: number }
  | { state: 'open'; until: Date }
  | { state: 'probing' };

export interface CircuitRules {
  /** So many failures in a row open it. */
  failures: number;
  openMs: number;
}

export const CLOSED: Circuit = { state: 'closed', failures: 0 };

/** Whether a call may be made now, and the circuit that it is made in: after the pause, one call may find out. */
export function admit(circuit: Circuit, now: Date): { isAdmitted: boolean; circuit: Circuit } {
  if (circuit.state === 'closed') return { isAdmitted: true, circuit };
  if (circuit.state === 'probing' || circuit.until > now) return { isAdmitted: false, circuit };
  return { isAdmitted: true, circuit: { state: 'probing' } };
}

/** The channel could not be reached. A call from before that fails late does not make the pause longer. */
export function afterFailure(circuit: Circuit, rules: CircuitRules, now: Date): Circuit {
  if (circuit.state === 'open') return circuit;
  const failures = circuit.state === 'closed' ? circuit.failures + 1 : rules.failures;
  if (failures < rules.failures) return { state: 'closed', failures };
  return { state: 'open', until: new Date(now.getTime() + rules.openMs) };
}

/** Seconds until a call may be worth it, at least one; null where it is worth it now. */
export function secondsToWait(circuit: Circuit, now: Date): number | null {
  if (circuit.state === 'closed') return null;
  if (circuit.state === 'probing') return 1;
  const leftMs = circuit.until.getTime() - now.getTime();
  return leftMs > 0 ? Math.ceil(leftMs / 1_000) : null;
}
