import { randomUUID } from 'node:crypto';
import type { Clock } from '../kernel/clock';
import type { Channel } from './books';
import { type Fault, type Faults, settingOf } from './faults';
import type { Journal } from './journal';
import type { Timers } from './timers';

export interface Notification {
  id: string;
  channel: Channel;
  event: 'payment' | 'refund' | 'closed';
  outTradeNo: string;
  outRefundNo: string | null;
  url: string;
  /** How often it was tried. */
  tries: number;
  state: 'pending' | 'acknowledged' | 'given_up';
  createdAt: Date;
}

export interface WireMessage {
  headers: Record<string, string>;
  body: string;
}

/** The form that one channel gives its notifications. */
export interface NotificationForm {
  /** The waits before each further try, in real milliseconds. */
  ladderMs: readonly number[];
  compose(notification: Notification, fault: Fault | null): WireMessage;
  isAcknowledged(status: number, body: string): boolean;
}

/** One try, as it was sent and answered. */
export interface Delivery {
  id: string;
  notificationId: string;
  channel: Channel;
  event: Notification['event'];
  outTradeNo: string;
  outRefundNo: string | null;
  url: string;
  tryNo: number;
  fault: string | null;
  sentAt: Date;
  /** How long the answer took; null where there was none. */
  tookMs: number | null;
  message: WireMessage | null;
  status: number | null;
  body: string | null;
  error: string | null;
}

interface NotifierParts {
  clock: Clock;
  faults: Faults;
  timers: Timers;
  journal: Journal;
  forms: Readonly<Record<Channel, NotificationForm>>;
}

const ANSWER_WITHIN_MS = 5_000;
const KEPT_DELIVERIES = 20_000;

/** Sends notifications and repeats them along the channel's ladder until they are acknowledged. */
export class Notifier {
  readonly #parts: NotifierParts;
  readonly #deliveries: Delivery[] = [];
  readonly #held = new Map<Channel, (() => Promise<void>)[]>();
  #flight = new AbortController();

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  announce(
    news: Pick<Notification, 'channel' | 'event' | 'outTradeNo' | 'outRefundNo'> & { url: string | null },
  ): void {
    if (!news.url) return;
    const createdAt = this.#parts.clock.now();
    const id = this.#newId(news.channel, createdAt);
    this.#schedule(this.#save({ ...news, url: news.url, id, tries: 0, state: 'pending', createdAt }));
  }

