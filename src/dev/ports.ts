import { createServer } from 'node:net';

function tryToListen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}

/** The wanted port of 127.0.0.1 when nothing listens on it, otherwise one that the system says is free. */
export async function freePort(wanted = 0): Promise<number> {
  const port = (await tryToListen(wanted)) ?? (await tryToListen(0));
  if (port === null) throw new Error('No free port on 127.0.0.1');
  return port;
}
