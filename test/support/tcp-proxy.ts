import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A wire that a test can cut: clients connect to `port`, what they say goes to the target. */
export interface TcpProxy {
  port: number;
  /** Ends all connections and refuses new ones, as a server that is down. */
  cut(): Promise<void>;
  /** Takes connections again, on the same port. */
  mend(): Promise<void>;
  /** The next time a client says this, the target still hears it, but the client's connection ends without a reply. */
  loseReplyTo(text: string): void;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1; the target is asked for at every connection, so it may come later. */
export async function startTcpProxy(targetPort: () => number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let lost: string | null = null;
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
    join({ client, target, isLost });
  };
  let server = await listen(accept, 0);
  const { port } = server.address() as AddressInfo;
  const cut = (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    return closed;
  };
  const mend = async (): Promise<void> => {
    server = await listen(accept, port);
  };
  return { port, cut, mend, close: cut, loseReplyTo: (text) => void (lost = text) };
}

/** Carries bytes both ways until one end is closed, or until the reply to what is lost would come. */
function join(wire: { client: Socket; target: Socket; isLost(chunk: Buffer): boolean }): void {
  const { client, target } = wire;
  const end = (): void => {
    client.destroy();
    target.destroy();
  };
  for (const socket of [client, target]) socket.on('error', end).on('close', end);
  let isMute = false;
  target.on('data', (chunk) => (isMute ? end() : client.write(chunk)));
  client.on('data', (chunk: Buffer) => {
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
