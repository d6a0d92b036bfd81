import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How often something may be done: `points` times in `seconds`, counted for each key by itself. */
export interface Allowance {
  /** Uses it once; false where it is used up. */
  take(key: string): Promise<boolean>;
  /** Undoes one use. */
  giveBack(key: string): Promise<void>;
}

/**
 * Counts in this process. Behind a load balancer each process allows as much as this, which bounds what a caller can
 * cause all the same; nothing is lost when a process starts afresh.
 */
export function createAllowance({ points, seconds }: { points: number; seconds: number }): Allowance {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return {
    async take(key) {
      try {
        await limiter.consume(key);
        return true;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return false;
        throw refusal;
      }
    },
    async giveBack(key) {
      await limiter.reward(key);
    },
  };
}
