/** What the caller is to do: both ways to open a payment, in turns. */
export interface CallsTask {
  apiUrl: string;
  key: string;
  concurrencies: readonly number[];
  rounds: number;
  /** Calls of each way in one round, for each concurrency. */
  countPerLane: number;
}

/** One round of one way. */
export interface CallsResult {
  way: 'product' | 'channel call alone';
  concurrency: number;
  /** From the first call to the last answer, divided by the calls. */
  msPerCall: number;
}
