import { channelFault, FAULT_KINDS, type FaultKind, type PlannedFault } from './planned-fault';
import { randomFrom, type Random } from './random';

export type Channel = 'wechat' | 'alipay';
export type Carrier = 'redis' | 'postgres';

/** What one citizen and one portal do with one order. */
export const STORY_KINDS = [
  'pay',
  'pay-on-both-channels',
  'pay-after-close',
  'pay-another-amount',
  'close',
  'abandon',
  'refund',
  'refund-in-parallel',
  'refund-in-back-office',
  'fine',
  'fine-twice',
  'fine-paid-elsewhere',
] as const;

export type StoryKind = (typeof STORY_KINDS)[number];

export interface Story {
  /** From 1; every name that the story uses is made of it. */
  no: number;
  kind: StoryKind;
  atMs: number;
  channel: Channel;
  affair: string;
  quantity: number;
  /** Sends every call that has a key to both APIs at once. */
  isDoubled: boolean;
  /** Parts of a refund in percent of what was paid, and whether the desk approves each. */
  refunds: { percent: number; isApproved: boolean }[];
}

/** How the statement of one channel is spoilt before it is put right. */
export interface SpoiltStatement {
  channel: Channel;
  kind: 'drop_row' | 'add_row' | 'alter_amount';
}

/** One run, all of it. */
export interface Plan {
  seed: number;
  carrier: Carrier;
  stories: Story[];
  faults: PlannedFault[];
  statement: SpoiltStatement;
}

export interface PlanTerms {
  seed: number;
  operations: number;
  queue: Carrier | 'both';
}

/** Within this time everything begins; what is pending then has to come to rest by itself. */
const LONGEST_LOAD_MS = 7_000;
const LOAD_MS_PER_STORY = 300;

const AFFAIRS = ['passport', 'hk-macau-permit', 'vehicle-plate'] as const;
/** The usual is the most frequent; the rest is what goes wrong between people. */
const USUAL: readonly StoryKind[] = ['pay', 'pay', 'pay', 'refund', 'refund-in-parallel'];

/** The same seed gives the same stories and faults, whatever has been run before. */
export function planFor({ seed, operations, queue }: PlanTerms): Plan {
  const random = randomFrom(seed * 2_654_435_761 + 97);
  const carrier = queue === 'both' ? random.pick(['redis', 'postgres'] as const) : queue;
  const loadMs = Math.min(LONGEST_LOAD_MS, operations * LOAD_MS_PER_STORY);
  const unusual = random.shuffled(STORY_KINDS);
  const stories = Array.from({ length: operations }, (_, i) => {
    const kind = i % 2 === 0 ? random.pick(USUAL) : (unusual[(i >> 1) % unusual.length] as StoryKind);
    return { ...storyOf(random, kind), no: i + 1, atMs: Math.round(random.between(0, loadMs)) };
  });
  return {
    seed,
    carrier,
    stories: stories.sort((a, b) => a.atMs - b.atMs),
    faults: faultsOf(random, { carrier, loadMs, operations }),
    statement: {
      channel: random.pick(['wechat', 'alipay'] as const),
      kind: random.pick(['drop_row', 'add_row', 'alter_amount'] as const),
    },
  };
}

function storyOf(random: Random, kind: StoryKind): Omit<Story, 'no' | 'atMs'> {
  const parts = kind === 'refund-in-parallel' ? random.whole(2, 6) : 1;
  return {
    kind,
    channel: random.pick(['wechat', 'alipay'] as const),
    affair: random.pick(AFFAIRS),
    quantity: random.whole(1, 4),
    isDoubled: random.happens(0.25),
    refunds: Array.from({ length: parts }, () => ({
      percent: random.pick([100, 100, 60, 50, 33, 10]),
      isApproved: random.happens(0.85),
    })),
  };
}

const MOST_MACHINE_FAULTS = 5;
const MOST_CHANNEL_FAULTS = 6;
const STORIES_PER_FAULT = 4;

interface Extent {
  carrier: Carrier;
  loadMs: number;
  operations: number;
}

/** Some of every kind: over a few dozen seeds each kind has met each time of a run. */
function faultsOf(random: Random, { carrier, loadMs, operations }: Extent): PlannedFault[] {
  const possible = (Object.keys(FAULT_KINDS) as FaultKind[]).filter(
    (kind) => kind !== 'channel' && (carrier === 'redis' || !FAULT_KINDS[kind].needsRedis),
  );
  const outages = possible.filter((kind) => FAULT_KINDS[kind].stopsPostgres);
  const others = possible.filter((kind) => !FAULT_KINDS[kind].stopsPostgres);
  const count = Math.ceil(operations / STORIES_PER_FAULT);
  // One long outage of the database is enough for one run.
  const chosen = random
    .shuffled([...random.shuffled(others).slice(0, MOST_MACHINE_FAULTS - 1), random.pick(outages)])
    .slice(0, count);
  const faults = chosen.map(
    (kind): PlannedFault => ({
      kind,
      atMs: Math.round(random.between(0.05, 1) * loadMs),
      forMs: Math.round(random.between(200, FAULT_KINDS[kind].longestMs)),
      which: random.whole(0, 2),
    }),
  );
  const ofChannels = Array.from({ length: Math.min(count, MOST_CHANNEL_FAULTS) }, () =>
    channelFault(random, loadMs),
  );
  return [...faults, ...ofChannels].sort((a, b) => a.atMs - b.atMs);
}
