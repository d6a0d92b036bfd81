/** One edge of a status table: what happened, and where it leads from where. */
export interface Transition<Status extends string, Event extends string> {
  from: Status;
  event: Event;
  to: Status;
}

/** Where an event leads, or null where the table has no such edge: then nothing may be changed. */
export function nextStatus<S extends string, E extends string>(
  table: readonly Transition<S, E>[],
  from: S,
  event: E,
): S | null {
  return table.find((edge) => edge.from === from && edge.event === event)?.to ?? null;
}

/** Draws a status table as a Mermaid state diagram. */
export function drawTransitions(table: readonly Transition<string, string>[], initial: string): string {
  const edges = table.map(({ from, event, to }) => `  ${from} --> ${to}: ${event}`);
  return ['stateDiagram-v2', `  [*] --> ${initial}`, ...edges].join('\n');
}
