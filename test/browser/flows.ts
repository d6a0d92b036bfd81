import { Readable } from 'node:stream';
import type { Page } from 'playwright-core';
import { bankMappingIn, toBankMapping } from '../../src/reconciliation/bank/bank.schema';
import { createBankService } from '../../src/reconciliation/bank/bank.service';
import type { Language } from '../../src/web/shared/language';
import { type BrowserWorld, DESKTOP, DESKTOP_WITHOUT_SCRIPT, type Ordered } from './browser-world';

/** Comes to a page as a citizen does. */
export type Visit = (language: Language) => Promise<Page>;

/** Where the page of a paid order leads, once its receipts are there. */
export async function receiptsPath(world: BrowserWorld, page: string): Promise<string> {
  const cashier = await world.visit(DESKTOP, page);
  const link = cashier.locator('a[href^="/receipts/"]');
  while ((await link.count()) === 0) await cashier.reload();
  return new URL((await link.getAttribute('href')) ?? '', world.gateway.url).pathname;
}

/** @param how in the wallet, as in the control API */
export async function paidOrder(world: BrowserWorld, how: object = {}, more: object = {}): Promise<Ordered> {
  const order = await world.order(more);
  const page = await world.visit(DESKTOP_WITHOUT_SCRIPT, order.page);
  await submit(page, '.channels button');
  await world.scan(order, how);
  await submit(page, 'form[action*="/check"] button');
  await page.locator('.result').waitFor();
  return order;
}

/** Presses the first of these buttons, and comes to the page that it leads to. */
export async function submit(page: Page, button: string): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator(button).first().click()]);
}

/** A report that has come to its folder, and one whose webhook does not answer. */
export async function scheduleReports({ gateway }: BrowserWorld): Promise<void> {
  await gateway.sql(
    `with schedule as (
       insert into report_schedule (id, report, filters, format, every, time_of_day, folder, webhook_url, webhook_secret,
         created_at)
       values ('sch_1', 'collection-daily', '{"period":"yesterday"}', 'xlsx', 'day', '06:30', '/srv/reports', null, '', $1),
         ('sch_2', 'bank-daily', '{"period":"last_month"}', 'csv', 'month', '07:00', null,
          'https://finance.example.gov.cn/reports', '', $1)
       returning *)
     insert into export_job (id, report, filters, format, asked_by, asked_by_name, schedule_id, due_on, status,
       file_name, stored_as, sha256, bytes, expires_at, delivered_at, delivery_problem, created_at, updated_at)
     select 'exp_' || id, report, '{}', format, 'system', 'schedule', id, date '2026-02-10', 'ready',
       'file', id, repeat('0', 64), 1, $1::timestamptz + interval '7 days', case when folder is not null then $1::timestamptz end, case when folder is null then 'status 503' end, $1, $1
     from schedule`,
    ['2026-02-11T06:30:04+08:00'],
  );
}

/** By which people at a counter find an order. */
export async function payCodeOf({ gateway }: BrowserWorld, { id }: Ordered): Promise<string> {
  const [row] = await gateway.sql<{ pay_code: string }>('select pay_code from orders where id = $1', [id]);
  return row?.pay_code ?? '';
}

const MAPPING = bankMappingIn.parse({
  columns: {
    ...{ date: '日期', credit: '收入', debit: '支出', counter_account: '对方账号', reference: '摘要' },
  },
  account: '1001',
  channels: { wechat: { counter_account: 'TENPAY' } },
});

/** A file of the bank with a settlement and what nobody explains yet; the key of that. */
export async function bringBankFile({ gateway: { database }, clock }: BrowserWorld): Promise<string> {
  const permissions = new Set(['statements.upload'] as const);
  const bank = createBankService({ database, clock });
  const actor = { id: 'system', name: 'test', permissions };
  await bank.putMapping(actor, toBankMapping('icbc', MAPPING));
  const rows = ['2026-02-10,200.00,,TENPAY,财付通结算', '2026-02-10,35.20,,0200119909024,活期存款利息'];
  const text = ['日期,收入,支出,对方账号,摘要', ...rows].join('\n');
  const name = '工商银行流水20260210.csv';
  await bank.importFile(actor, { name, mapping: 'icbc', open: () => Readable.from([Buffer.from(text)]) });
  const filter = { ...{ fileId: null, from: null, to: null, before: null }, isExplained: false, limit: 1 };
  return (await database.stores.bankEntries.listEntries(filter))[0]?.key ?? '';
}

/** The invoice of a fee that waits for a decision, and what was proposed about a difference in vain. */
export async function leaveProposals(world: BrowserWorld, difference: string): Promise<void> {
  await world.gateway.sql(`insert into finance_proposal (id, kind, subject, status, reason, facts, postings, proposed_by, proposed_at,
      updated_at)
    values ('prp_1', 'fee_invoice', 'wechat:2026-02-10:FP-1', 'proposed', '',
      '{"channel":"wechat","business_day":"2026-02-10","reference":"FP-1","amount":"120"}',
      '[{"debit":"clearing:wechat","credit":"bank","amountFen":"120"}]', 'stf_none', now(), now())`);
  await world.gateway.sql(
    `insert into difference_resolution (id, difference_id, action, status, reason, postings, basis, note, proposed_by,
       proposed_at, decided_by, decided_at, updated_at)
     select 'rsl_' || n, $1, 'adjust', status, '渠道对账单金额有误', '[{"debit":"clearing:wechat","credit":"difference:wechat","amountFen":"1"}]',
       '', note, 'stf_none', now(), decider, now(), now()
     from (values (1, 'refused', '请先电话确认', 'stf_other'), (2, 'withdrawn', 'difference_closed', 'system'))
       r(n, status, note, decider)`,
    [difference],
  );
}
