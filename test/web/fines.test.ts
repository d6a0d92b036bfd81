import { FinesWorld, proofIn } from './fines-world';

const world = new FinesWorld();
beforeAll(() => world.open());
afterAll(() => world.gateway.close());

const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** The money of its newest order comes at that moment. */
const payOn = (at: string, number: string) =>
  world.gateway.sql(
    `update orders set status = 'paid', paid_at = $2 where id =
       (select max(id) from orders where external_ref = $1 and status = 'open')`,
    [number, at],
  );

let count = 0;
/** A decision that can be found, and where its citizen sits. */
async function decide(facts: object = { licence_tail: '123X' }) {
  const number = `31011519${String(++count).padStart(7, '0')}`;
  await world.tell(number, facts).expect(201);
  return { number, address: `198.51.100.${count}` };
}

describe('the form', () => {
  test.each(['zh-CN', 'en'])('is there in %s, and names every field', async (lang) => {
    const { text } = await world.read(`/fines?lang=${lang}`).expect(200);
    for (const name of ['number', 'licence', 'plate', 'engine']) {
      expect(text).toContain(`<label for="${name}">`);
      expect(text).toMatch(new RegExp(`<input id="${name}"`));
    }
    expect(text).toMatch(/<form method="post" action="\/fines\?lang=/);
  });

  test('finds nothing by what stands in an address', async () => {
    const { number } = await decide();
    const { text } = await world.read(`/fines?number=${number}&licence=123X`).expect(200);
    expect(text).not.toContain(number);
    expect(text).not.toContain('name="proof"');
  });

  test.each([
    ['3101 1519 0000 001', '决定书编号里有空格'],
    ['３１０１１５１９０００００００１', '全角数字'],
    ['31011519000000A', '只能是数字'],
    ['310115', '15 位或 16 位'],
  ])('R11: of the number %s says what to change', async (number, message) => {
    const { text } = await world.find({ number, licence: '1234' }).expect(422);
    expect(text).toContain(message);
  });

  test('asks for the second factor, whole', async () => {
    const { number } = await decide();
    for (const typed of [{}, { plate: '沪A12345' }, { engine: '123456' }, { licence: '12' }]) {
      expect((await world.find({ number, ...typed }).expect(422)).text).toContain('请填写驾驶证号后四位');
    }
  });

  test.each(['cross-site', 'same-site'])('that another site sent (%s) finds nothing', async (site) => {
    const { number } = await decide();
    await world.find({ number, licence: '123X' }).set('Sec-Fetch-Site', site).expect(403);
  });
});

describe('a fine that was found', () => {
  test('shows what is owed and why, and of its party no more than a character', async () => {
    const { number, address } = await decide();
    const { text, headers } = await world.find({ number, licence: '123x' }, address).expect(200);
    const shown = textOf(text);
    for (const fact of ['¥200.00', '2026年1月20日', '张**', number, '《行政处罚法》第六十七条']) {
      expect(shown).toContain(fact);
    }
    expect(text).not.toContain('三丰');
    expect(text).not.toContain('123X');
    expect(headers['cache-control']).toBe('no-store');
  });

  test('of a party with a strange name shows its first character as text, set apart', async () => {
    for (const [name, shown] of [
      ['<img src=x>', '&lt;**'],
      ['\u202e三张', '\u202e**'],
    ]) {
      const { number, address } = await decide({ licence_tail: '123X', obligor: { name } });
      const { text } = await world.find({ number, licence: '123X' }, address).expect(200);
      expect(text).toContain(`<bdi>${shown}</bdi>`);
      expect(text).not.toContain('<img');
    }
  });

  test('R03: late, it shows the surcharge with its days', async () => {
    world.clock.moveTo('2026-01-22T10:00:00+08:00');
    const { number, address } = await decide();
    const shown = textOf((await world.find({ number, licence: '123X' }, address).expect(200)).text);
    expect(shown).toContain('¥212.00');
    expect(shown).toContain('加处罚款（逾期 2 天） ¥12.00');
    world.clock.moveTo('2026-01-10T10:00:00+08:00');
  });

  test('due in a year whose working days are not known, it says so, and that no money was taken', async () => {
    world.clock.moveTo('2026-12-20T10:00:00+08:00');
    const served = { method: 'handed_over', on: '2026-12-20' };
    const { number, address } = await decide({ licence_tail: '123X', served });
    const { text } = await world.find({ number, licence: '123X' }, address).expect(200);
    expect(text).toContain('那一年的工作日安排还没有载入');
    expect(text).toContain('没有扣款');
    expect(proofIn(text)).toBe('');
    world.clock.moveTo('2026-01-10T10:00:00+08:00');
  });

  test('by plate and engine number, however they are written', async () => {
    const { number, address } = await decide({ plate: '沪A12345', engine_tail: '12AB56' });
    await world.find({ number, plate: '沪a·12345', engine: ' 12ab56' }, address).expect(200);
    await world.find({ number, plate: '沪A12345', engine: '12AB57' }, address).expect(422);
  });

  test('R10, R12: that is no decision is not sold, and leads to where it is dealt with', async () => {
    const { number, address } = await decide({ licence_tail: '1234', document_type: 'handling_notice' });
    const { text } = await world.find({ number, licence: '1234' }, address).expect(200);
    expect(text).toMatch(/这份文书不是处罚决定书.*没有扣款/);
    expect(text).toContain('href="https://police.example.test/violations"');
    expect(proofIn(text)).toBe('');
  });

  test('leads to a cashier, pressed twice at once to the same one, and is paid once', async () => {
    const { number, address } = await decide();
    const proof = proofIn((await world.find({ number, licence: '123X' }, address)).text);
    const answers = await Promise.all([world.order(proof).expect(303), world.order(proof).expect(303)]);
    const [first, second] = answers.map(({ headers }) => headers.location ?? '');
    expect(first).toMatch(/^\/pay\/[\w-]{32}\?lang=zh-CN$/);
    expect(second).toBe(first);
    const page = await world.read(first ?? '').expect(200);
    expect(textOf(page.text)).toContain('¥200.00');
    await payOn('2026-01-10T10:05:00+08:00', number);
    expect((await world.order(proof).expect(303)).headers.location).toContain('note=paid-already');
    expect((await world.find({ number, licence: '123X' }, address)).text).toContain('已经缴清');
  });

  test('R23: that was paid late shows what is left as payable, and leads to an order of that alone', async () => {
    const { number, address } = await decide();
    const proof = proofIn((await world.find({ number, licence: '123X' }, address)).text);
    const whole = (await world.order(proof).expect(303)).headers.location;
    await payOn('2026-01-21T00:00:05+08:00', number);
    const { text } = await world.find({ number, licence: '123X' }, address).expect(200);
    for (const fact of ['¥6.00', '此前已缴 ¥200.00', '应缴 ¥6.00']) expect(textOf(text)).toContain(fact);
    const [rest, again] = [await world.order(proofIn(text)), await world.order(proofIn(text))];
    expect(rest.headers.location).toMatch(/^\/pay\//);
    expect(rest.headers.location).not.toBe(whole);
    expect(again.headers.location).toBe(rest.headers.location);
    expect(textOf((await world.read(rest.headers.location ?? '')).text)).toContain('¥6.00');
  });

  test('R18: by a plan it shows the parts, and the next or all that is left can be ordered', async () => {
    const parts = ['2026-02-10', '2026-03-10'].map((due_on) => ({ due_on, amount: 10_000 }));
    const approval = { organ: '交警支队', document_no: '分期〔2026〕7号', on: '2026-01-09' };
    const { number, address } = await decide({ licence_tail: '123X', instalments: { approval, parts } });
    const { text } = await world.find({ number, licence: '123X' }, address).expect(200);
    for (const fact of ['缴纳下一期 ¥100.00', '缴清全部余款 ¥200.00', '2026年3月10日 前缴纳']) {
      expect(textOf(text)).toContain(fact);
    }
    const pay = async (which: string) =>
      textOf((await world.read((await world.order(proofIn(text), which)).headers.location ?? '')).text);
    expect(await pay('all')).toContain('第 1、2 期（共 2 期）');
    expect(await pay('next')).toContain('第 1 期（共 2 期）');
    await payOn('2026-01-10T10:05:00+08:00', number);
    const later = textOf((await world.find({ number, licence: '123X' }, address)).text);
    expect(later).toContain('第 1 期 ¥100.00 （已缴）');
  });

  test('after the department reduced it is ordered anew, at what is owed now', async () => {
    const { number, address } = await decide();
    const proof = proofIn((await world.find({ number, licence: '123X' }, address)).text);
    const before = (await world.order(proof).expect(303)).headers.location;
    await world.tell(number, { revision: { kind: 'reduced', on: '2026-01-09', to: 10_000 } }).expect(200);
    const after = (await world.order(proof).expect(303)).headers.location ?? '';
    expect(after).not.toBe(before);
    expect(textOf((await world.read(after)).text)).toContain('¥100.00');
    await world.find({ number, licence: '123X' }, address).expect(200);
  });

  test.each(['', 'x', '310115190000001.99999999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])(
    'is not ordered with the proof "%s"',
    async (proof) => {
      expect((await world.order(proof).expect(303)).headers.location).toContain('note=proof-old');
    },
  );

  test('is not ordered an hour later; an order that ran out leads back to the look-up', async () => {
    const { number, address } = await decide();
    const proof = proofIn((await world.find({ number, licence: '123X' }, address)).text);
    const page = (await world.order(proof).expect(303)).headers.location ?? '';
    world.clock.moveTo('2026-01-10T12:30:00+08:00');
    expect((await world.order(proof).expect(303)).headers.location).toContain('note=proof-old');
    const { text } = await world.read(page);
    expect([text.includes('订单已过期'), text.includes('申请网站')]).toEqual([true, false]);
    expect(text).toContain('<a href="/fines?lang=zh-CN">重新查询罚款</a>');
    world.clock.moveTo('2026-01-10T10:00:00+08:00');
  });
});

test('an unknown number, a wrong factor, a wrong check digit and no factor on record: one answer', async () => {
  const known = await decide();
  const bare = await decide({});
  await world.tell('3101151999999971', { licence_tail: '1234' }).expect(201);
  const tries = [
    { number: '310115199999998', licence: '1234' },
    { number: known.number, licence: '1234' },
    { number: known.number, plate: '沪A12345', engine: '123456' },
    { number: bare.number, licence: '1234' },
    { number: '3101151999999972', licence: '1234' },
  ];
  const times: number[] = [];
  const answers: { status: number; text: string; headers: string }[] = [];
  for (const typed of tries) {
    const startedAt = performance.now();
    const { status, text, headers } = await world.find(typed, '198.51.100.200');
    times.push(performance.now() - startedAt);
    const { date: _, ...rest } = headers as Record<string, string>;
    answers.push({ status, text, headers: JSON.stringify(rest) });
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 422 });
  // Each took the time that every answer takes, and none of them much more.
  expect(Math.min(...times)).toBeGreaterThan(95);
  expect(Math.max(...times)).toBeLessThan(300);
});

describe('what a citizen must know', () => {
  test('is kept as a keyed hash alone, a different one for each decision', async () => {
    const [one, other] = [await decide(), await decide()];
    const rows = await world.gateway.sql<{ hash: Buffer }>(
      'select hash from fine_factor where decision_no = any($1)',
      [[one.number, other.number]],
    );
    expect(rows.map(({ hash }) => hash.length)).toEqual([32, 32]);
    expect(rows[0]?.hash).not.toEqual(rows[1]?.hash);
  });

  test('stays when the department tells the decision again without it', async () => {
    const { number, address } = await decide();
    await world.tell(number, { amount: 15_000 }).expect(200);
    expect((await world.find({ number, licence: '123X' }, address).expect(200)).text).toContain('¥150.00');
  });

  test.each([[{ plate: '沪A12345' }], [{ licence_tail: '12' }], [{ plate: 'A1', engine_tail: '123456' }]])(
    'is refused where it is not whole: %j',
    async (facts) => {
      await world.tell('310115190000999', facts).expect(422);
    },
  );
});
