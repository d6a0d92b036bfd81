/** Numbers that look like chance and are the same for the same seed. */
export interface Random {
  /** At least `from`, less than `to`. */
  between(from: number, to: number): number;
  whole(from: number, to: number): number;
  /** Whether something happens that happens so often (0 to 1). */
  happens(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** mulberry32: small, well spread, and enough for choosing what to break. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from));
  return {
    between: (from, to) => from + next() * (to - from),
    whole,
    happens: (share) => next() < share,
    pick: (choices) => choices[whole(0, choices.length)] as (typeof choices)[number],
    shuffled: (items) => {
      const left = [...items];
      return items.map(() => left.splice(whole(0, left.length), 1)[0] as (typeof items)[number]);
    },
  };
}
