import type { Config } from '../../../config/config';
import { createApp } from '../../../http/app';
import { healthEndpoints } from '../../../http/health.routes';
import { systemClock } from '../../../kernel/clock';
import { createLogger } from '../../../log';
import { createProviders } from '../providers';
import { ChannelUnknown } from '../../../notifications/notification.errors';
import { notificationRouter } from '../../../notifications/notification.routes';
import { onStopSignal } from '../../../process';
import type { ChannelNotification, Provider } from '../../../providers/provider';

/**
 * The product's Express server with its notification route and its channels, and something else behind them: what
 * was verified and decrypted goes to `accept`, and is acknowledged when that has ended. Serves until it is stopped.
 */
export async function serveNotifications(
  config: Config,
  accept: (notification: ChannelNotification) => Promise<void>,
): Promise<void> {
  const providers = createProviders(config);
  const getProvider = (channel: string): Provider => {
    const provider = providers.get(channel);
    if (!provider) throw ChannelUnknown();
    return provider;
  };
  const notifications = {
    getProvider,
    acceptNotification: async (channel: string, raw: Parameters<Provider['readNotification']>[0]) =>
      accept(await getProvider(channel).readNotification(raw)),
    recordAnswer: () => Promise.resolve(),
  };
  const log = createLogger(config.logLevel);
  const app = createApp({
    endpoints: healthEndpoints(() => Promise.resolve({ work: 0, facts: 0, events: 0 })),
    routers: [notificationRouter(notifications, systemClock, (error) => error)],
    authenticate: () => Promise.reject(new Error('nothing here needs a key')),
    noteRefusal: () => Promise.resolve(),
    translateError: (error) => error,
    logRequest: () => undefined,
    reportBug: (error, request) => log.error({ error, ...request }, 'bug'),
  });
  const server = app.listen(config.port, config.host);
  await onStopSignal();
  server.close();
  server.closeAllConnections();
}
