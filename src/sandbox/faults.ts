import { randomUUID } from 'node:crypto';
import type { BusinessDay } from '../kernel/business-day';
import type { Channel } from './books';

const CALL_KINDS = [
  'error_before',
  'error_after',
  'hang',
  'reset',
  'delay',
  'rate_limited',
  'unsigned',
  'bad_signature',
  'stale_timestamp',
  'unknown_serial',
  'signtest',
  'html_502',
  'truncated_json',
  'huge_body',
  'redirect',
];

/** What can go wrong, by what it happens to. */
export const KINDS = {
  notification: [
    'lose',
    'duplicate',
    'delay',
    'reorder',
    'tamper',
    'bad_signature',
    'stale_timestamp',
    'signtest',
    'unknown_serial',
    'forged_copy_first',
    'wrong_merchant',
    'wrong_currency',
    'old_certificate',
    'new_id',
    'weak_signature',
  ],
  create: CALL_KINDS,
  query: CALL_KINDS,
  close: CALL_KINDS,
  refund: [...CALL_KINDS, 'outcome'],
  bill: CALL_KINDS,
  download: ['error_before', 'hang', 'reset', 'delay', 'html_502', 'redirect', 'rate_limited', 'huge_body'],
  statement: [
    'drop_row',
    'add_row',
    'alter_amount',
    'alter_fee',
    'alter_status',
    'duplicate_row',
    'wrong_totals',
    'wrong_hash',
    'hash_of_gzip',
    'truncated',
    'missing_footer',
    'not_ready',
    'bomb',
    'unknown_column',
  ],
} satisfies Record<string, string[]>;

export type FaultTarget = keyof typeof KINDS;

/** What the wire format of one channel has no place for. */
const IMPOSSIBLE: Readonly<Record<Channel, Readonly<Record<string, string>>>> = {
  wechat: { weak_signature: 'WeChat Pay has one signature algorithm' },
  alipay: {
    signtest: 'only WeChat Pay sends signature tests',
    wrong_currency: 'an Alipay notification names no currency',
    old_certificate: 'an Alipay notification names no certificate',
    new_id: 'Alipay keeps the notify_id',
    wrong_hash: 'an Alipay statement has no hash',
    hash_of_gzip: 'an Alipay statement has no hash',
    alter_status: 'an Alipay statement has no status column',
    outcome: 'an Alipay refund is settled in its own answer',
  },
};

export interface Fault {
  id: string;
  channel: Channel;
  target: FaultTarget;
  kind: string;
  /** null: until it is deleted. */
  timesLeft: number | null;
  outTradeNo: string | null;
  businessDay: BusinessDay | null;
  settings: Readonly<Record<string, unknown>>;
}

export interface Occasion {
  channel: Channel;
  target: FaultTarget;
  outTradeNo?: string | null;
  businessDay?: BusinessDay;
}

/** Why the channel cannot have this fault; undefined where it can. */
export function impossibleOn(channel: Channel, target: FaultTarget, kind: string): string | undefined {
  return IMPOSSIBLE[channel][kind] ?? (target === 'notification' ? undefined : callOnly(channel, kind));
}

/** The faults that were asked for. A statement's stay until deleted, any other happens once, unless `times` says. */
export class Faults {
  #faults: Fault[] = [];

  /** @throws RangeError with what would be right, when there is no such fault */
  add(request: Record<string, unknown>): Fault {
    const channel = oneOf(request.channel, ['wechat', 'alipay'], 'channel') as Channel;
    const target = oneOf(request.target, Object.keys(KINDS), 'target') as FaultTarget;
    const kind = oneOf(request.kind, KINDS[target], 'kind');
    const impossible = impossibleOn(channel, target, kind);
    if (impossible) throw new RangeError(impossible);
    const fault: Fault = {
      id: randomUUID(),
      channel,
      target,
      kind,
      timesLeft: timesOf(request.times, target),
      outTradeNo: textOrNull(request.out_trade_no),
      businessDay: textOrNull(request.business_day),
      settings: request,
    };
    this.#faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  remove(id: string): void {
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
  }

  /** The first fault that fits, used up by one. */
  take(occasion: Occasion): Fault | null {
    const fault = this.#faults.find((candidate) => fits(candidate, occasion));
    if (fault) this.#use(fault);
    return fault ?? null;
  }

  /** All that fit: a statement can be spoilt in several ways at once. */
  takeAll(occasion: Occasion): Fault[] {
    const faults = this.#faults.filter((candidate) => fits(candidate, occasion));
    for (const fault of faults) this.#use(fault);
    return faults;
  }

  #use(fault: Fault): void {
    if (fault.timesLeft === null) return;
    fault.timesLeft -= 1;
    if (fault.timesLeft <= 0) this.remove(fault.id);
  }
}

/** A number among the settings of a fault, such as `ms` or `amount`. */
export function settingOf(fault: Fault, name: string, otherwise: number): number {
  const value = Number(fault.settings[name]);
  return fault.settings[name] === undefined || !Number.isFinite(value) ? otherwise : value;
}

function fits(fault: Fault, occasion: Occasion): boolean {
  if (fault.channel !== occasion.channel || fault.target !== occasion.target) return false;
  if (fault.businessDay && fault.businessDay !== occasion.businessDay) return false;
  // In a statement the number picks the row, not the occasion.
  return fault.target === 'statement' || !fault.outTradeNo || fault.outTradeNo === occasion.outTradeNo;
}

function callOnly(channel: Channel, kind: string): string | undefined {
  const headersOnly = ['stale_timestamp', 'unknown_serial'];
  return channel === 'alipay' && headersOnly.includes(kind)
    ? 'an Alipay answer has neither time nor serial'
    : undefined;
}

function timesOf(value: unknown, target: FaultTarget): number | null {
  if (value === null) return null;
  if (value === undefined || value === '') return target === 'statement' ? null : 1;
  const times = Number(value);
  if (!Number.isSafeInteger(times) || times < 1)
    throw new RangeError('times: a whole number from 1, or null');
  return times;
}

function oneOf(value: unknown, choices: readonly string[], name: string): string {
  if (typeof value === 'string' && choices.includes(value)) return value;
  throw new RangeError(`${name}: one of ${choices.join(', ')}`);
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value ? value : null);
