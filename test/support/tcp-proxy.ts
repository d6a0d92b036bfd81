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
    const end = (): void => {
      client.destroy();
      target.destroy();
    };
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    let isMute = false;
    target.on('data', (chunk) => (isMute ? end() : client.write(chunk)));
    client.on('data', (chunk: Buffer) => {
      isMute ||= isLost(chunk);
      target.write(chunk);
    });
  };
  let server = await listen(accept, 0);
  const { port } = server.address() as AddressInfo;
  const cut = (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    return closed;
  };
  return {
    port,
    cut,
    mend: async () => {
      server = await listen(accept, port);
    },
    loseReplyTo: (text) => {
      lost = text;
    },
    close: cut,
  };
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}
