import type { Database } from '../db/database';
import type { OrderStanding } from './order.store';

/**
 * What became of an order that somebody looks at. `changed`: its page shows something else now; `over`: that too, and
 * it can no longer be paid; `stopped`: nobody can tell any more, for a reason that is none of the order's.
 */
export type OrderNews = 'changed' | 'over' | 'stopped';

export type OrderListener = (news: OrderNews) => void;

/** Tells those who have the page of an order open when it changes. */
export interface OrderWatch {
  /**
   * Tells of every change from now on, until the function that it gives is called. Null where nobody can be told: the
   * order is over, there are as many listeners as there may be, or the process is stopping.
   */
  watch(orderId: string, listener: OrderListener): Promise<(() => void) | null>;
  /** Tells every listener that it has stopped, and takes no more. */
  close(): void;
}

export interface WatchDeps {
  database: Database;
  /** Between two looks at the database. */
  everyMs?: number;
  /** Listeners of this process, and of one order. */
  limits?: { all: number; perOrder: number };
}

/** News is at most this old, and the look, for all orders at once, is one statement by primary key. */
const LOOK_EVERY_MS = 500;
const LIMITS = { all: 1_000, perOrder: 4 };

interface Watched {
  standing: OrderStanding;
  listeners: Set<OrderListener>;
}

/** One look at the database serves all listeners of the process; without listeners nobody looks. */
export function createOrderWatch(deps: WatchDeps): OrderWatch {
  const { database, everyMs = LOOK_EVERY_MS, limits = LIMITS } = deps;
  const watched = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const stopAll = (): void => tell([...watched.values()], 'stopped');
  const look = async (): Promise<void> => {
    try {
      const now = await database.stores.orders.findStandings([...watched.keys()]);
      for (const [orderId, standing] of now) compare(watched.get(orderId), standing);
    } catch {
      // Their pages go back to asking by themselves.
      stopAll();
    }
    timer = watched.size > 0 ? setTimeout(() => void look(), everyMs).unref() : undefined;
  };
  return {
    async watch(orderId, listener) {
      const standing = (await database.stores.orders.findStandings([orderId])).get(orderId);
      const one = watched.get(orderId) ?? (standing && { standing, listeners: new Set() });
      if (!one || isClosed || !standing?.isOpen) return null;
      if (one.listeners.size >= limits.perOrder || countOf(watched) >= limits.all) return null;
      one.listeners.add(listener);
      watched.set(orderId, one);
      timer ??= setTimeout(() => void look(), everyMs).unref();
      return () => {
        if (one.listeners.delete(listener) && one.listeners.size === 0) watched.delete(orderId);
      };
    },
    close() {
      isClosed = true;
      stopAll();
    },
  };
}

function countOf(watched: ReadonlyMap<string, Watched>): number {
  return [...watched.values()].reduce((sum, { listeners }) => sum + listeners.size, 0);
}

function compare(one: Watched | undefined, standing: OrderStanding): void {
  if (!one || one.standing.shown === standing.shown) return;
  one.standing = standing;
  tell([one], standing.isOpen ? 'changed' : 'over');
}

/** Listeners may leave while they are told. */
function tell(those: readonly Watched[], news: OrderNews): void {
  for (const listener of those.flatMap(({ listeners }) => [...listeners])) listener(news);
}
