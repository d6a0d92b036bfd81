import fc from 'fast-check';
import { nextStatus } from '../../../src/kernel/transition';
import type { InboxEntry } from '../../../src/notifications/inbox';
import type { SettlementContext, SettlementEffect } from '../../../src/notifications/settlement-effect';
import { planSettlement } from '../../../src/notifications/settlement-plan';
import { ORDER_TRANSITIONS } from '../../../src/orders/order';
import { PAYMENT_TRANSITIONS } from '../../../src/payments/payment';
import { fact, NOW, order, payment } from './facts';

const CHANNELS = ['first', 'second'];
const ORDERS = ['ord_1', 'ord_2'];
const DECISION = '310115190000123';

/** Two orders with a payment on each of two channels; they may be for the same fine. */
function openContext(isSameFine: boolean): SettlementContext {
  const items = order().items.map((item) => ({ ...item, decisionNo: isSameFine ? DECISION : null }));
  const payments = ORDERS.flatMap((orderId, o) =>
    CHANNELS.map((channel, c) => payment({ id: `pay_${o}${c}`, orderId, channel })),
  );
  return {
    payments: new Map(payments.map((one) => [one.id, one])),
    orders: new Map(ORDERS.map((id) => [id, order({ id, items })])),
    booked: new Map(),
    refunded: new Map(),
    received: new Map(),
    withdrawn: new Set(),
    claimed: new Map(),
    refunds: new Map(),
    refundsUnderWay: new Set(),
    returned: new Map(),
  };
}

/** What a store would give the next batch: the same facts, in maps of their own. */
const copyOf = (context: SettlementContext): SettlementContext => ({
  payments: new Map(context.payments),
  orders: new Map(context.orders),
  booked: new Map(context.booked),
  refunded: new Map(context.refunded),
  received: new Map(context.received),
  withdrawn: context.withdrawn,
  claimed: context.claimed,
  refunds: new Map(context.refunds),
  refundsUnderWay: context.refundsUnderWay,
  returned: new Map(context.returned),
});

const payFacts = fc
  .record({
    order: fc.nat(1),
    channel: fc.nat(1),
    stray: fc.boolean(),
    tx: fc.nat(1),
    amountFen: fc.constantFrom(10_000n, 10_000n, 10_000n, 9_999n, 1_000_000n),
    kind: fc.constantFrom('payment_succeeded', 'payment_succeeded', 'payment_closed'),
    origin: fc.constantFrom('notification', 'query'),
    currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'USD'),
  })
  .map(({ order: o, channel: c, stray, tx, kind, amountFen, origin, currency }): InboxEntry => {
    const outTradeNo = stray && tx ? 'pay_nobody' : `pay_${o}${c}`;
    return fact({
      channel: CHANNELS[c]!,
      outTradeNo,
      transactionId: `${outTradeNo}_tx${tx}`,
      kind: kind as 'payment_succeeded',
      amountFen: kind === 'payment_closed' ? 0n : amountFen,
      origin: origin as 'query',
      currency,
    });
  });

/** Facts in any order, and where the batches begin. */
const schedules = fc.record({
  facts: fc
    .array(payFacts, { maxLength: 25 })
    .map((facts) => facts.map((one, i) => ({ ...one, id: BigInt(i + 1) }))),
  sizes: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 25, maxLength: 25 }),
  isSameFine: fc.boolean(),
});

type Schedule = { facts: readonly InboxEntry[]; sizes: readonly number[]; isSameFine: boolean };

function run({ facts, sizes, isSameFine }: Schedule): {
  effects: SettlementEffect[];
  context: SettlementContext;
} {
  let context = openContext(isSameFine);
  const effects: SettlementEffect[] = [];
  let from = 0;
  for (const size of sizes) {
    const batch = facts.slice(from, (from += size));
    context = copyOf(context);
    effects.push(...planSettlement(batch, context, NOW));
  }
  return { effects, context };
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, fen) => total + fen, 0n);

