import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

type Line = Record<string, unknown>;

/**
 * Append-only JSON lines. Values keep their types by their names: `…Fen` is a bigint, `…At` a Date.
 * Without a folder nothing is written and the books live as long as the process.
 */
export class Journal {
  readonly #file: number | null;
  readonly #lines: { kind: string; record: Line }[];

  constructor(folder: string | undefined) {
    if (!folder) {
      this.#file = null;
      this.#lines = [];
      return;
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'books.jsonl');
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    this.#lines = parseLines(text);
    this.#file = openSync(path, 'a', 0o600);
    // A process that was killed may leave half a line; it must not run into the next one.
    if (text && !text.endsWith('\n')) writeSync(this.#file, '\n');
  }

  /** Hands over the records of one kind as they were when the process started, oldest first. */
  replay(kind: string, keep: (record: Line) => void): void {
    for (const line of this.#lines) if (line.kind === kind) keep(line.record);
  }

  append(kind: string, record: Line): void {
    if (this.#file === null) return;
    writeSync(this.#file, `${JSON.stringify({ kind, record }, writeValue)}\n`);
  }

  clear(): void {
    this.#lines.length = 0;
    if (this.#file !== null) ftruncateSync(this.#file);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
  }
}

function parseLines(text: string): { kind: string; record: Line }[] {
  return text.split('\n').flatMap((line) => {
    if (!line) return [];
    try {
      return [JSON.parse(line, readValue) as { kind: string; record: Line }];
    } catch {
      return [];
    }
  });
}

const writeValue = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

function readValue(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (key.endsWith('Fen')) return BigInt(value);
  return key.endsWith('At') ? new Date(value) : value;
}
