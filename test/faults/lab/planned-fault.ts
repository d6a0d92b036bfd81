import type { Random } from './random';

interface KindOfFault {
  longestMs: number;
  needsRedis?: true;
  stopsPostgres?: true;
}

/** What can be broken, and for how long at most. */
const KINDS = {
  /** kill -9, and a new start after a while. */
  'api-killed': { longestMs: 1_500 },
  'worker-killed': { longestMs: 1_500 },
  'both-workers-killed': { longestMs: 1_000 },
  /** SIGSTOP; meanwhile its lease runs out and another one takes its work; then SIGCONT. */
  'worker-paused-past-its-lease': { longestMs: 2_000 },
  'redis-wiped': { longestMs: 500, needsRedis: true },
  'redis-killed': { longestMs: 2_000, needsRedis: true },
  'redis-paused': { longestMs: 2_500, needsRedis: true },
  'postgres-connections-ended': { longestMs: 500 },
  /** The commit is done, its answer never comes. */
  'commit-without-reply': { longestMs: 1_000 },
  'postgres-unreachable': { longestMs: 2_000, stopsPostgres: true },
  'postgres-silent': { longestMs: 2_000, stopsPostgres: true },
  'postgres-restarted': { longestMs: 1_000, stopsPostgres: true },
  'postgres-crashed': { longestMs: 1_000, stopsPostgres: true },
  'channel-away': { longestMs: 2_500 },
  'portal-away': { longestMs: 2_500 },
  'register-away': { longestMs: 2_500 },
  /** One of the sandbox's own faults; `details` says which. */
  channel: { longestMs: 0 },
} satisfies Record<string, KindOfFault>;

export type FaultKind = keyof typeof KINDS;
export const FAULT_KINDS: Readonly<Record<FaultKind, KindOfFault>> = KINDS;

export interface PlannedFault {
  kind: FaultKind;
  atMs: number;
  forMs: number;
  /** Which of two processes, channels or manners. */
  which: number;
  /** The request to the sandbox's control API. */
  details?: Readonly<Record<string, unknown>>;
}

const CALL_TARGETS = ['create', 'query', 'close', 'refund'];
const CALL_KINDS = [
  'error_before',
  'error_after',
  'hang',
  'reset',
  'rate_limited',
  'unsigned',
  'bad_signature',
  'html_502',
  'truncated_json',
];
const NOTIFICATION_KINDS = [
  'lose',
  'duplicate',
  'delay',
  'reorder',
  'tamper',
  'bad_signature',
  'forged_copy_first',
  'wrong_merchant',
];

/** One of the faults that a channel can have by itself, for a few calls or messages. */
export function channelFault(random: Random, withinMs: number): PlannedFault {
  const isOfNotification = random.happens(0.55);
  const target = isOfNotification ? 'notification' : random.pick(CALL_TARGETS);
  const kind = random.pick(isOfNotification ? NOTIFICATION_KINDS : CALL_KINDS);
  const channel = random.pick(['wechat', 'alipay']);
  const times = kind === 'hang' ? 1 : random.whole(1, 5);
  const more = kind === 'delay' || kind === 'reorder' ? { ms: random.whole(200, 1_500) } : {};
  return {
    kind: 'channel',
    atMs: Math.round(random.between(0, withinMs)),
    forMs: 0,
    which: 0,
    details: { channel, target, kind, times, ...more },
  };
}

/** What a summary counts it as. */
export function nameOfFault({ kind, details }: PlannedFault): string {
  return details ? `${String(details.target)}: ${String(details.kind)}` : kind;
}
