import type { AddressInfo } from 'node:net';
import { compose } from './compose';
import { loadConfig } from './config/config';
import { readEnvironment } from './config/environment';
import { onStopSignal, runProcess } from './process';

/** The HTTP process: config → compose → listen → drain. */
runProcess(async () => {
  const config = loadConfig(readEnvironment());
  const tongfu = compose(config);
  const server = tongfu.app.listen(config.port, config.host);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
  });
  const { address, port } = server.address() as AddressInfo;
  tongfu.log.info({ address, port }, 'listening');
  await onStopSignal();
  tongfu.log.info('stopping');
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  await tongfu.close();
});
