import { Webhook } from 'standardwebhooks';
import { createDatabase, type Database } from '../../../src/db/database';
import type { JobHandler } from '../../../src/outbox/job';
import { createServiceService } from '../../../src/services/service.service';
import type { Service } from '../../../src/services/service';
import { RETRY_PAUSES_MS } from '../../../src/webhooks/delivery';
import { createDeliveryService } from '../../../src/webhooks/delivery.service';
import { createEventHandler } from '../../../src/webhooks/event.jobs';
import { replayEvents } from '../../../src/webhooks/event.service';
import { createWebhookSender } from '../../../src/webhooks/sender.service';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { type Receiver, startReceiver, status } from './receiver';

let testDatabase: TestDatabase;
let database: Database;
let receiver: Receiver;
let service: Service;

// The package checks signatures against the clock of the machine, so the story happens now.
let now: Date;
const clock = { now: () => now };
const sender = createWebhookSender({ allowInsecureWebhooks: true, allowedHosts: null, timeoutMs: 5_000 });
let deliver: JobHandler;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({ url: testDatabase.url, poolSize: 4 });
  deliver = createEventHandler(createDeliveryService(database, sender, clock));
});

afterAll(async () => {
  await sender.close();
  await database.close();
  await testDatabase.drop();
});

let number = 0;

beforeEach(async () => {
  number += 1;
  now = new Date();
  receiver = await startReceiver();
  service = await createService(receiver.url);
});

afterEach(() => receiver.close());

async function createService(webhookUrl: string | null): Promise<Service> {
  const name = `portal-${number}-${webhookUrl === null ? 'silent' : 'listening'}`;
  const command = { name, scopes: ['orders'], webhookUrl, agencyCode: null } as const;
  return (await createServiceService(database, clock).createKey(command)).service;
}

/** Something that the service must be told of. */
async function tell({ id: serviceId }: Service): Promise<string> {
  const id = `evt_${serviceId.slice(4)}`;
  const body = JSON.stringify({
    id,
    type: 'order.paid',
    data: { order: { metadata: { note: '罚款 “两百元”' } } },
  });
  await database.stores.events.insertEvents([
    { id, serviceId, type: 'order.paid', subjectId: `ord_${serviceId}`, body, createdAt: now },
  ]);
  return id;
}

const stored = (id: string) => database.stores.events.findEvent(id);

/** Checks a request as the receiving service would. */
function verify(index: number): unknown {
  const { body, headers } = receiver.received[index]!;
  return new Webhook(service.webhookSecret).verify(body, headers as Record<string, string>);
}

test('a service is told once, with a signature that it can check', async () => {
  const id = await tell(service);

  expect(await deliver(id)).toBe('done');
  expect(await deliver(id)).toBe('done');

  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]).toMatchObject({ method: 'POST', path: '/hooks?tenant=1' });
  expect(receiver.received[0]!.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': id,
  });
  expect(verify(0)).toMatchObject({ id, type: 'order.paid' });
  expect(await stored(id)).toMatchObject({
    attempts: 1,
    deliveredAt: now,
    exhaustedAt: null,
    lastResult: 'status 204',
  });
});

test('after an error it is told again: the same id and bytes, a new time and a new signature', async () => {
  const id = await tell(service);
  now = new Date(now.getTime() - 60_000);
  receiver.answer = status(500, {}, 'secret details of the receiver');

  expect(await deliver(id)).toEqual({ runAt: new Date(now.getTime() + 5_000) });
  expect(await stored(id)).toMatchObject({
    attempts: 1,
    deliveredAt: null,
    exhaustedAt: null,
    lastResult: 'status 500',
  });

  now = new Date(now.getTime() + 5_000);
  receiver.answer = status(200);
  expect(await deliver(id)).toBe('done');

  const [first, second] = receiver.received;
  expect(second!.body.equals(first!.body)).toBe(true);
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  expect(second!.headers['webhook-timestamp']).toBe(String(Math.floor(now.getTime() / 1000)));
  expect(second!.headers['webhook-signature']).not.toBe(first!.headers['webhook-signature']);
  expect(verify(1)).toEqual(verify(0));
  expect(await stored(id)).toMatchObject({ attempts: 2, deliveredAt: now, lastResult: 'status 200' });
});

test('a service that answers 410 is not asked again', async () => {
  const id = await tell(service);
  receiver.answer = status(410);

  expect(await deliver(id)).toBe('done');

  expect(await stored(id)).toMatchObject({ deliveredAt: null, exhaustedAt: now, lastResult: 'status 410' });
});

test('after the last pause an event is exhausted, and a replay can still deliver it', async () => {
  const id = await tell(service);
  receiver.answer = status(503);
  for (const pause of RETRY_PAUSES_MS) {
    const runAt = new Date(now.getTime() + pause);
    expect(await deliver(id)).toEqual({ runAt });
    now = runAt;
  }
  expect(await deliver(id)).toBe('done');
  expect(await stored(id)).toMatchObject({ attempts: 13, deliveredAt: null, exhaustedAt: now });

  await replayEvents(database.stores, [id], now);
  const due = await database.stores.outbox.takeDue(now, new Date(0), 10);
  expect(due).toMatchObject([{ kind: 'event.deliver', subject: id }]);
  receiver.answer = status(200);
  expect(await deliver(id)).toBe('done');
  expect(await stored(id)).toMatchObject({ deliveredAt: now, exhaustedAt: null });
  expect(new Set(receiver.received.map(({ body }) => body.toString('base64'))).size).toBe(1);
});

test('a service that is away is tried again', async () => {
  const id = await tell(service);
  await receiver.close();

  expect(await deliver(id)).toEqual({ runAt: new Date(now.getTime() + 5_000) });

  expect(await stored(id)).toMatchObject({ attempts: 1, lastResult: 'connection-refused' });
});

test('a service without a webhook is not told, and an event that is gone is no work', async () => {
  const id = await tell(await createService(null));

  expect(await deliver(id)).toBe('done');
  expect(await deliver('evt_gone')).toBe('done');

  expect(await stored(id)).toMatchObject({ attempts: 0, deliveredAt: null });
});

test('nobody waits for a service inside a transaction', async () => {
  const id = await tell(service);
  const small = createDatabase({ url: testDatabase.url, poolSize: 1 });
  const handler = createEventHandler(createDeliveryService(small, sender, clock));
  receiver.answer = (response) => {
    // The only connection must be free while the service thinks.
    void small.ping().then(() => response.writeHead(200).end());
  };

  expect(await handler(id)).toBe('done');

  expect(await stored(id)).toMatchObject({ deliveredAt: now });
  await small.close();
});
