import { failProcess } from './config/environment';

/** Everything a stopping process still has to do must fit in here; then it goes, since nothing may depend on it. */
const DRAIN_LIMIT_MS = 10_000;

/** Runs the main function of a process; what it throws is said in words and ends the process with 1. */
export function runProcess(main: () => Promise<void>): void {
  main().then(
    () => undefined,
    (error: unknown) => {
      failProcess(error instanceof Error ? error.message : String(error));
      // Connections that are still open must not keep a process alive that cannot do its work.
      setTimeout(() => process.exit(1), 500).unref();
    },
  );
}

/** Waits for SIGTERM or SIGINT; a second one, or a drain that takes too long, ends the process at once. */
export async function onStopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  setTimeout(() => process.exit(1), DRAIN_LIMIT_MS).unref();
}
