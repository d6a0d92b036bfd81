import { connect, createServer, type Socket } from 'node:net';
import { listen } from './listen';
import { statementName } from './statement-name';

/** A wire to Postgres on which each statement can be stopped before it is sent, and its answer after it is done. */
export interface PostgresGate {
  /** The database's URL by way of the gate. */
  url: string;
  /** Ends all connections at once, and lets nobody in any more. */
  cut(): void;
}

/** Asked before a statement is sent, and again before its answer is handed over; false cuts this connection. */
export type PassStatement = (when: 'before' | 'after', statement: string) => Promise<boolean> | boolean;

/** Listens on a free port of 127.0.0.1 and speaks Postgres' wire protocol (version 3), without TLS. */
export async function startPostgresGate(databaseUrl: string, passes: PassStatement): Promise<PostgresGate> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ port: Number(target.port), host: target.hostname, noDelay: true });
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    join(client, database, passes);
  });
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(await listen(server));
  return {
    url: url.href,
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function join(client: Socket, database: Socket, passes: PassStatement): void {
  const end = (): void => {
    client.destroy();
    database.destroy();
  };
  for (const socket of [client, database]) socket.on('error', end).on('close', end);
  const running: string[] = [];
  const asked = createMessages(false);
  const answers = createMessages(true);
  let text = '';
  let held: Buffer[] = [];
  const sent = inOrder(async ({ type, bytes }: Message) => {
    held.push(bytes);
    if (type === 'P' || type === 'Q') text = textOf(type, bytes);
    // Sync and a simple query end what belongs to one statement; the start-up and copied rows pass as they come.
    const isStatement = (type === 'S' || type === 'Q') && text !== '';
    if (isStatement) {
      const name = statementName(text);
      if (!(await passes('before', name))) return end();
      running.push(name);
      text = '';
    }
    if (isStatement || !PARTS.has(type)) {
      database.write(Buffer.concat(held));
      held = [];
    }
  });
  let unseen: Buffer[] = [];
  const answered = inOrder(async ({ type, bytes }: Message) => {
    unseen.push(bytes);
    if (type === READY && running[0] !== undefined && !(await passes('after', running[0]))) return end();
    if (type === READY) running.shift();
    if (type === READY || type === COPY_IN || running.length === 0) {
      client.write(Buffer.concat(unseen));
      unseen = [];
    }
  });
  client.on('data', (chunk: Buffer) => asked(chunk).forEach(sent));
  database.on('data', (chunk: Buffer) => answers(chunk).forEach(answered));
}

interface Message {
  /** Its letter; empty for the start-up, which has none. */
  type: string;
  bytes: Buffer;
}

const READY = 'Z';
const COPY_IN = 'G';
/** Parse, bind, describe, execute, close: they wait for the sync that ends them. */
const PARTS = new Set(['P', 'B', 'D', 'E', 'C']);

function textOf(type: 'P' | 'Q', bytes: Buffer): string {
  const from = type === 'Q' ? 5 : bytes.indexOf(0, 5) + 1;
  return bytes.toString('utf8', from, bytes.indexOf(0, from));
}

/** Cuts a stream of bytes into messages. @param isTyped false where the first message is the client's start-up */
function createMessages(isTyped: boolean): (chunk: Buffer) => Message[] {
  let rest: Buffer = Buffer.alloc(0);
  let hasLetter = isTyped;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const head = hasLetter ? 1 : 0;
      if (rest.length < head + 4) return messages;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return messages;
      const type = hasLetter ? String.fromCharCode(rest[0] ?? 0) : '';
      messages.push({ type, bytes: rest.subarray(0, length) });
      rest = rest.subarray(length);
      hasLetter = true;
    }
  };
}

/** One after the other, also where one has to wait. */
function inOrder<T>(work: (item: T) => Promise<void>): (item: T) => void {
  let last = Promise.resolve();
  return (item) => {
    last = last.then(() => work(item));
  };
}
