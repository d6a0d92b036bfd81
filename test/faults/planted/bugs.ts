/** A piece of source text that is exchanged, where it stands exactly once. */
export interface Patch {
  file: string;
  find: string;
  replace: string;
}

/** A mistake that somebody could make, and that the fault lab must find. */
export interface PlantedBug {
  name: string;
  /** The rules that it breaks; whatever else goes wrong, it could be a product that does not work at all. */
  shows: RegExp;
  patches: readonly Patch[];
  /** Run on the database of the build. */
  sql?: readonly string[];
}

const patch = (file: string, find: string, replace: string): Patch => ({ file, find, replace });

/** "Test the tester" of the promises of reliability: each of them must be found. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'acknowledge before commit',
    shows: /acknowledged is in the inbox/,
    patches: [
      patch(
        'src/notifications/notification.service.ts',
        'await commit(rows);\n      deps.wake();',
        'void commit(rows).catch(() => undefined);\n      deps.wake();',
      ),
    ],
  },
  {
    name: 'no unique key',
    shows: /in exactly one journal/,
    patches: [
      patch(
        'src/notifications/inbox.store.ts',
        'on conflict (channel, kind, transaction_id, amount_fen, origin) do nothing',
        '',
      ),
      patch(
        'src/payments/transaction.store.ts',
        'on conflict (channel, kind, transaction_id) do nothing',
        '',
      ),
      patch('src/ledger/ledger.store.ts', 'on conflict (source) do nothing', ''),
    ],
    sql: [
      'drop index inbox_channel_kind_transaction_id_amount_fen_origin_key',
      'alter table channel_transaction drop constraint channel_transaction_pkey',
      'drop index journal_source_key',
    ],
  },
  {
    name: 'refund check-then-insert',
    shows: /give back more than it took/,
    patches: [
      patch(
        'src/refunds/refund.store.ts',
        "where id = ${paymentId} and status = 'succeeded'",
        "where id = ${paymentId} and ${await findsEnough(client, paymentId, amountFen)} and status = 'succeeded'",
      ),
      patch('src/refunds/refund.store.ts', 'and amount_fen - refund_reserved_fen = ${seenFen}::bigint', ''),
      patch(
        'src/refunds/refund.store.ts',
        'and ${amountFen}::bigint between 1 and amount_fen - refund_reserved_fen`;',
        'and ${seenFen}::bigint >= 0`;',
      ),
      patch(
        'src/refunds/refund.store.ts',
        'async function findEarlier(',
        `async function findsEnough(client: DbClient, id: string, amountFen: Fen): Promise<boolean> {
          const row = await client.payment.findUnique({ where: { id } });
          return row !== null && row.amountFen - row.refundReservedFen >= amountFen;
        }
        async function findEarlier(`,
      ),
    ],
  },
  {
    name: 'status update without its where',
    // The database itself refuses a status that goes back, which is all that is left to be seen of it.
    shows: /answered with 500/,
    patches: [
      patch(
        'src/payments/payment.store.ts',
        'where p.id = m.id and p.status = m."from"',
        'where p.id = m.id',
      ),
      patch(
        'src/payments/payment.store.ts',
        'from payment where id = any(${[...ids]}) order by id for update`',
        'from payment where id = any(${[...ids]}) order by id`',
      ),
    ],
  },
  {
    name: 'sweeper off',
    shows: /comes to its end|has its receipts/,
    patches: [
      patch(
        'src/outbox/outbox.store.ts',
        '(dispatched_at is null or lease_until < ${now})',
        '(dispatched_at is null or (lease_until < ${now} and false))',
      ),
    ],
  },
  {
    name: 'new refund number on retry',
    shows: /is one of ours, under its number/,
    patches: [
      patch(
        'src/refunds/refund-follow.service.ts',
        "if (refund.status === 'unknown') await sendToChannel(deps, refund, payment);",
        "if (refund.status === 'unknown') await sendToChannel(deps, { ...refund, id: `${refund.id}2` }, payment);",
      ),
    ],
  },
  {
    name: 'timeout taken as failure',
    shows: /give back more than it took|split over its lines/,
    patches: [
      patch(
        'src/refunds/refund-follow.service.ts',
        "if (error.kind !== 'rejected') return;",
        "if (error.kind !== 'rejected') return await act(deps, { refund, payment }, { status: 'closed' } as ChannelRefund);",
      ),
    ],
  },
  {
    name: 'amount not compared',
    shows: /in exactly one journal|one settled payment, of its amount/,
    patches: [
      patch(
        'src/notifications/settlement.ts',
        'if (fact.amountFen !== payment.amountFen) {',
        'if (fact.amountFen < 0n) {',
      ),
    ],
  },
  {
    name: 'verification result ignored',
    shows: /is booked with its amount, and nothing else/,
    patches: [
      patch(
        'src/providers/alipay/alipay.notification.ts',
        "if (!isSignedByAlipay(parameters, secrets.key)) throw refused('signature');",
        'isSignedByAlipay(parameters, secrets.key);',
      ),
    ],
  },
  {
    name: 'business day in UTC',
    shows: /Beijing date/,
    patches: [
      patch(
        'src/kernel/business-day.ts',
        'return shifted(at).slice(0, 10);',
        'return at.toISOString().slice(0, 10);',
      ),
    ],
  },
  {
    name: 'late money dropped',
    shows: /is booked with its amount, and nothing else/,
    patches: [
      patch(
        'src/notifications/settlement.ts',
        'const reason = misfitOf(order, { isWithdrawn, isFinePaidElsewhere });\n',
        "const reason = misfitOf(order, { isWithdrawn, isFinePaidElsewhere });\n  if (reason === 'order_expired') return { kind: 'none', outcome: 'duplicate' };\n",
      ),
    ],
  },
  {
    name: 'new webhook id per try',
    shows: /a webhook keeps its id/,
    patches: [
      patch(
        'src/webhooks/delivery.service.ts',
        'id: event.id,\n',
        'id: event.attempts === 0 ? event.id : `${event.id}_${event.attempts}`,\n',
      ),
    ],
  },
  {
    name: 'idempotency key stored after the effect',
    shows: /one intent of a portal is one order/,
    patches: [
      patch(
        'src/idempotency/idempotency.service.ts',
        'const { status, json } = await work(stores);',
        'const { status, json } = await database.transact(work);',
      ),
    ],
  },
  {
    name: 'balance not rolled up',
    shows: /rolled up into the balances/,
    patches: [
      patch(
        'src/compose.ts',
        '{ everyMs: ROLL_UP_EVERY_MS, run: () => services.ledger.rollUpBalances() },',
        '{ everyMs: ROLL_UP_EVERY_MS, run: () => Promise.resolve() },',
      ),
    ],
  },
];
