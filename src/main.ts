import type { AddressInfo } from 'node:net';
import { compose } from './compose';
import { loadConfig } from './config/config';
import { readEnvironment } from './config/environment';
import { drainServer } from './http/drain';
import { onStopSignal, runProcess } from './process';

const HEADERS_TIMEOUT_MS = 15_000;
/** Bounds the longest upload of a file; every other body has its own limit in the app. */
const REQUEST_TIMEOUT_MS = 600_000;
const KEEP_ALIVE_MS = 65_000;

/** The HTTP process: config → compose → listen → drain. */
runProcess(async () => {
  const config = loadConfig(readEnvironment());
  const tongfu = compose(config);
  const server = tongfu.app.listen(config.port, config.host);
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  // Longer than a load balancer keeps a connection, so that it never sends into one that is being closed.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
  });
  const { address, port } = server.address() as AddressInfo;
  tongfu.log.info({ address, port }, 'listening');
  await onStopSignal();
  tongfu.log.info('stopping');
  tongfu.endStreams();
  await drainServer(server);
  await tongfu.close();
});
