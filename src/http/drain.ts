import type { Server } from 'node:http';

/** Often enough that a stop is not held up by it. */
const LOOK_EVERY_MS = 50;

/**
 * Takes no new connections and waits for the answers that are under way. A caller keeps its connection after its
 * answer (a load balancer for a minute), so each is closed as soon as it is idle.
 */
export async function drainServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const closing = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
  await closed.finally(() => clearInterval(closing));
}
