import { Agent, fetch } from 'undici';
import { FinesWorld, proofIn } from './fines-world';

/** A twentieth of the full size, which is `GUESSES=100000`. */
const GUESSES = Number(process.env.GUESSES ?? 5_000);
const ADDRESSES = GUESSES / 100;
const PATIENCE_MS = Math.max(120_000, GUESSES * 12);
/** The hundred decisions of a small town; every fifth guess is at the first. */
const NUMBERS = Array.from({ length: 100 }, (_, index) => `31011519${String(index + 1).padStart(7, '0')}`);
const [TARGET = ''] = NUMBERS;

const world = new FinesWorld();
const agent = new Agent({ connections: 50 });
beforeAll(async () => {
  await world.open();
  for (const number of NUMBERS) await world.tell(number, { licence_tail: '0600' }).expect(201);
});
afterAll(async () => {
  await agent.close();
  await world.gateway.close();
});

async function guess(index: number): Promise<string> {
  const number = index % 5 === 0 ? TARGET : (NUMBERS[index % NUMBERS.length] ?? TARGET);
  // All tails of four digits are tried in their order on the target, so the right one is among them.
  const licence = String((index % 5 === 0 ? index / 5 : index * 7) % 10_000).padStart(4, '0');
  const address = index % ADDRESSES;
  const answer = await fetch(`${world.gateway.url}/fines`, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'X-Forwarded-For': `198.18.${Math.trunc(address / 200)}.${address % 200}` },
    body: new URLSearchParams({ number, licence }),
  });
  return answer.text();
}

test(
  'many guesses from many addresses reveal no record, and the citizen gets through meanwhile',
  async () => {
    const next = Array.from({ length: GUESSES }, (_, index) => index).values();
    let revealed = 0;
    let tried = 0;
    let honest: string | undefined;
    const stranger = async (): Promise<void> => {
      for (const index of next) {
        const page = await guess(index);
        tried++;
        if (proofIn(page) !== '' || page.includes('张')) revealed++;
        if (tried === GUESSES / 2) {
          // In the middle of it: the number is being guessed at, so the name is asked for, and then the fine is shown.
          const mine = { number: TARGET, licence: '0600' };
          expect((await world.find(mine, '198.51.100.7')).text).toContain('请再填写决定书上的当事人姓名');
          honest = (await world.find({ ...mine, name: '张三丰' }, '198.51.100.7').expect(200)).text;
        }
      }
    };
    await Promise.all(Array.from({ length: 50 }, stranger));
    expect({ tried, revealed }).toEqual({ tried: GUESSES, revealed: 0 });
    expect(proofIn(honest ?? '')).not.toBe('');
    if (GUESSES > 5_000) console.info(`${GUESSES} guesses from ${ADDRESSES} addresses: ${revealed} revealed`);
  },
  PATIENCE_MS,
);

test('the right digits with a wrong name reveal nothing either', async () => {
  const { text } = await world.find({ number: TARGET, licence: '0600', name: '李四' }, '192.0.2.99');
  expect(text).toContain('没有找到');
  expect(proofIn(text)).toBe('');
});

test('a citizen who mistypes five times waits, at one address and for one number only', async () => {
  const number = NUMBERS[50] ?? '';
  const mine = '198.51.100.50';
  const right = { number, licence: '0600', name: '张三丰' };
  for (let mistake = 0; mistake < 5; mistake++) {
    await world.find({ ...right, licence: '9999' }, mine).expect(422);
  }
  expect((await world.find(right, mine).expect(429)).headers['retry-after']).toBe('900');
  await world.find({ ...right, number: NUMBERS[51] ?? '' }, mine).expect(200);
  await world.find(right, '198.51.100.51').expect(200);
});
