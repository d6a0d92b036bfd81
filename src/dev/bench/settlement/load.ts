/** What the load generator is to do. */
export interface LoadTask {
  /** Where notifications go. */
  url: string;
  keysDir: string;
  /** Messages that are sent before and count for nothing. */
  warmUpCount: number;
  count: number;
  /** Connections, each with one message under way. */
  concurrency: number;
  /** Where the journals appear; null where nothing is settled. */
  databaseUrl: string | null;
}

export interface LoadResult {
  /** Messages per second from the first request to the last answer or, where there is one, the last journal. */
  perSecond: number;
  /** Milliseconds from request to answer. */
  acknowledgedMs: { p50: number; p99: number };
}
