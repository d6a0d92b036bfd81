/** Timers that end together with the sandbox. They never keep the process alive by themselves. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();
  readonly #timeScale: number;

  /** @param timeScale how many times faster than on the real channel `afterScaled` runs */
  constructor(timeScale: number) {
    this.#timeScale = timeScale;
  }

  /** How long a wait of the real channel lasts here, in milliseconds. */
  scaled(ms: number): number {
    return ms / this.#timeScale;
  }

  afterScaled(ms: number, action: () => void | Promise<void>): void {
    this.after(this.scaled(ms), action);
  }

  after(ms: number, action: () => void | Promise<void>): void {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      void run(action);
    }, ms);
    timer.unref();
    this.#pending.add(timer);
  }

  clear(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}

async function run(action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    process.stderr.write(
      `sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }
}
