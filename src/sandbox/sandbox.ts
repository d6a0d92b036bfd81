import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Clock } from '../kernel/clock';
import { alipayNotificationForm } from './alipay/notify';
import { alipayRouter } from './alipay/routes';
import type { Behaviour } from './behaviour';
import { Books } from './books';
import type { SandboxContext } from './context';
import { controlRouter } from './control';
import { Downloads } from './downloads';
import { Faults } from './faults';
import { identityEnvironment, identityRouter } from './identity/routes';
import { Journal } from './journal';
import { gatewayEnvironment, loadOrCreateKeys } from './keys';
import { Notifier } from './notifier';
import { pageRouter } from './page';
import { RegisterBooks } from './register/books';
import { RegisterFaults } from './register/faults';
import { registerEnvironment, registerRouter } from './register/routes';
import { Timers } from './timers';
import { Wallet } from './wallet';
import { wechatIdentityRouter } from './wechat/identity';
import { wechatNotificationForm } from './wechat/notify';
import { wechatRouter } from './wechat/routes';

export interface SandboxOptions extends Partial<Behaviour> {
  clock: Clock;
  /** How many times faster than on the real channels the notification ladders and refunds run. */
  timeScale: number;
  /** Where the books are kept; without it they end with the process. */
  dataDir?: string;
  /** Where the keys are kept; `keys` under the data folder, unless said. */
  keysDir?: string;
}

export interface Sandbox {
  app: Express;
  books: Books;
  /** Starts to serve, and goes on with what a restart interrupted. Port 0 takes a free one. */
  listen(port: number, host: string): Promise<{ url: string }>;
  close(): Promise<void>;
  /** The variables that point a gateway at this sandbox under the URL. */
  environment(url: string): Record<string, string>;
}

const SWEEP_MS = 1_000;

/** WeChat Pay APIv3, the Alipay gateway, the fine register and the identity provider as one local server, with books and keys of its own. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  if (!(options.timeScale > 0)) throw new RangeError('timeScale: a number above 0');
  const keysDir = options.keysDir ?? (options.dataDir && join(options.dataDir, 'keys'));
  const journal = new Journal(options.dataDir);
  const context = await assemble(options, journal, keysDir);
  const reset = (): void => {
    context.timers.clear();
    context.notifier.clear();
    context.faults.clear();
    context.downloads.clear();
    context.books.clear();
    context.register.faults.clear();
    context.register.books.clear(options.clock.now());
  };
  const app = createApp(context, reset);
  const server = createServer(app);
  const sweep = setInterval(() => context.wallet.closeOverdue(), SWEEP_MS);
  sweep.unref();
  return {
    app,
    books: context.books,
    environment: (url) => environmentAt(url, context),
    listen: async (port, host) => {
      const url = await listen(server, port, host);
      context.notifier.resume();
      context.wallet.resume();
      return { url };
    },
    close: async () => {
      clearInterval(sweep);
      context.timers.clear();
      context.notifier.clear();
      await stop(server);
      journal.close();
    },
  };
}

function environmentAt(url: string, { keys }: SandboxContext): Record<string, string> {
  return { ...gatewayEnvironment(keys, url), ...registerEnvironment(url), ...identityEnvironment(url) };
}

async function assemble(
  options: SandboxOptions,
  journal: Journal,
  keysDir: string | undefined,
): Promise<SandboxContext> {
  const { clock } = options;
  const behaviour: Behaviour = {
    feeRatePermyriad: options.feeRatePermyriad ?? 60,
    allowToday: options.allowToday ?? true,
    strictNotifyUrl: options.strictNotifyUrl ?? false,
    alipayNotifiesOfClosing: options.alipayNotifiesOfClosing ?? true,
  };
  const keys = await loadOrCreateKeys(keysDir, clock.now());
  const books = new Books(journal);
  const faults = new Faults();
  const timers = new Timers(options.timeScale);
  const parts = { clock, books, keys };
  const forms = { wechat: wechatNotificationForm(parts), alipay: alipayNotificationForm(parts) };
  const notifier = new Notifier({ clock, faults, timers, journal, forms });
  const wallet = new Wallet({ clock, books, notifier, timers, behaviour });
  const register = {
    clock,
    books: new RegisterBooks(journal, clock.now()),
    faults: new RegisterFaults(),
  };
  const downloads = new Downloads(clock);
  return { clock, behaviour, keys, books, faults, timers, notifier, wallet, downloads, register };
}

function createApp(context: SandboxContext, reset: () => void): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.get('/', (_req, res) => res.redirect('/sandbox'));
  app.use('/v3', wechatRouter(context));
  app.use('/identity', identityRouter());
  app.use('/register', registerRouter(context.register));
  app.use('/sandbox', pageRouter(context));
  app.use('/sandbox', controlRouter(context, reset));
  app.use(wechatIdentityRouter(context));
  app.use(alipayRouter(context));
  app.use((_req, res) => void res.status(404).end());
  app.use(lastResort);
  return app;
}

/** A request that the parsers refused keeps its status; anything else is a mistake of the sandbox, and is shown. */
const lastResort: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status !== 'number')
    process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  if (res.headersSent) res.destroy();
  else
    res.status(typeof status === 'number' ? status : 500).json({ code: 'SYSTEM_ERROR', message: '系统异常' });
};

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const { port: taken } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${taken}`);
    });
  });
}

/** Also ends the connections that a fault left hanging. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
