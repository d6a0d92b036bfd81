import type { JobData, JobQueue } from '../../../src/queue/queue';
import type { QueueName } from '../../../src/outbox/job';
import { carriers, Office } from './office';

let office: Office;
beforeEach(async () => {
  office = await Office.open(carriers[0]!);
});
afterEach(() => office.close());

test('a queue that is away holds up its own work only, which is tried again at once and not after its lease', async () => {
  let isAway = true;
  const added: QueueName[] = [];
  const queue: JobQueue = {
    add: (name: QueueName, jobs: readonly JobData[]) => {
      if (isAway && name === 'webhooks') return Promise.reject(new Error('away'));
      added.push(...jobs.map(() => name));
      return Promise.resolve();
    },
    serve: () => undefined,
    close: () => Promise.resolve(),
  };
  const now = office.clock.now();
  await office.database.stores.outbox.putEntries(
    [
      { kind: 'event.deliver', subject: 'event', runAt: new Date(now.getTime() - 2) },
      { kind: 'payment.follow', subject: 'payment', runAt: new Date(now.getTime() - 1) },
    ],
    now,
  );
  office.startRelay(queue);
  await office.until('the payment to be handed over', () => added.length > 0);
  await office.until('the event to be released', () => office.reports.length > 0);
  expect(added).toEqual(['payments']);
  isAway = false;
  await office.until('the event to be handed over', () => added.length > 1);
  expect(added).toEqual(['payments', 'webhooks']);
});
