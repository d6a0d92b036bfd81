import type { createClient } from '../../../db/client';
import { dayToDb } from '../../../db/rows';
import { businessDayOf } from '../../../kernel/business-day';
import { collectionJournal } from '../../../ledger/journal';
import type { Order } from '../../../orders/order';
import type { ChannelFact } from '../../../providers/provider';
import { eventOf } from '../../../webhooks/event';

export type PrismaClient = ReturnType<typeof createClient>;

type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

const CHANNEL = 'wechat';

/** A fact as a job carries it. */
export function writeFact(fact: ChannelFact): string {
  return JSON.stringify({ ...fact, amountFen: String(fact.amountFen) });
}

/** The fact that `writeFact` wrote. */
export function readFact(text: string): ChannelFact {
  const fact = JSON.parse(text) as Omit<ChannelFact, 'amountFen' | 'occurredAt'> & Record<string, string>;
  return { ...fact, amountFen: BigInt(fact.amountFen ?? ''), occurredAt: new Date(fact.occurredAt ?? '') };
}

/**
 * The design that the product is compared with, as one would write it first: one transaction for one notification,
 * with ordinary calls of the client. It books the same rows as the product does, without the inbox.
 * @throws Error when the payment is unknown or no longer open
 */
export async function settleOne(client: PrismaClient, fact: ChannelFact, at: Date): Promise<void> {
  await client.$transaction(async (tx) => {
    const payment = await tx.payment.findUniqueOrThrow({
      where: { id: fact.outTradeNo },
      include: { order: { include: { items: true } } },
    });
    const { order } = payment;
    if (payment.status !== 'pending' || order.status !== 'open') throw new Error('not open');
    await book(tx, fact, { orderId: order.id, items: order.items, at });
    await tx.payment.update({
      where: { id: payment.id },
      data: {
        ...{ status: 'succeeded', transactionId: fact.transactionId, disposition: 'settled' },
        ...{ paidAt: fact.occurredAt, updatedAt: at },
      },
    });
    const paid = await tx.order.update({
      where: { id: order.id },
      data: { status: 'paid', paidAt: fact.occurredAt, updatedAt: at },
    });
    await tx.outbox.deleteMany({ where: { kind: 'payment.follow', subject: payment.id } });
    await tx.outbox.deleteMany({ where: { kind: 'order.expire', subject: order.id } });
    const items = order.items.map((item) => ({ ...item, quote: null }));
    const told = { ...paid, items } as Order;
    const event = eventOf({ type: 'order.paid', order: told, payment }, at);
    await tx.event.create({ data: event });
    await tx.outbox.create({ data: { kind: 'event.deliver', subject: event.id, runAt: at, createdAt: at } });
  });
}

interface Booking {
  orderId: string;
  items: Parameters<typeof collectionJournal>[1];
  at: Date;
}

async function book(tx: Transaction, fact: ChannelFact, { orderId, items, at }: Booking): Promise<void> {
  const { transactionId, outTradeNo, amountFen, occurredAt } = fact;
  const businessDay = dayToDb(businessDayOf(occurredAt));
  const movement = { channel: CHANNEL, transactionId, amountFen, occurredAt };
  await tx.channelTransaction.create({
    data: { ...movement, kind: 'payment', outTradeNo, businessDay, disposition: 'settled', createdAt: at },
  });
  const { postings, ...journal } = collectionJournal({ ...movement, orderId }, items);
  await tx.journal.create({ data: { ...journal, businessDay, createdAt: at } });
  for (const [i, { debit, credit, amountFen: postedFen }] of postings.entries()) {
    await tx.posting.create({
      data: {
        ...{ journalId: journal.id, line: i + 1, businessDay },
        ...{ debitAccount: debit, creditAccount: credit, amountFen: postedFen },
      },
    });
  }
}
