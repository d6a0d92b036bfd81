import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobKind } from '../../../src/outbox/job';
import type { LabGateway } from '../crashes/gateway';
import type { Answer, Call, Channel, Json, Town } from '../crashes/town';
import type { Chance } from '../../integration/notifications/forged/forgery';
import { send, type Message, type Messages } from '../../integration/notifications/messages';

/** Where the plots of a search are played: a town with two gateways at work. */
export interface Scene {
  town: Town;
  gateways: readonly [LabGateway, LabGateway];
  chance: Chance;
  messages: Messages;
  /** Money of which the channels know, and the sandbox does not. */
  foreign: { channel: Channel; transactionId: string; amountFen: bigint }[];
}

export const PRICE_FEN = 12_000;
export const EXPIRES_IN = 120;

/** A payment that is open at its channel. */
export interface Opened {
  channel: Channel;
  orderId: string;
  paymentId: string;
  content: string;
}

/** Tries until there is an answer, as every client should: the same intent each time. */
export async function post({ town }: Scene, route: string, call: Call = {}): Promise<Answer> {
  const sent = { intent: randomUUID(), ...call };
  for (let tries = 0; ; tries++) {
    const answer = await town.call('POST', route, sent);
    const isWorthIt = answer === null || answer.http >= 500 || answer.code === 'IDEMPOTENCY_KEY_IN_FLIGHT';
    if (!isWorthIt || tries === 5) return answer ?? { http: 0 };
    await sleep(10);
  }
}

export const orderOf = (externalRef: string) => ({
  ...{ external_ref: externalRef, items: [{ affair: 'passport' }], expires_in: EXPIRES_IN },
});

export async function open(scene: Scene, channel: Channel, orderId?: string): Promise<Opened> {
  const id = orderId ?? String((await post(scene, '/v1/orders', { body: orderOf(randomUUID()) })).id);
  const payment = await post(scene, `/v1/orders/${id}/payments`, { body: { channel, scene: 'qr' } });
  const content = (payment.action as Json | null)?.content;
  if (typeof content !== 'string') throw new Error(`no payment was opened: ${JSON.stringify(payment)}`);
  return { channel, orderId: id, paymentId: String(payment.id), content };
}

export async function paid(scene: Scene, channel: Channel): Promise<Opened> {
  const opened = await open(scene, channel);
  await scene.town.control('POST', '/pay', { content: opened.content });
  await settled(scene, opened);
  return opened;
}

/** Until a fact about the payment has been acted on, by either gateway, or nothing comes for long enough. */
export async function settled(scene: Scene, { paymentId }: Opened): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    await either(scene).drainInbox();
    const rows = await scene.town.sql(
      'select from inbox where out_trade_no = $1 and processed_at is not null',
      [paymentId],
    );
    if (rows.length > 0) return;
    await sleep(5);
  }
}

export const either = ({ gateways, chance }: Scene): LabGateway => chance.pick(gateways);

/** The channel's next call or message about this payment meets a fault. */
export async function fault(
  { town }: Scene,
  { channel, paymentId }: Opened,
  settings: { target: string; kind: string; ms?: number },
): Promise<void> {
  await town.control('POST', '/faults', { channel, out_trade_no: paymentId, ...settings });
}

/** A message of a channel's, repeated where a connection that was kept ends just as it is used again. */
export const deliver = ({ town }: Scene, channel: Channel, message: Message) =>
  send(town.url, channel, message).catch(() => send(town.url, channel, message));

/** A worker gets a piece of work, as the relay would hand it over. */
export async function hand(
  { town }: Scene,
  worker: LabGateway,
  [kind, subject]: readonly [JobKind, string],
): Promise<void> {
  const [entry] = await town.sql<{ id: string }>(
    `update outbox set dispatched_at = $3, lease_until = $3::timestamptz + interval '30 seconds'
     where kind = $1 and subject = $2 and dispatched_at is null returning id`,
    [kind, subject, town.clock.now()],
  );
  if (entry) await worker.work(BigInt(entry.id)).catch(() => undefined);
}
