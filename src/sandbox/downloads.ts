import { randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock';

interface Download {
  bytes: Buffer;
  validUntilAt: Date;
}

/** Finished statement files behind short-lived tokens. */
export class Downloads {
  readonly #clock: Clock;
  readonly #files = new Map<string, Download>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the token; it works until `lifetimeMs` have passed */
  offer(bytes: Buffer, lifetimeMs: number): string {
    const now = this.#clock.now();
    for (const [token, file] of this.#files) if (file.validUntilAt < now) this.#files.delete(token);
    const token = randomBytes(24).toString('base64url');
    this.#files.set(token, { bytes, validUntilAt: new Date(now.getTime() + lifetimeMs) });
    return token;
  }

  find(token: string): Buffer | null {
    const file = this.#files.get(token);
    return file && file.validUntilAt >= this.#clock.now() ? file.bytes : null;
  }

  clear(): void {
    this.#files.clear();
  }
}
