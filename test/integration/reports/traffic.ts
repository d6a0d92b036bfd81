import { until, type Channel } from '../notifications/town';
import type { Office } from './office';

/** The same numbers for the same seed, from 0 up to the bound. */
export function randomOf(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const CHANNELS: readonly Channel[] = ['wechat', 'alipay'];
const ITEMS = [
  [{ affair: 'passport' }],
  [{ affair: 'passport', quantity: 2 }, { affair: 'driving-licence' }],
  [{ affair: 'driving-licence' }],
] as const;
const FINES = ['310115190000123', '310115190000125', '310104190000088'];

/** What happens on a day, in an order that the seed decides: money that fits, that does not, and that goes back. */
export async function dayOfTraffic(office: Office, seed: number): Promise<void> {
  const { counter } = office;
  const random = randomOf(seed);
  const one = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const deeds = [
    () => counter.desk.paid(one(CHANNELS), { items: one(ITEMS) }),
    () => counter.desk.paid('wechat', { items: one(ITEMS) }),
    async () => {
      const { orderId } = await counter.desk.paid(one(CHANNELS));
      const id = await counter.desk.approved(orderId, 1 + random(12_000));
      await counter.desk.untilRefund(id, 'succeeded');
    },
    () => counter.misfit(one(CHANNELS), 11_000 + random(900)),
    async () => counter.bound(await counter.misfit('alipay', 24_000), await counter.order(2)),
    async () => {
      const claim = await counter.claim(await counter.misfit('wechat', 10_000 + random(900)), null);
      const decided = await counter.decide(claim, 'approve');
      await counter.desk.untilRefund(String(decided.refund_id), 'succeeded');
    },
    async () => {
      const fine = FINES[seed % FINES.length];
      if (seed < FINES.length)
        await counter.desk.paid(one(CHANNELS), {
          items: [{ affair: seed === 2 ? 'pedestrian-fine' : 'traffic-fine', decision_no: fine }],
        });
    },
  ];
  for (const deed of deeds.map((it) => ({ it, at: random(1_000) })).sort((a, b) => a.at - b.at))
    await deed.it();
}

/** Both channels compared for the day that is over. */
export async function reconcile(office: Pick<Office, 'town'>, businessDay: string): Promise<void> {
  for (const channel of CHANNELS) {
    const run = await office.town.call('POST', '/v1/reconciliations', { channel, business_day: businessDay });
    await until(
      `${channel} to be reconciled`,
      () => office.town.call('GET', `/v1/reconciliations/${String(run.id)}`),
      ({ status }) => status === 'balanced' || status === 'differences',
    );
  }
}
