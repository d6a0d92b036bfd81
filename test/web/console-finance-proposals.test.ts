import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let world: ConsoleWorld;
let lin: Visitor;
let reviewer: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
  lin = await world.person('lin');
  reviewer = await world.person('wang');
});
afterAll(() => world.close());

test('the invoice of a fee is proposed where it is missing, by the amount that has none yet, and booked by another', async () => {
  await world.gateway.sql(`insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, theirs_fen,
      theirs_status, first_seen_at)
    values ('dif_fee', 'wechat', '2026-11-24', 'fee_uninvoiced', 'settlement', 3600, 'succeeded', 1600, 'succeeded', now())`);
  await world.gateway.sql(
    `insert into statement values ('sta_fee', 'wechat', '2026-11-24', 9, 'fee', 1, 1, 0, now())`,
  );
  await world.gateway.sql(`insert into statement_line (statement_id, line, kind, transaction_id, out_trade_no, amount_fen,
    fee_fen, status, occurred_at) values ('sta_fee', 1, 'payment', 't', 'p', 600000, 3600, 'succeeded', now())`);
  await world.gateway.sql(`insert into fee_invoice values ('wechat', 'F-0', '2026-11-24', 1600, 'x', now())`);
  const page = '/console/differences/dif_fee';
  expect((await lin.get(page)).html).toMatch(/id="invoice-amount"[^>]* value="20\.00"/);
  const send = (fields: Record<string, string>) => lin.post(`${page}/fee-invoice`, fields);
  expect((await send({ reference: ' ', amount: '20.00' })).status).toBe(422);
  expect((await send({ reference: 'F-1', amount: '0' })).status).toBe(422);
  const tooHigh = await send({ reference: 'F-1', amount: '20.01' });
  expect(tooHigh.text).toContain('发票合计将超过渠道对账单中当日的手续费');
  expect(tooHigh.text).toContain('手续费: ¥36.00');
  const proposed = await send({ reference: 'F-1', amount: '20.00' });
  expect(proposed.url.pathname).toBe(page);
  expect(proposed.text).toMatch(
    /登记手续费发票[\s\S]*F-1[\s\S]*待审批[\s\S]*借方 渠道清算 · 微信支付[\s\S]*撤回/,
  );
  expect(await send({ reference: 'F-1', amount: '20.00' })).toMatchObject({ status: 409 });
  expect((await reviewer.get('/console')).text).toContain('1 其他复核事项');
  const listed = await reviewer.get('/console/proposals?status=proposed');
  const approve = /action="(\/console\/proposals\/\w+\/approve)"/.exec(listed.html)?.[1] ?? '';
  await reviewer.post(approve);
  const ledger = await reviewer.get('/console/reports/general-ledger?from=2026-11-25&to=2026-11-25');
  expect(ledger.text).toMatch(/fee_invoice:wechat:2026-11-24:F-1[\s\S]*林晓[\s\S]*王/);
  expect(
    await world.gateway.sql('select business_day::text, reference, amount_fen::int from fee_invoice'),
  ).toEqual([
    { business_day: '2026-11-24', reference: 'F-0', amount_fen: 1_600 },
    { business_day: '2026-11-24', reference: 'F-1', amount_fen: 2_000 },
  ]);
});

test('that the bank returned a batch is proposed on its page, and decided by another who has confirmed it is them', async () => {
  await world.gateway.sql(
    `insert into remittance_batch (id, destination, up_to, status, amount_fen, made_by, checked_by, file_sha256, file,
       created_at, updated_at)
     values ('rmt_1', 'treasury', '2026-11-23', 'exported', 70000, 'x', 'y', 'z', 'z', now(), now())`,
  );
  const page = '/console/remittances/rmt_1';
  const [treasurer, lead] = [await world.person('zhou'), await world.person('chen')];
  expect((await lead.get(page)).html).not.toContain('return"');
  const proposed = await treasurer.post(`${page}/propose-return`, { reason: '户名不符' });
  expect(proposed.text).toMatch(/银行退回批次[\s\S]*¥700\.00[\s\S]*待审批[\s\S]*户名不符/);
  const action = /action="(\/console\/proposals\/\w+)\/approve"/;
  expect(proposed.html).not.toMatch(action);
  const approve = `${action.exec((await lead.get(page)).html)?.[1] ?? ''}/approve`;
  clock.moveTo('2026-11-25T10:06:00+08:00');
  expect((await lead.post(approve)).url.pathname).toBe('/console/confirm');
  expect((await world.gateway.sql(`select status from remittance_batch where id = 'rmt_1'`))[0]).toEqual({
    status: 'exported',
  });
  const sure = await world.person('chen');
  expect((await sure.post(approve)).text).toMatch(/已退回[\s\S]*户名不符/);
  expect((await world.audit('rmt_1')).map(({ action: deed }) => deed)).toEqual([
    ...['proposal.proposed', 'remittance.returned', 'proposal.approved'],
  ]);
});
