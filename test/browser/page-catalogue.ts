import path from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { latePages } from './after-payment';
import { paidOrder, receiptsPath, submit, type Visit } from './flows';
import { loadAssets } from '../../src/web/shared/assets';
import { ErrorPage, type PageProblem } from '../../src/web/shared/error.page';
import type { Language } from '../../src/web/shared/language';
import { renderPage } from '../../src/web/shared/layout.page';
import { type BrowserWorld, DESKTOP, IN_ALIPAY, IN_WECHAT, type Ordered, PHONE } from './browser-world';

export const FINE = '310115190000777';
export const LATE_FINE = '310115190000778';
export const UNSERVED_FINE = '310115190000779';
export const FINE_BY_PARTS = '310115190000780';

const BY_PARTS = {
  document_type: 'general_decision',
  amount: 200_000,
  instalments: {
    approval: { organ: '市公安局交通警察总队', document_no: '沪公交分缴〔2026〕1号', on: '2026-01-06' },
    parts: [
      { due_on: '2026-06-22', amount: 100_000 },
      { due_on: '2026-07-20', amount: 100_000 },
    ],
  },
};

/** The fines that the pages are about. */
export async function tellFines(world: BrowserWorld): Promise<void> {
  await world.tell(FINE, {}).expect(201);
  await world.tell(LATE_FINE, { served: { method: 'handed_over', on: '2026-01-05' } }).expect(201);
  await world.tell(UNSERVED_FINE, { served: null }).expect(201);
  await world.tell(FINE_BY_PARTS, BY_PARTS).expect(201);
}

/** Every page that a citizen can come to see, by a name. */
export function pageCatalogue(world: BrowserWorld): Readonly<Record<string, Visit>> {
  const at =
    (address: string): Visit =>
    (language) =>
      world.visit(DESKTOP, `${address}?lang=${language}`);
  return {
    help: at('/help'),
    privacy: at('/privacy'),
    accessibility: at('/accessibility'),
    ...errorPages(world),
    ...finesPages(world),
    ...openOrders(world),
    ...endPages(world),
    ...latePages(world),
    ...receiptPages(world),
  };
}

function errorPages(world: BrowserWorld): Record<string, Visit> {
  return {
    'error-not-found': (language) => world.visit(DESKTOP, `/pay/nothing?lang=${language}`),
    'error-refused': async (language) => {
      const page = await world.visit(DESKTOP, `${world.gateway.sandboxUrl}/sandbox`);
      const action = `${world.gateway.url}/verify?lang=${language}`;
      await page.setContent(`<form method="post" action="${action}"><button>x</button></form>`);
      await submit(page, 'button');
      return page;
    },
    'error-away': drawn(world, 'away'),
    'error-broken': drawn(world, 'broken'),
  };
}

/** A page that only a broken gateway would show, as it would draw it. */
function drawn(world: BrowserWorld, problem: PageProblem): Visit {
  return async (language) => {
    const assets = loadAssets(path.join(__dirname, '../../src/web'));
    const frame = { language, assets, addressIn: (other: Language) => `/help?lang=${other}` };
    const page = await world.visit(DESKTOP, '/help');
    const body = renderPage(ErrorPage({ frame, problem }));
    const contentType = 'text/html; charset=utf-8';
    await page.route('**/drawn', (route) => route.fulfill({ body, contentType }), { times: 1 });
    await page.goto('/drawn');
    return page;
  };
}

function finesPages(world: BrowserWorld): Record<string, Visit> {
  const find =
    (number: string): Visit =>
    async (language) => {
      const page = await world.visit(DESKTOP, `/fines?lang=${language}`);
      await page.fill('#number', number);
      await page.fill('#licence', '1234');
      await submit(page, 'main button');
      return page;
    };
  return {
    'fines-form': (language) => world.visit(DESKTOP, `/fines?lang=${language}`),
    'fines-form-helped': async (language) => {
      const page = await world.visit(DESKTOP, `/fines?lang=${language}`);
      await page.click('.example summary');
      // Shown by its script, where the browser reads codes.
      await page.evaluate(() => document.getElementById('scan')?.removeAttribute('hidden'));
      return page;
    },
    'fines-mistyped': find('3101 15190000999'),
    'fines-not-found': find('310115190000999'),
    'fines-paid-already': (language) => world.visit(DESKTOP, `/fines?lang=${language}&note=paid-already`),
    'fines-found': find(FINE),
    'fines-found-late': find(LATE_FINE),
    'fines-found-unserved': find(UNSERVED_FINE),
    'fines-found-instalments': find(FINE_BY_PARTS),
  };
}

