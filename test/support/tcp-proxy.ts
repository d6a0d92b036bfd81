import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A wire that a test can cut: clients connect to `port`, what they say goes to the target. */
export interface TcpProxy {
  port: number;
  /** Ends all connections and refuses new ones, as a server that is down. */
  cut(): Promise<void>;
  /** Takes connections again, on the same port. */
  mend(): Promise<void>;
  /** Keeps all connections and carries nothing any more, as a network that swallows everything; `cut` ends it. */
  stall(): void;
  /** The next time a client says this, the target still hears it, but the client's connection ends without a reply. */
  loseReplyTo(text: string): void;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1; the target is asked for at every connection, so it may come later. */
export async function startTcpProxy(targetPort: () => number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let lost: string | null = null;
  let isStalled = false;
  const isLost = (chunk: Buffer): boolean => {
    if (lost === null || !chunk.includes(lost)) return false;
    lost = null;
    return true;
  };
  const accept = (client: Socket): void => {
    const target = connect(targetPort(), '127.0.0.1');
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    join({ client, target, isLost, isStalled: () => isStalled });
  };
  let server = await listen(accept, 0);
  const { port } = server.address() as AddressInfo;
  const cut = (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    return closed;
  };
  const mend = async (): Promise<void> => {
    isStalled = false;
    server = await listen(accept, port);
  };
  const stall = (): void => void (isStalled = true);
  return { port, cut, mend, stall, close: cut, loseReplyTo: (text) => void (lost = text) };
}

interface Wire {
  client: Socket;
  target: Socket;
  isLost(chunk: Buffer): boolean;
  isStalled(): boolean;
}

/** Carries bytes both ways until one end is closed, or until the reply to what is lost would come. */
function join(wire: Wire): void {
  const { client, target, isStalled } = wire;
  const end = (): void => {
    client.destroy();
    target.destroy();
  };
  for (const socket of [client, target]) socket.on('error', end).on('close', end);
  let isMute = false;
  target.on('data', (chunk) => {
    if (isMute) end();
    else if (!isStalled()) client.write(chunk);
  });
  client.on('data', (chunk: Buffer) => {
    if (isStalled()) return;
    isMute ||= wire.isLost(chunk);
    target.write(chunk);
  });
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}
