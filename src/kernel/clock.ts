/** Where the time comes from. Passed in, so that a test or a replay can set it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
