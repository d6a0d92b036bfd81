import { drawTransitions, nextStatus } from '../../../src/kernel/transition';
import { ORDER_STATUSES, ORDER_TRANSITIONS } from '../../../src/orders/order';
import { PAYMENT_STATUSES, PAYMENT_TRANSITIONS } from '../../../src/payments/payment';

const DOOR = [
  { from: 'shut', event: 'pushed', to: 'open' },
  { from: 'open', event: 'pulled', to: 'shut' },
] as const;

describe('a status table', () => {
  test('says where an event leads, and null where it leads nowhere', () => {
    expect(nextStatus(DOOR, 'shut', 'pushed')).toBe('open');
    expect(nextStatus(DOOR, 'open', 'pushed')).toBeNull();
  });

  test('is drawn as a diagram with its beginning and every edge', () => {
    expect(drawTransitions(DOOR, 'shut')).toBe(
      ['stateDiagram-v2', '  [*] --> shut', '  shut --> open: pushed', '  open --> shut: pulled'].join('\n'),
    );
  });
});

describe.each([
  { name: 'an order', table: ORDER_TRANSITIONS, statuses: ORDER_STATUSES, first: 'open' },
  { name: 'a payment', table: PAYMENT_TRANSITIONS, statuses: PAYMENT_STATUSES, first: 'pending' },
])('the table of $name', ({ table, statuses, first }) => {
  test('names only statuses that there are', () => {
    expect(
      table.flatMap(({ from, to }) => [from, to]).filter((status) => !statuses.includes(status as never)),
    ).toEqual([]);
  });

  test('leads from the first status to every other', () => {
    const reached = new Set<string>([first]);
    for (let i = 0; i < statuses.length; i++)
      for (const { from, to } of table) if (reached.has(from)) reached.add(to);
    expect([...reached].sort()).toEqual([...statuses].sort());
  });

  test('has one way for one event', () => {
    const edges = table.map(({ from, event }) => `${from}: ${event}`);
    expect(new Set(edges).size).toBe(edges.length);
  });
});

test('an order that has ended is never paid, and money that was received is never forgotten', () => {
  const paidFrom = ORDER_TRANSITIONS.filter(({ to }) => to === 'paid').map(({ from }) => from);
  expect(paidFrom).toEqual(['open']);
  const afterPaid = ORDER_TRANSITIONS.filter(({ from }) => from === 'paid').map(({ to }) => to);
  expect([...afterPaid].sort()).toEqual(['partially_refunded', 'refunded']);
});
