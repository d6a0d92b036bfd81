import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** JSON as it came, for reading what the story needs of it. */
export type Json = Readonly<Record<string, unknown>>;

/** A small client of the API, as a portal service would write it. */
export interface Portal {
  get(path: string): Promise<Json>;
  post(path: string, body: unknown): Promise<Json>;
}

const RETRIES = 40;
const RETRY_MS = 250;

/** Repeats a call that found nobody home (503, or no connection) with the same key, as every client should. */
export function createPortal(apiUrl: string, key: string): Portal {
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(apiUrl + path, init).catch(() => null);
      if (response && response.status !== 503) {
        const json = (await response.json()) as Json;
        if (response.ok) return json;
        throw new Error(
          `${method} ${path} answered ${response.status} ${String(json.code)}: ${String(json.detail)}`,
        );
      }
      if (attempt >= RETRIES) throw new Error(`${method} ${path}: nobody answers at ${apiUrl}`);
      await sleep(RETRY_MS);
    }
  };
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) };
}

/** Reads until the condition holds. @throws Error naming what was waited for */
export async function waitFor<T>(
  what: string,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  const limitMs = 60_000;
  const pauseMs = 100;
  let value = await read();
  for (let waited = 0; waited < limitMs; waited += pauseMs) {
    if (holds(value)) return value;
    await sleep(pauseMs);
    value = await read();
  }
  throw new Error(`Waited in vain for ${what}. At last: ${JSON.stringify(value)}`);
}
