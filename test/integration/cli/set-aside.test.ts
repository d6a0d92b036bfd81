import { createSetAsideProgram } from '../../../src/cli/set-aside-program';
import { systemClock } from '../../../src/kernel/clock';
import { createSettlementService } from '../../../src/notifications/settlement.service';
import { startGateway, type Gateway } from '../../support/gateway';
import { digits, Messages, send } from '../notifications/messages';
import { jsonOf, runHere } from './run-command';

let gateway: Gateway;
let messages: Messages;
beforeAll(async () => {
  [gateway, messages] = await Promise.all([startGateway(), Messages.load()]);
  await gateway.sql(
    `insert into outbox (kind, subject, run_at, attempts, parked_at, last_error, created_at)
     select 'order.expire', subject, now(), 9, now(), 'ORDER_NOT_FOUND', now() from unnest($1::text[]) subject`,
    [['ord_a', 'ord_b']],
  );
});
afterAll(() => gateway.close());

const setAside = (...args: string[]) => runHere(gateway.databaseUrl, createSetAsideProgram(), ...args);
/** Acts on the inbox until it is empty, as a worker does. */
const drainInbox = () =>
  createSettlementService({
    database: gateway.database,
    clock: systemClock,
    reportsFines: false,
    translateError: (error) => error,
    report: () => undefined,
  }).drainInbox();
const about = async (): Promise<string[]> => {
  const { data } = jsonOf(await setAside('list', '--json')) as { data: { about: string }[] };
  return data.map((row) => row.about);
};

test('work that failed for good is listed with its reason, and tried again by its subject', async () => {
  expect((await setAside('list')).stdout).toContain('work\torder.expire\tord_a\t');
  expect(await about()).toEqual(['ord_a', 'ord_b']);
  const { stdout } = await setAside('retry', 'ord_a');
  expect(stdout).toBe('Tried again from now on: 1 of work, 0 of facts, 0 of events.\n');
  expect(await about()).toEqual(['ord_b']);
  const waiting = await gateway.sql(`select subject, attempts from outbox where parked_at is null`);
  expect(waiting).toEqual([{ subject: 'ord_a', attempts: 0 }]);
});

test('a verified fact that could not be booked is listed, and acted on again when it is asked for', async () => {
  const paymentId = `pay_${digits(20)}`;
  const amount = { total: 12_000, payer_total: 12_000, currency: 'USD', payer_currency: 'USD' };
  expect((await send(gateway.url, 'wechat', messages.wechatPayment(paymentId, { amount }))).status).toBe(204);
  await drainInbox();
  expect(await about()).toEqual(['ord_b', paymentId]);
  expect(jsonOf(await setAside('retry', paymentId, '--json'))).toEqual({ work: 0, facts: 1, events: 0 });
  expect(await about()).toEqual(['ord_b']);
  // What is wrong with it has not changed, so it is set aside again, and still nothing is booked.
  await drainInbox();
  expect(await about()).toEqual(['ord_b', paymentId]);
  expect(await gateway.sql('select id from journal')).toEqual([]);
});

test('an event that its service did not take is listed and counted, and sent again', async () => {
  const { service } = await gateway.createKey('deaf', { webhookUrl: 'http://127.0.0.1:1/' });
  await gateway.sql(
    `insert into event (id, service_id, type, subject_id, body, created_at, attempts, exhausted_at, last_result)
     values ('evt_1', $1, 'order.paid', 'ord_c', '{}', now(), 30, now(), 'refused')`,
    [service.id],
  );
  expect((await setAside('list')).stdout).toContain('event\torder.paid\tevt_1\t');
  const ready = await (await fetch(`${gateway.url}/readyz`)).json();
  expect(ready).toEqual({ status: 'ok', set_aside: { work: 1, facts: 1, events: 1 } });
  expect(jsonOf(await setAside('retry', 'evt_1', '--json'))).toEqual({ work: 0, facts: 0, events: 1 });
  const waiting = await gateway.sql(`select subject from outbox where kind = 'event.deliver'`);
  expect(waiting).toEqual([{ subject: 'evt_1' }]);
  await gateway.sql(`update event set delivered_at = now() where id = 'evt_1'`);
});

test('everything is tried again only when that is said', async () => {
  const refused = await setAside('retry');
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(jsonOf(await setAside('retry', '--all', '--json'))).toEqual({ work: 1, facts: 1, events: 0 });
  expect((await setAside('list')).stdout).toBe('Nothing is set aside.\n');
});
