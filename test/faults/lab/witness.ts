/** JSON as it came. */
export type Json = Readonly<Record<string, unknown>>;

/** A call that was answered with a promise: 2xx. */
export interface Acknowledged {
  /** What was asked for, such as `createOrder`. */
  operation: string;
  /** The Idempotency-Key, where the call had one. */
  key: string | null;
  /** What the call named its subject by: our reference, or the id in its path. */
  subject: string;
  text: string;
  json: Json;
}

/** What the outside has seen, to hold against what the product has kept. */
export interface Witness {
  acknowledged: Acknowledged[];
  /** Refused by a rule: 4xx, by operation and code. */
  refused: Map<string, number>;
  /** Calls that nobody answered in the end. */
  unanswered: string[];
  /** Answers that no rule foresees. */
  bugs: string[];
  /** Tries in all. */
  tries: number;
}

export function newWitness(): Witness {
  return { acknowledged: [], refused: new Map(), unanswered: [], bugs: [], tries: 0 };
}
