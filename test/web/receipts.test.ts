import request from 'supertest';
import { CashierWorld, type Ordered } from './cashier-world';

const world = new CashierWorld();
let order: Ordered;
let page: string;
let receipts: { code: string; no: string; check_code: string; verify_token: string }[];

beforeAll(async () => {
  await world.open();
  order = await world.order({
    items: [{ affair: 'traffic-fine', decision_no: '3101151900001234' }, { affair: 'passport' }],
    payer: { name: '欧阳明日' },
  });
  page = await receiptsOf(order);
  receipts = await world.gateway.sql('select * from receipt order by no');
});
afterAll(() => world.gateway.close());

/** Pays the order, and gives the page of its receipts once they are there. */
async function receiptsOf(paid: Ordered): Promise<string> {
  await world.payInWallet(paid, 'wechat');
  await world.sayPaid(paid).expect(303);
  expect((await world.read(paid.page)).text).toContain('电子收据正在开具');
  const workers = world.gateway.work(['receipts']);
  let found: string | undefined;
  for (let tries = 0; tries < 200 && found === undefined; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = /href="(\/receipts\/[\w-]{32})\?/.exec((await world.read(paid.page)).text)?.[1];
  }
  await workers.stop();
  return found ?? '';
}

const typed = (fields: object) =>
  request(world.gateway.app)
    .post('/verify?lang=zh-CN')
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send(fields);

describe('the page of receipts', () => {
  test('shows every line of the order with its amount in figures and in words (R19, R33)', async () => {
    const { text } = await world.read(page).expect(200).expect('Cache-Control', 'no-store');
    for (const shown of [
      '¥200.00',
      '贰佰元整',
      '¥120.00',
      '壹佰贰拾元整',
      '31010126',
      '0000000001',
      '0000000002',
    ]) {
      expect(text).toContain(shown);
    }
    for (const shown of [
      '机动车交通违法罚款',
      '市公安局交通警察总队',
      '310115190000123',
      '《行政处罚法》第六十七条、《道路交通安全法》第一百零八条 · traffic-fine/1',
      '欧阳明日',
      order.id,
    ]) {
      expect(text).toContain(shown);
    }
    expect(text.match(/<svg class="qr"/g)).toHaveLength(2);
    expect(text).not.toMatch(/<script/);
  });

  test('speaks English, too, with the amount in words as it stands on the paper', async () => {
    const { text } = await world.read(`${page}?lang=en`);
    expect(text).toContain('Payment receipt');
    expect(text).toContain('<dd lang="zh-CN"><bdi>贰佰元整</bdi></dd>');
  });

  test('can be taken home as a PDF with the same numbers, which is the same each time', async () => {
    const draw = () => world.read(`${page}.pdf?lang=zh-CN`).buffer(true).expect(200);
    const first = await draw();
    expect(first.headers['content-type']).toBe('application/pdf');
    expect(first.headers['content-disposition']).toBe(`attachment; filename="receipts-${order.id}.pdf"`);
    const bytes = first.body as Buffer;
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.toString('latin1')).toContain('31010126 0000000001, 31010126 0000000002');
    expect(bytes.toString('latin1')).toContain('/Marked true');
    // Each on a sheet of its own.
    expect(bytes.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(2);
    expect((await draw()).body).toEqual(bytes);
  });

  test.each([
    ['markup', '<b onclick=x>"\'', '&lt;b onclick=x>&quot;', '&lt;**'],
    ['a mark that turns the direction around', '\u202e三张', '\u202e三张', '\u202e**'],
    ['an emoji', '👨‍👩‍👧家', '👨‍👩‍👧家', '👨**'],
  ])('of a payer whose name has %s show it as it is, and set apart', async (_, name, shown, masked) => {
    const strange = await world.order({ payer: { name } });
    const there = await receiptsOf(strange);
    expect((await world.read(there)).text).toContain(`<bdi>${shown}`);
    expect((await world.read(strange.page)).text).toContain(`<bdi>${masked}</bdi>`);
    const pdf = await world.read(`${there}.pdf`).buffer(true).expect(200);
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    const [{ verify_token: token } = { verify_token: '' }] = await world.gateway.sql<{
      verify_token: string;
    }>('select verify_token from receipt where order_id = $1', [strange.id]);
    const { text } = await world.read(`/verify/${token}`).expect(200);
    expect(text).toContain(`<bdi>${masked}</bdi>`);
    expect(text).not.toMatch(/<b /);
  });

  test.each(['/receipts/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '/receipts/short', '/receipts', '/receipts/a/b'])(
    '%s: nothing is there',
    async (path) => {
      const { text } = await world.read(path).set('Accept-Language', 'en').expect(404);
      expect(text).toContain('<h1>This page was not found</h1>');
      await world.read(`${path}.pdf`).expect(404);
    },
  );
});

describe('verifying a receipt', () => {
  const right = () => ({
    code: receipts[0]?.code,
    number: receipts[0]?.no.padStart(10, '0'),
    check_code: receipts[0]?.check_code,
  });

  test('needs no script, and keeps the numbers out of the address', async () => {
    const { text } = await world.read('/verify?lang=zh-CN').expect(200);
    expect(text).toContain('<form method="post" action="/verify?lang=zh-CN"');
    expect(text).not.toMatch(/<script/);
  });

  test('says that it is genuine, for how much and whom, and of the payer one character (R36)', async () => {
    const { text } = await typed(right()).expect(200).expect('Cache-Control', 'no-store');
    expect(text).toContain('收据真实有效');
    expect(text).toContain('¥200.00');
    expect(text).toContain('市公安局交通警察总队');
    expect(text).not.toContain('欧阳');
    expect(text).toMatch(/<bdi>\p{Script=Han}\*{1,2}<\/bdi>/u);
  });

  test('says the same of a wrong number, a wrong check code, and of nonsense', async () => {
    const answers = [
      await typed({ ...right(), check_code: 'zzzzzz' }),
      await typed({ ...right(), number: '0000009999' }),
      await typed({ ...right(), code: '99999999' }),
      await typed({ ...right(), code: 'x', check_code: '<b>' }),
      await typed({}),
      await world.read('/verify/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?lang=zh-CN'),
    ];
    expect(answers[0]?.text).toContain('没有查到这张收据');
    for (const { status, text } of answers) expect([status, text]).toEqual([200, answers[0]?.text]);
  });

  test('lets nobody guess a check code, and shuts out no other number and nobody who has the receipt', async () => {
    const guessed = { ...right(), number: '0000000777' };
    const statuses: number[] = [];
    // Written in another way, it is the same number.
    for (const number of ['0000000777', '777', ' 0000000777', '0000000777', '0000777', '0000000777'])
      statuses.push((await typed({ ...guessed, number })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await typed(guessed).expect(429).expect('Retry-After', '900');
    expect(refused.text).toContain('核验次数过多');
    for (let time = 0; time < 6; time++)
      expect((await typed(right()).expect(200)).text).toContain('真实有效');
  });

  test('goes by the QR code, too, and then switches its language in place', async () => {
    const path = `/verify/${receipts[1]?.verify_token}`;
    const { text } = await world.read(`${path}?lang=en`).expect(200);
    expect(text).toContain('This receipt is genuine');
    expect(text).toContain('¥120.00');
    expect(text).toContain(`href="${path}?lang=zh-CN"`);
  });

  test('is not asked by a form of another site', async () => {
    await typed(right()).set('Sec-Fetch-Site', 'cross-site').expect(403);
  });
});
