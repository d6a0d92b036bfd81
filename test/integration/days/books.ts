import { generateKeyPairSync } from 'node:crypto';
import { Client } from 'pg';
import { createDayService, type DayService } from '../../../src/days/day.service';
import { addDays } from '../../../src/kernel/business-day';
import { collectionJournal, refundJournal, suspenseJournal, type Journal } from '../../../src/ledger/journal';
import type { ChannelStatementLine } from '../../../src/providers/provider';
import type { Actor, Permission } from '../../../src/staff/actor';
import { beijing, openWorld, type World } from '../reconciliation/world';

export { beijing };
export const AGENCY = { agencyCode: '310101', incomeItemCode: '103050101' };
const KEYS = generateKeyPairSync('ed25519');
export const PUBLIC_KEY = KEYS.publicKey;

export const actor = (id: string, ...permissions: Permission[]): Actor => ({
  id: `stf_${id}`,
  name: id,
  permissions: new Set(permissions),
});
export const clerk = actor('clerk', 'books.read', 'differences.propose');
export const lead = actor('lead', 'books.read', 'differences.propose', 'days.close');

/** A channel, its books and its statements, with days that are closed by two persons. */
export class Books {
  private constructor(
    readonly world: World,
    readonly days: DayService,
  ) {}

  static async open(): Promise<Books> {
    const world = await openWorld();
    const { database } = world;
    return new Books(world, createDayService({ database, channels: ['wechat'], sealKey: KEYS.privateKey }));
  }

  /** Books journals as at noon of their day. */
  async book(...journals: Journal[]): Promise<void> {
    for (const journal of journals)
      await this.world.database.transact((stores) =>
        stores.ledger.insertJournals([journal], journal.occurredAt),
      );
  }

  collect = (no: string, day: string, amountFen: bigint) =>
    this.collectAt(no, beijing(day, '12:00:00'), amountFen);
  collectAt = (no: string, at: Date, amountFen: bigint) =>
    this.book(collectionJournal(movement(no, amountFen, at), [{ ...AGENCY, amountFen }]));
  suspend = (no: string, day: string, amountFen: bigint) =>
    this.book(suspenseJournal(movement(no, amountFen, beijing(day, '12:00:00'))));
  refund = (no: string, day: string, amountFen: bigint) =>
    this.book(refundJournal(movement(no, amountFen, beijing(day, '12:00:00')), [{ ...AGENCY, amountFen }]));

  /** What an agency was owed goes to the treasury or the special account. */
  remit = (destination: 'treasury' | 'special', day: string, amountFen: bigint) =>
    this.book({
      ...{ id: `jrn_${destination}_${day}`, kind: 'remittance', businessDay: day, orderId: null },
      ...{ occurredAt: beijing(day, '12:00:00'), source: `remittance:${destination}:${day}` },
      postings: [
        { debit: `payable:${AGENCY.agencyCode}:${AGENCY.incomeItemCode}`, credit: 'bank', amountFen },
      ],
    });

  /** A statement, without lines unless they are given, compared: the day has all it needs. */
  async reconcile(day: string, lines: ChannelStatementLine[] = []): Promise<void> {
    this.world.channel.put(day, lines);
    this.world.now = beijing(addDays(day, 1), '12:00:00');
    await this.world.reconcile(day);
  }

  async close(day: string, lines: ChannelStatementLine[] = []) {
    await this.reconcile(day, lines);
    const now = this.world.now;
    await this.days.proposeClose(clerk, day, now);
    return this.days.closeDay(lead, day, now);
  }

  /** One statement beside the product; with `tampering` the triggers are off. */
  async sql<Row extends object>(text: string, { tampering = false } = {}): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      if (tampering) await client.query('set session_replication_role = replica');
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  get url(): string {
    return this.world.url;
  }
}

export function movement(transactionId: string, amountFen: bigint, occurredAt: Date) {
  return { channel: 'wechat', transactionId, amountFen, occurredAt, orderId: null };
}
