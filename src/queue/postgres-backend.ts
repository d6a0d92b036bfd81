import { setTimeout as sleep } from 'node:timers/promises';
import { assertSchemaCompatibility, PostgresConnection, PostgresQueueBackend } from 'bullmq';
import type { PostgresConnectionOptions, QueueBaseOptions } from 'bullmq';

const RETRY_MS = 1_000;

/**
 * BullMQ's backend on PostgreSQL, but one whose database may be away when it is first used. BullMQ's own remembers
 * the failure of its first connection for good: its worker then asks again without a pause and never gets an answer.
 * @param closing ends the attempts
 */
export function patientPostgresBackend(closing: AbortSignal) {
  return (name: string, options: QueueBaseOptions<PostgresConnectionOptions>): PostgresQueueBackend =>
    new PostgresQueueBackend(new PatientConnection(options.connection, closing), name, options, true);
}

class PatientConnection extends PostgresConnection {
  #ready: Promise<void> | undefined;
  readonly #stopping: AbortSignal;

  constructor(settings: PostgresConnectionOptions, stopping: AbortSignal) {
    super(settings);
    this.#stopping = stopping;
  }

  override waitUntilReady(): Promise<void> {
    this.#ready ??= this.#untilConnected();
    return this.#ready;
  }

  /** @throws what the last attempt threw, once it is stopped or closed */
  async #untilConnected(): Promise<void> {
    for (;;) {
      try {
        await this.#connect();
        setImmediate(() => this.emit('ready'));
        return;
      } catch (error) {
        if (this.#stopping.aborted || this.isClosing) throw error;
        if (this.listenerCount('error') > 0) this.emit('error', error);
        await sleep(RETRY_MS, undefined, { signal: this.#stopping }).catch(() => undefined);
      }
    }
  }

  async #connect(): Promise<void> {
    const client = await this.pool.connect();
    // A connection that breaks between two questions says so by an event, which would end the process unheard.
    client.on('error', () => undefined);
    try {
      await assertSchemaCompatibility(client, this.schema);
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}
