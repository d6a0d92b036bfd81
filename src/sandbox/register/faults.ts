import { randomUUID } from 'node:crypto';

const TARGETS = ['lookup', 'search', 'report', 'return', 'settlement'] as const;
const KINDS = [
  'hang',
  'reset',
  'error_before',
  'error_after',
  'code',
  'redirect',
  'huge_body',
  'html_502',
] as const;

export type RegisterFaultTarget = (typeof TARGETS)[number];

export interface RegisterFault {
  id: string;
  target: RegisterFaultTarget;
  kind: (typeof KINDS)[number];
  /** Of the kind `code`: what is answered instead. */
  code: number | null;
  /** null: until it is deleted. */
  timesLeft: number | null;
  decisionNo: string | null;
}

/** The faults that were asked for. One happens once, unless `times` says; `times` null stays until deleted. */
export class RegisterFaults {
  #faults: RegisterFault[] = [];

  /** @throws RangeError with what would be right, when there is no such fault */
  add(request: Readonly<Record<string, unknown>>): RegisterFault {
    const fault: RegisterFault = {
      id: randomUUID(),
      target: oneOf(request.target, TARGETS, 'target'),
      kind: oneOf(request.kind, KINDS, 'kind'),
      code: request.kind === 'code' ? codeOf(request.code) : null,
      timesLeft: request.times === null ? null : timesOf(request.times ?? 1),
      decisionNo: typeof request.decision_no === 'string' ? request.decision_no : null,
    };
    this.#faults.push(fault);
    return fault;
  }

  list(): readonly RegisterFault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  /** The first fault that fits, used up by one. */
  take(target: RegisterFaultTarget, decisionNo: string | null): RegisterFault | null {
    const fault = this.#faults.find(
      (one) => one.target === target && (one.decisionNo === null || one.decisionNo === decisionNo),
    );
    if (fault && fault.timesLeft !== null) {
      fault.timesLeft -= 1;
      if (fault.timesLeft <= 0) this.#faults = this.#faults.filter((one) => one !== fault);
    }
    return fault ?? null;
  }
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], name: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new RangeError(`${name}: one of ${choices.join(', ')}`);
  return found;
}

function timesOf(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError('times: a whole number from 1, or null');
}

function codeOf(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= 10) return value;
  throw new RangeError('code: a result code from 1 to 10');
}
