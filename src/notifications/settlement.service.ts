import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { recordFineReports } from '../fines/fine-report.service';
import { businessDayOf } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import type { Order } from '../orders/order';
import { transactionKeyOf } from '../payments/transaction';
import type { ChannelTransaction } from '../payments/transaction';
import { recordHappenings } from '../webhooks/event.service';
import type { InboxEntry } from './inbox';
import { readRefunds, writeRefunds } from './refund-settlement.service';
import { paymentIdOf } from './settlement-effect';
import type { SettlementContext, SettlementEffect } from './settlement-effect';
import { planSettlement } from './settlement-plan';

/** Facts per transaction: measured, more gain little and hold locks longer. */
const BATCH_SIZE = 200;

export interface SettlementService {
  /** Acts on the facts in the inbox until none is left that nobody else is working on; gives how many. */
  drainInbox(): Promise<number>;
}

export interface SettlementDeps {
  database: Database;
  clock: Clock;
  /** Whether a register has to learn of the fines that were paid. */
  reportsFines: boolean;
  /** Turns what a library threw into an error of ours where it means one. */
  translateError(error: unknown): unknown;
  /** For what an operator must see: a fact that could not be booked as it came. */
  report(facts: Readonly<Record<string, unknown>>): void;
}

/** Acts on facts in batches, each in one transaction with everything that it leads to. */
export function createSettlementService(deps: SettlementDeps): SettlementService {
  return {
    async drainInbox() {
      let total = 0;
      for (;;) {
        const count = await settleOldest(deps);
        total += count;
        if (count < BATCH_SIZE) return total;
      }
    },
  };
}

/** Settles the oldest facts. One that cannot be settled must not hold up the others, so then each goes alone. */
async function settleOldest(deps: SettlementDeps): Promise<number> {
  let taken: InboxEntry[] = [];
  try {
    await settle(deps, async (stores) => (taken = await stores.inbox.lockUnprocessed(BATCH_SIZE)));
  } catch (error) {
    if (deps.translateError(error) instanceof AppError) throw error;
    for (const entry of taken) await settleAlone(deps, entry);
  }
  return taken.length;
}

/** A fact with which something is wrong that nobody foresaw is set aside, with its reason, for a person. */
async function settleAlone(deps: SettlementDeps, entry: InboxEntry): Promise<void> {
  try {
    await settle(deps, (stores) => stores.inbox.lockEntry(entry.id));
  } catch (error) {
    if (deps.translateError(error) instanceof AppError) throw error;
    const reason = `failed: ${error instanceof Error ? error.message.slice(-500) : String(error)}`;
    const at = deps.clock.now();
    await deps.database.transact((stores) =>
      stores.inbox.markProcessed([{ id: entry.id, outcome: 'set_aside', reason }], at),
    );
    deps.report({ ...placeOf(entry), outcome: 'set_aside', error });
  }
}

/** Lock, read, decide, write: each step is a statement or two for the whole batch. */
async function settle(deps: SettlementDeps, lock: (stores: Stores) => Promise<InboxEntry[]>): Promise<void> {
  const effects = await deps.database.transact(async (stores) => {
    const at = deps.clock.now();
    const entries = await lock(stores);
    if (entries.length === 0) return [];
    const planned = planSettlement(entries, await readContext(stores, entries), at);
    const won = await writeEffects(stores, planned, at);
    if (deps.reportsFines) await recordFineReports(stores, won.flatMap(paidOrderOf), at);
    return planned;
  });
  for (const { entry, outcome, reason, refund } of effects) {
    const isForAPerson = outcome === 'set_aside' || outcome === 'asked' || refund?.after.status === 'manual';
    if (isForAPerson) deps.report({ ...placeOf(entry), outcome, reason, refund: refund?.after.id });
  }
}

const placeOf = ({ channel, outTradeNo }: InboxEntry) => ({ channel, outTradeNo });

async function readContext(stores: Stores, entries: readonly InboxEntry[]): Promise<SettlementContext> {
  const claimed = await lockRefunded(stores, entries);
  const paymentIds = [...new Set(entries.map((entry) => paymentIdOf(entry, { claimed })))];
  const orders = await stores.orders.lockOrdersOf(paymentIds);
  const payments = await stores.payments.lockPayments(paymentIds);
  const decisionNos = orders.flatMap((order) => order.items.flatMap((item) => item.decisionNo ?? []));
  const finedOrders = orders.filter(hasDecision).map(({ id }) => id);
  await stores.orders.lockDecisions(decisionNos);
  const refundedNos = entries.filter((entry) => entry.isCumulative).map((entry) => entry.outTradeNo);
  const refunds = await readRefunds(stores, entries, claimed);
  return {
    ...refunds,
    claimed,
    payments: new Map(payments.map((payment) => [payment.id, payment])),
    orders: new Map(orders.map((order) => [order.id, order])),
    booked: await stores.transactions.findAmounts(
      entries.map(({ channel, kind, transactionId }) => ({
        channel,
        kind: kind.startsWith('refund') ? 'refund' : 'payment',
        transactionId,
      })),
    ),
    refunded: await stores.transactions.sumRefunds(refundedNos),
    received: await stores.orders.sumFinePayments(decisionNos),
    // Under the lock of its decisions: whoever tells one otherwise has noted this before, or comes after.
    withdrawn: await stores.outbox.findWaiting('order.withdraw', finedOrders),
  };
}

