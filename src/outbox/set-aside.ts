/** How much waits for a person: work that failed for good, facts that could not be booked, events that nobody took. */
export interface SetAsideCounts {
  work: number;
  facts: number;
  events: number;
}