function openOrders(world: BrowserWorld): Record<string, Visit> {
  const show = async (language: Language, more: object = {}, device: BrowserContextOptions = DESKTOP) =>
    world.visit(device, `${(await world.order(more)).page}?lang=${language}`);
  const items = [
    { affair: 'passport', quantity: 2 },
    { affair: 'traffic-fine', decision_no: LATE_FINE },
  ];
  const chosen = async (language: Language, device: BrowserContextOptions) => {
    const page = await show(language, {}, device);
    await submit(page, '.channels button');
    return page;
  };
  return {
    'cashier-choose': (language) => show(language),
    'cashier-several': async (language) => {
      const page = await show(language, { items });
      await page.click('.proof summary');
      return page;
    },
    'cashier-channel-away': async (language) =>
      world.visit(DESKTOP, `${(await world.order()).page}?lang=${language}&note=channel-away`),
    'cashier-scan': (language) => chosen(language, DESKTOP),
    'cashier-not-received': async (language) => {
      const page = await chosen(language, DESKTOP);
      await submit(page, 'form[action*="/check"] button');
      return page;
    },
    'cashier-in-wechat': (language) => show(language, {}, IN_WECHAT),
    'cashier-in-alipay': (language) => show(language, {}, IN_ALIPAY),
    'cashier-phone-open': (language) => chosen(language, PHONE),
    'cashier-phone-scan': async (language) => {
      const page = await chosen(language, PHONE);
      await submit(page, 'form:has([value="qr"]) button');
      return page;
    },
  };
}

function endPages(world: BrowserWorld): Record<string, Visit> {
  const show = (language: Language, { page }: Ordered) => world.visit(DESKTOP, `${page}?lang=${language}`);
  return {
    'cashier-paid': async (language) => show(language, await paidOrder(world)),
    'cashier-held': async (language) => show(language, await paidOrder(world, { amount: 100 })),
    'cashier-closed': async (language) => {
      const order = await world.order({ return_url: 'https://portal.example/' });
      await world.closeOrder(order);
      return show(language, order);
    },
    'cashier-expired': async (language) => {
      const order = await world.order({ expires_in: 60 });
      world.clock.moveTo(new Date(world.clock.now().getTime() + 61_000).toISOString());
      return show(language, order);
    },
    'cashier-checking': async (language) => {
      const order = await world.order({ expires_in: 60 });
      await submit(await show(language, order), '.channels button');
      world.clock.moveTo(new Date(world.clock.now().getTime() + 61_000).toISOString());
      return show(language, order);
    },
  };
}

function receiptPages(world: BrowserWorld): Record<string, Visit> {
  let receipts: Promise<string> | null = null;
  const show: Visit = async (language) => {
    receipts ??= receiptsOf(world);
    return world.visit(DESKTOP, `${await receipts}?lang=${language}`);
  };
  return {
    receipts: show,
    'receipts-printed': async (language) => {
      const page = await show(language);
      await page.emulateMedia({ media: 'print' });
      return page;
    },
    'verify-form': (language) => world.visit(DESKTOP, `/verify?lang=${language}`),
    'verify-genuine': async (language) => {
      const page = await show(language);
      await submit(page, '.receipt a');
      return page;
    },
    'verify-refused': async (language) => {
      const page = await world.visit(DESKTOP, `/verify?lang=${language}`);
      for (const field of await page.locator('main input').all()) await field.fill('31');
      await submit(page, 'main button');
      return page;
    },
    'verify-not-genuine': (language) => world.visit(DESKTOP, `/verify/nothing?lang=${language}`),
  };
}

/** The path of the receipts of an order of two lines. */
async function receiptsOf(world: BrowserWorld): Promise<string> {
  const items = [
    { affair: 'passport', quantity: 2 },
    { affair: 'traffic-fine', decision_no: FINE },
  ];
  const { page } = await paidOrder(world, {}, { items });
  return receiptsPath(world, page);
}
