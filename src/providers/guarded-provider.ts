import pLimit from 'p-limit';
import type { Clock } from '../kernel/clock';
import { admit, afterFailure, CLOSED, secondsToWait } from './circuit';
import type { Circuit, CircuitRules } from './circuit';
import type { Provider } from './provider';
import { ChannelPaused } from './provider.errors';
import { isUnreachable } from './transport';

/** A channel that is left alone while it cannot be reached, so that its trouble stays its own. */
export interface GuardedProvider extends Provider {
  /** Whether a call would be refused at the moment: nothing need be offered on this channel. */
  isAway(): boolean;
}

export interface GuardDeps {
  rules: CircuitRules;
  /** Calls to the channel at the same time. */
  maxCalls: number;
  clock: Clock;
  warn(message: string, facts: Readonly<Record<string, unknown>>): void;
}

/** For each call under way, so many may wait for their turn. */
const WAITING_PER_CALL = 8;

/** What pages need to know of the channels: those that there are, and whether one cannot be reached at the moment. */
export function offerOf(providers: ReadonlyMap<string, GuardedProvider>) {
  const isAway = (channel: string): boolean => providers.get(channel)?.isAway() ?? false;
  return { channels: [...providers.values()].map(({ profile }) => profile), isAway };
}

/**
 * Guards the calls that payers and workers wait for. Notifications are read all the same, since they come from the
 * channel and call nothing; statements have hours of their own and another server.
 */
export function guardProvider(provider: Provider, deps: GuardDeps): GuardedProvider {
  const { call, isAway } = createGuard(provider.profile.code, deps);
  return {
    profile: provider.profile,
    identification: provider.identification,
    funds: provider.funds,
    isAway,
    createOrder: (request) => call(() => provider.createOrder(request)),
    queryOrder: (order) => call(() => provider.queryOrder(order)),
    closeOrder: (order) => call(() => provider.closeOrder(order)),
    refundOrder: (request) => call(() => provider.refundOrder(request)),
    queryRefund: (refund) => call(() => provider.queryRefund(refund)),
    readNotification: (raw) => provider.readNotification(raw),
    readStatement: (day) => provider.readStatement(day),
    openStatement: (path) => provider.openStatement(path),
  };
}

function createGuard(channel: string, { rules, maxCalls, clock, warn }: GuardDeps) {
  const limit = pLimit(maxCalls);
  let circuit: Circuit = CLOSED;
  const move = (next: Circuit): void => {
    if (next.state === 'open' && circuit.state !== 'open')
      warn('channel away', { channel, until: next.until });
    if (next.state === 'closed' && circuit.state !== 'closed') warn('channel back', { channel });
    circuit = next;
  };
  const paused = () =>
    ChannelPaused({ details: { channel, retry_after: secondsToWait(circuit, clock.now()) ?? 1 } });
  const attempt = async <T>(act: () => Promise<T>): Promise<T> => {
    // Asked when its turn comes: what has waited behind calls that failed need not fail by itself.
    const { isAdmitted, circuit: next } = admit(circuit, clock.now());
    if (!isAdmitted) throw paused();
    move(next);
    try {
      const answer = await act();
      move(CLOSED);
      return answer;
    } catch (error) {
      // A refusal is an answer too.
      move(isUnreachable(error) ? afterFailure(circuit, rules, clock.now()) : CLOSED);
      throw error;
    }
  };
  return {
    isAway: (): boolean => secondsToWait(circuit, clock.now()) !== null,
    call: async <T>(act: () => Promise<T>): Promise<T> => {
      if (limit.pendingCount >= maxCalls * WAITING_PER_CALL) throw paused();
      return limit(() => attempt(act));
    },
  };
}
