import { MovedClock } from '../support/moved-clock';
import { PERSON_OF } from './console-permissions';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const clock = new MovedClock('2026-11-24T10:00:00+08:00');
let world: ConsoleWorld;

/** Money of every kind, so that the lists have rows: paid, in suspense, claimed, going back, told to the register. */
async function fill(): Promise<void> {
  const { desk, counter, gateway } = world;
  const { orderId } = await desk.paid('wechat');
  await desk.approved(orderId, 1_000);
  await world.waiting();
  await desk.paid('alipay');
  await counter.bound(await counter.misfit('wechat', 24_000), await counter.order(2));
  await counter.claim(await counter.misfit('alipay', 12_300), null);
  await gateway.sql(`insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, first_seen_at)
    values ('dif_here', 'wechat', '2026-11-24', 'ours_only', 'payment', 100, 'succeeded', now())`);
  await gateway.sql(`insert into reconciliation (id, channel, business_day, trigger, status, reason, created_at, updated_at)
    values ('rec_here', 'wechat', '2026-11-23', 'manual', 'failed', 'STATEMENT_REFUSED, reason row, row 3', now(), now())`);
}

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
  await fill();
});
afterAll(() => world.close());

/** What a page in Chinese may name as it is. */
const AS_IT_IS = [
  // The address at the foot of a printed page, numbers of ours and of others, accounts and journals of the ledger.
  /\S*\/console\S*/g,
  /\b[a-z]{3}_\w+/g,
  /[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{64}\b/g,
  /\b[a-z_]+(:\w+)+/g,
  // Formats, commands, and the way to the other language.
  /\b(XLSX|HLEDGER|BEANCOUNT|Excel|English)\b/g,
  /npm run [a-z -]+|文件\.json/g,
  // The code that an operator gave to an item, behind its name.
  /银行利息 interest/g,
  // Names that people gave: a service, a bank, a login.
  /\b(portal|finance desk|Example|Bank|wang|chen|zhou|zheng)\b/g,
];

/** What is left, with what stands around it. */
const codesIn = (text: string): string[] => {
  const left = AS_IT_IS.reduce((rest, form) => rest.replace(form, ' '), text);
  return left.match(/.{0,12}[A-Za-z]{4}.{0,12}/g) ?? [];
};

/** Every page that links lead to, from where this person begins; one of each kind. */
async function walk(person: Visitor): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const waiting = ['/console'];
  const shapes = new Set<string>();
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const { status, html, text } = await person.get(path);
    if (status !== 200) continue;
    seen.set(path, text);
    for (const [, href = ''] of html.matchAll(/href="(\/console[^"]*)"/g)) {
      const address = href.replaceAll('&amp;', '&');
      const shape = address.replace(/[a-z]{3}_\w+|\d{4}-\d\d-\d\d/g, '*').replace(/=[^&]*/g, '');
      if (shapes.has(shape) || /\/file|certificate|lang=|attachments/.test(address)) continue;
      shapes.add(shape);
      waiting.push(address);
    }
  }
  return seen;
}

test.each(Object.entries(PERSON_OF))('the %s reads no code on a page in Chinese', async (_role, name) => {
  const pages = await walk(await world.person(name));
  expect(pages.size).toBeGreaterThan(0);
  expect([...pages].flatMap(([path, text]) => codesIn(text).map((code) => `${path}: ${code}`))).toEqual([]);
});

test('a clerk comes to every kind of page', async () => {
  const paths = [...(await walk(await world.person('lin'))).keys()].map((path) => path.split(/[?]/)[0]);
  expect(new Set(paths).size).toBeGreaterThan(35);
});

test('what is wrong with a form is said of its field, by the name that the form gives it', async () => {
  const clerk = await world.person('lin');
  const form = { difference: 'dif_here', debit: 'a', credit: 'b', amount: '1,00', reason: '核对' };
  const refused = await clerk.post('/console/resolutions/adjust', form);
  expect(refused.text).toContain('金额 · 金额须以元为单位，最多两位小数');
  const backwards = await clerk.get('/console/reports/payments?from=2026-11-24');
  expect(backwards.text).toContain('截止日 · 起始日和截止日须同时填写，或都不填');
});

test('the audit log says amounts in yuan, roles and reports by their names', async () => {
  const auditor = await world.person('sun');
  const { text } = await auditor.get('/console/audit');
  expect(text).toContain('金额: ¥10.00');
  expect(text).toContain('角色: 审计员');
  await auditor.get('/console/reports/collection-daily/file?format=csv');
  expect((await auditor.get('/console/audit?action=report.exported')).text).toContain('收款日报');
});