  /** Takes up the ladders that a restart cut off. */
  resume(): void {
    const latest = new Map<string, Notification>();
    this.#parts.journal.replay('notification', (record) => {
      const notification = record as unknown as Notification;
      latest.set(notification.id, notification);
    });
    for (const notification of latest.values())
      if (notification.state === 'pending') this.#schedule(notification);
  }

  deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** Sends the very bytes of an earlier try once more. */
  async replay(deliveryId: string): Promise<Delivery | null> {
    const earlier = this.#deliveries.find((delivery) => delivery.id === deliveryId);
    if (!earlier?.message) return null;
    return this.#post({ ...earlier, fault: 'replay' }, earlier.message);
  }

  clear(): void {
    this.#flight.abort();
    this.#flight = new AbortController();
    this.#held.clear();
    this.#deliveries.length = 0;
  }

  #schedule(notification: Notification): void {
    const waitMs =
      notification.tries === 0 ? 0 : (this.#form(notification).ladderMs[notification.tries - 1] ?? 0);
    this.#parts.timers.afterScaled(waitMs, () =>
      this.#attempt({ ...notification, tries: notification.tries + 1 }),
    );
  }

  async #attempt(notification: Notification): Promise<void> {
    const { channel, outTradeNo } = notification;
    const fault = this.#parts.faults.take({ channel, target: 'notification', outTradeNo });
    if (fault?.kind === 'delay') {
      this.#parts.timers.after(settingOf(fault, 'ms', 2_000), () => this.#deliver(notification, fault));
    } else if (fault?.kind === 'reorder') {
      this.#hold(notification, fault);
    } else {
      await this.#deliver(notification, fault);
    }
  }

  /** Keeps the message back until another one of the channel has gone out, or the time of the fault is over. */
  #hold(notification: Notification, fault: Fault): void {
    let isDone = false;
    const release = async (): Promise<void> => {
      if (isDone) return;
      isDone = true;
      await this.#deliver(notification, fault);
    };
    this.#held.set(notification.channel, [...(this.#held.get(notification.channel) ?? []), release]);
    this.#parts.timers.after(settingOf(fault, 'ms', 5_000), release);
  }

  async #deliver(notification: Notification, fault: Fault | null): Promise<void> {
    const { signal } = this.#flight;
    const answers = await this.#send(notification, fault);
    if (signal.aborted) return;
    const form = this.#form(notification);
    const isAcknowledged = answers.some(
      (a) => a.status !== null && form.isAcknowledged(a.status, a.body ?? ''),
    );
    const isOver = notification.tries > form.ladderMs.length;
    const state = isAcknowledged ? 'acknowledged' : isOver ? 'given_up' : 'pending';
    const next = this.#save({ ...notification, state });
    if (state === 'pending') this.#schedule(next);
    if (fault?.kind === 'reorder') return;
    const held = this.#held.get(notification.channel) ?? [];
    this.#held.delete(notification.channel);
    for (const release of held) await release();
  }

  async #send(notification: Notification, fault: Fault | null): Promise<Delivery[]> {
    const form = this.#form(notification);
    const entry = this.#entry(notification, fault);
    if (fault?.kind === 'lose') {
      this.#log({ ...entry, error: 'lost on request' });
      return [];
    }
    if (fault?.kind === 'forged_copy_first') {
      await this.#post(entry, form.compose(notification, fault));
      return [await this.#post(entry, form.compose(notification, null))];
    }
    const message = form.compose(notification, fault);
    const copies = fault?.kind === 'duplicate' ? Math.min(settingOf(fault, 'n', 2), 100) : 1;
    return Promise.all(Array.from({ length: copies }, () => this.#post(entry, message)));
  }

  async #post(entry: Delivery, message: WireMessage): Promise<Delivery> {
    const delivery = { ...entry, id: randomUUID(), sentAt: this.#parts.clock.now(), message };
    const { signal } = this.#flight;
    const sentMs = performance.now();
    try {
      const response = await fetch(entry.url, {
        method: 'POST',
        headers: message.headers,
        body: message.body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      const body = (await response.text()).slice(0, 2_000);
      const tookMs = Math.round(performance.now() - sentMs);
      return this.#log({ ...delivery, status: response.status, body, tookMs });
    } catch (error) {
      return this.#log({ ...delivery, error: error instanceof Error ? causeOf(error) : String(error) });
    }
  }

  #entry(notification: Notification, fault: Fault | null): Delivery {
    const { id, channel, event, outTradeNo, outRefundNo, url, tries } = notification;
    return {
      id: randomUUID(),
      notificationId: id,
      ...{ channel, event, outTradeNo, outRefundNo, url },
      tryNo: tries,
      fault: fault?.kind ?? null,
      sentAt: this.#parts.clock.now(),
      ...{ tookMs: null, message: null, status: null, body: null, error: null },
    };
  }

  #log(delivery: Delivery): Delivery {
    this.#deliveries.push(delivery);
    if (this.#deliveries.length > KEPT_DELIVERIES) this.#deliveries.shift();
    return delivery;
  }

  #save(notification: Notification): Notification {
    this.#parts.journal.append('notification', { ...notification });
    return notification;
  }

  #form(notification: Notification): NotificationForm {
    return this.#parts.forms[notification.channel];
  }

  #newId(channel: Channel, at: Date): string {
    const unique = randomUUID().replaceAll('-', '');
    return channel === 'wechat' ? `EV-${at.getTime()}${unique.slice(0, 12)}` : `${at.getTime()}${unique}`;
  }
}

function causeOf(error: Error): string {
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : `${error.name}: ${error.message}`;
}