describe('any facts, in any order, in any batches', () => {
  test('the money of a transaction is booked once at the most, with exactly an amount that it was proven with', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { effects } = run(schedule);
        const booked = new Map<string, bigint>();
        for (const { entry, movement } of effects) {
          if (!movement) continue;
          const key = `${entry.channel} ${movement.kind} ${entry.transactionId}`;
          expect(booked.has(key)).toBe(false);
          booked.set(key, movement.amountFen);
          expect(entry.currency).toBe('CNY');
          expect(movement.amountFen).toBe(entry.amountFen);
          expect(sum(movement.journal.postings.map(({ amountFen }) => amountFen))).toBe(movement.amountFen);
        }
      }),
    );
  });

  test('every verified fen is booked in the end, unless its amount is still in doubt', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { effects, context } = run(schedule);
        for (const { entry, outcome } of effects) {
          if (entry.kind !== 'payment_succeeded' || entry.currency !== 'CNY') continue;
          if (outcome === 'asked') expect(entry.amountFen).not.toBe(10_000n);
          else expect(context.booked.has(`${entry.channel}:payment:${entry.transactionId}`)).toBe(true);
        }
      }),
    );
  });

  test('an order is paid once at the most, by money of its amount, and a fine by one order', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { effects, context } = run(schedule);
        const settled = effects.filter(({ movement }) => movement?.disposition === 'settled');
        const paid = [...context.orders.values()].filter(({ status }) => status === 'paid');
        expect(settled.map(({ order: move }) => move?.after.id).sort()).toEqual(
          paid.map(({ id }) => id).sort(),
        );
        for (const { movement, happening } of settled) {
          expect(movement?.amountFen).toBe(10_000n);
          expect(movement?.journal.kind).toBe('collection');
          expect(happening?.type).toBe('order.paid');
        }
        if (schedule.isSameFine) expect(paid.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a status only moves along its table, and each move begins where the last one ended', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { effects, context } = run(schedule);
        const statuses = new Map<string, string>();
        const follow = ({ before, after }: Move, table: Table) => {
          const { id } = after;
          expect(before.status).toBe(statuses.get(id) ?? (id.startsWith('ord') ? 'open' : 'pending'));
          expect(hasEdge(table, before.status, after.status)).toBe(true);
          statuses.set(id, after.status);
        };
        for (const { payment: p, order: o } of effects) {
          if (p) follow(p, PAYMENT_TRANSITIONS);
          if (o) follow(o, ORDER_TRANSITIONS);
        }
        for (const [id, status] of statuses) {
          expect((context.payments.get(id) ?? context.orders.get(id))?.status).toBe(status);
        }
      }),
    );
  });

  test('how they are split into batches makes no difference', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const inBatches = run(schedule).effects;
        const atOnce = run({ ...schedule, sizes: [schedule.facts.length] }).effects;
        const told = (effects: readonly SettlementEffect[]) =>
          effects.map(({ entry, outcome, reason, movement }) => [
            entry.id,
            outcome,
            reason,
            movement?.disposition,
            movement?.amountFen,
          ]);
        expect(told(inBatches)).toEqual(told(atOnce));
      }),
    );
  });

  test('the same facts once more change nothing', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { context } = run(schedule);
        const before = [context.payments, context.orders, context.booked].map((map) => [...map.values()]);
        const again = schedule.facts.filter(({ amountFen }) => amountFen === 10_000n);
        const effects = planSettlement(again, context, NOW);
        expect(effects.filter(({ movement, order: o }) => movement ?? o)).toEqual([]);
        expect([context.payments, context.orders, context.booked].map((map) => [...map.values()])).toEqual(
          before,
        );
      }),
    );
  });
});

interface Move {
  before: { id: string; status: string };
  after: { id: string; status: string };
}

type Table = readonly { from: string; event: string; to: string }[];

/** Whether some event of the table leads from one status to the other. */
function hasEdge(table: Table, from: string, to: string): boolean {
  return table.some(
    (edge) => edge.from === from && edge.to === to && nextStatus(table, from, edge.event) === to,
  );
}

test('the items of an order decide to whom its money is owed', () => {
  const [effect] = planSettlement([fact({ outTradeNo: 'pay_00' })], openContext(false), NOW);
  expect(effect?.movement?.journal).toMatchObject({
    kind: 'collection',
    orderId: 'ord_1',
    source: 'first:payment:tx_1',
    businessDay: '2026-11-24',
    postings: [
      { debit: 'clearing:first', credit: 'payable:310201:20201', amountFen: 7_000n },
      { debit: 'clearing:first', credit: 'payable:310201:20204', amountFen: 3_000n },
    ],
  });
});
