import type { Database } from '../db/database';
import { AppError } from '../kernel/errors';
import type { ChannelFact, Provider, Providers, RawNotification } from '../providers/provider';
import { createGroupCommit } from './group-commit';
import type { FactOrigin } from './inbox';
import type { InboxRow } from './inbox.store';
import { ChannelUnknown } from './notification.errors';

export interface NotificationService {
  /**
   * Verifies a message and keeps its facts; when this returns they are committed and may be acknowledged.
   * @throws NotificationRefused when it is not authentic; DATABASE_UNAVAILABLE when it cannot be kept
   */
  acceptNotification(channel: string, raw: RawNotification): Promise<void>;
  /** Keeps facts that the channel told us when we asked. */
  recordAnswer(channel: string, facts: readonly ChannelFact[], at: Date): Promise<void>;
  /** @throws ChannelUnknown */
  getProvider(channel: string): Provider;
}

export interface NotificationDeps {
  database: Database;
  providers: Providers;
  /** Hints to the workers that there is something to do; may be lost without harm. */
  wake(): void;
  /** A message with a good signature and a wrong content: somebody must look. */
  alarm(message: string, facts: Readonly<Record<string, unknown>>): void;
}

/** Takes facts in: verified, then kept, then acknowledged, in this order. */
export function createNotificationService(deps: NotificationDeps): NotificationService {
  const { database, providers } = deps;
  const commit = createGroupCommit<InboxRow>((rows) => database.stores.inbox.insertFacts(rows));
  const getProvider = (channel: string): Provider => {
    const provider = providers.get(channel);
    if (!provider) throw ChannelUnknown();
    return provider;
  };
  const verify = async (channel: string, raw: RawNotification) => {
    try {
      return await getProvider(channel).readNotification(raw);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unauthenticated') {
        deps.alarm('notification refused', { channel, ...error.details });
      }
      throw error;
    }
  };
  return {
    getProvider,
    async acceptNotification(channel, raw) {
      const notification = await verify(channel, raw);
      const { body, receivedAt: at } = raw;
      const source: Source = { channel, origin: 'notification', notificationId: notification.id, body, at };
      const rows = notification.facts.map((fact) => rowOf(fact, source));
      if (rows.length === 0) return;
      await commit(rows);
      deps.wake();
    },
    recordAnswer: (channel, facts, at) =>
      commit(
        facts.map((fact) => rowOf(fact, { channel, origin: 'query', notificationId: null, body: null, at })),
      ),
  };
}

interface Source {
  channel: string;
  origin: FactOrigin;
  notificationId: string | null;
  body: Buffer | null;
  at: Date;
}

function rowOf(fact: ChannelFact, { at, ...source }: Source): InboxRow {
  return { ...fact, ...source, receivedAt: at };
}