/**
 * The payments that money which goes back was claimed for. First of all locks: what is told as a sum may be of a
 * payment that is not ours, of which there is no row to lock, and nobody may claim the money meanwhile.
 */
async function lockRefunded(
  stores: Stores,
  entries: readonly InboxEntry[],
): Promise<ReadonlyMap<string, string>> {
  const refunds = entries.filter(({ kind }) => kind.startsWith('refund'));
  const outTradeNos = refunds.map(({ outTradeNo }) => outTradeNo);
  await stores.transactions.lockRefunds(outTradeNos);
  return stores.payments.findClaimed(outTradeNos);
}

const hasDecision = ({ items }: Order): boolean => items.some(({ decisionNo }) => decisionNo !== null);

/** Gives the effects as they were written. */
async function writeEffects(
  stores: Stores,
  effects: readonly SettlementEffect[],
  at: Date,
): Promise<SettlementEffect[]> {
  const booked = await stores.transactions.insertTransactions(effects.flatMap(transactionOf), at);
  // Facts about an order that is not ours have no row to lock: another worker may have booked one just now.
  const won = effects.map((effect) => (isBooked(effect, booked) ? effect : asDuplicate(effect)));
  await stores.ledger.insertJournals(
    won.flatMap(({ movement }) => movement?.journal ?? []),
    at,
  );
  await stores.payments.movePayments(
    movesOf(
      won.flatMap(({ payment }) => payment ?? []),
      at,
    ),
  );
  await writeRefunds(stores, won, at);
  await stores.orders.moveOrders(
    movesOf(
      won.flatMap(({ order }) => order ?? []),
      at,
    ),
  );
  await recordHappenings(
    stores,
    won.flatMap(({ happening }) => happening ?? []),
    at,
  );
  await updateFollowUps(stores, won, at);
  await stores.inbox.markProcessed(
    won.map(({ entry, outcome, reason }) => ({ id: entry.id, outcome, reason })),
    at,
  );
  return won;
}

const paidOrderOf = ({ happening }: SettlementEffect) =>
  happening?.type === 'order.paid' ? [happening.order] : [];

/** One move per subject: from where it stood before the batch to where it stands after. */
function movesOf<T extends { id: string; status: string }>(
  changes: readonly { before: T; after: T }[],
  at: Date,
) {
  const moves = new Map<string, T & { from: T['status']; to: T['status']; at: Date }>();
  for (const { before, after } of changes) {
    const from = moves.get(after.id)?.from ?? before.status;
    moves.set(after.id, { ...after, from, to: after.status, at });
  }
  return [...moves.values()];
}

/** What has ended needs no more asking; what is in doubt is asked about at once. */
async function updateFollowUps(
  stores: Stores,
  effects: readonly SettlementEffect[],
  at: Date,
): Promise<void> {
  await stores.outbox.cancelEntries(
    effects.flatMap(({ payment, order }) => [
      ...(payment ? [{ kind: 'payment.follow' as const, subject: payment.after.id }] : []),
      ...(order ? [{ kind: 'order.expire' as const, subject: order.after.id }] : []),
    ]),
  );
  await stores.outbox.putEntries(
    effects.flatMap(({ askAbout }) =>
      askAbout === null ? [] : [{ kind: 'payment.follow' as const, subject: askAbout, runAt: at }],
    ),
    at,
  );
}

function transactionOf({ entry, movement, reason }: SettlementEffect): ChannelTransaction[] {
  if (!movement) return [];
  return [
    {
      channel: entry.channel,
      kind: movement.kind,
      transactionId: entry.transactionId,
      outTradeNo: entry.outTradeNo,
      outRefundNo: entry.outRefundNo ?? null,
      amountFen: movement.amountFen,
      occurredAt: entry.occurredAt,
      businessDay: businessDayOf(entry.occurredAt),
      disposition: movement.disposition,
      reason,
    },
  ];
}

function isBooked({ entry, movement }: SettlementEffect, booked: ReadonlySet<string>): boolean {
  return movement === null || booked.has(transactionKeyOf({ ...entry, kind: movement.kind }));
}

function asDuplicate(effect: SettlementEffect): SettlementEffect {
  const nothing = { movement: null, payment: null, order: null, refund: null, reservation: null };
  return { ...effect, ...nothing, outcome: 'duplicate', refundDue: null, happening: null };
}
