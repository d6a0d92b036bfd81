import { Desk } from './desk';

const CALLERS = 20;

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open({ environment: { DATABASE_POOL_SIZE: String(CALLERS) } });
  desk.town.gateway.work(['notifications', 'payments']);
});
afterAll(() => desk.town.closeInOrder());

const together = <T>(work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CALLERS }, work));

describe('twenty who ask for refunds of one order at the same time', () => {
  test('and have seen the same get one refund between them; the others learn what is left', async () => {
    const { orderId } = await desk.paid('wechat');
    const body = { amount: 5_000, reason: '办错了', refundable_seen: 12_000 };
    const answers = await together(() => desk.town.call('POST', `/v1/orders/${orderId}/refunds`, body));
    expect(answers.filter(({ http }) => http === 201)).toHaveLength(1);
    const refused = answers.filter(({ http }) => http !== 201);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['REFUNDABLE_CHANGED']));
    expect(refused[0]).toMatchObject({ http: 409, details: { refundable: 7_000 } });
    expect(await desk.refundable(orderId)).toBe(7_000);
  });

  test('and look again until they may never get more than was paid, to the fen', async () => {
    const { orderId } = await desk.paid('alipay', {
      items: [{ affair: 'passport' }, { affair: 'passport' }],
    });
    const untilRefused = async (): Promise<number> => {
      for (let got = 0; ; ) {
        const answer = await desk.ask(orderId, 1_700);
        if (answer.http === 201) got += 1_700;
        else if (answer.code !== 'REFUNDABLE_CHANGED') return got;
      }
    };
    const got = await together(untilRefused);
    expect(got.reduce((sum, it) => sum + it, 0)).toBe(14 * 1_700);
    expect(await desk.refundable(orderId)).toBe(24_000 - 14 * 1_700);
    // Hundreds of tries, most of which come too late: seconds of work, and many of them on a busy machine.
  }, 120_000);

  test('and send one request twenty times over make one refund', async () => {
    const { orderId } = await desk.paid('wechat');
    const key = 'the same key';
    const send = () =>
      fetch(`${desk.town.gateway.url}/v1/orders/${orderId}/refunds`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${desk.town.key}`,
          'content-type': 'application/json',
          'idempotency-key': key.replaceAll(' ', '-'),
        },
        body: JSON.stringify({ amount: 500, reason: '办错了', refundable_seen: 12_000 }),
      });
    await together(send);
    expect(await desk.refundable(orderId)).toBe(11_500);
  });

  test('and approve it at the same time let it leave once', async () => {
    const opened = await desk.paid('wechat');
    const asked = await desk.ask(opened.orderId, 12_000);
    const answers = await together(() => desk.approve(asked));
    expect(answers.filter(({ http }) => http === 200)).toHaveLength(1);
    await desk.untilRefund(String(asked.id), 'succeeded');
    expect(await desk.atChannel('wechat', opened)).toBe(12_000);
  });
});
