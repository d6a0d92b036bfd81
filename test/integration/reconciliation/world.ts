import { Client } from 'pg';
import { createDatabase, type Database } from '../../../src/db/database';
import { businessDayOf } from '../../../src/kernel/business-day';
import { newId } from '../../../src/kernel/ids';
import type { Payment, PaymentStatus } from '../../../src/payments/payment';
import type { ChannelTransaction } from '../../../src/payments/transaction';
import type { ChannelStatementLine, Provider, ReadStatementResult } from '../../../src/providers/provider';
import {
  createReconciliationService,
  type ReconciliationService,
} from '../../../src/reconciliation/reconciliation.service';
import { createTestDatabase } from '../../support/database';

/** Yuan of the examples as fen. */
export const yuan = (amount: number): bigint => BigInt(Math.round(amount * 100));

export const beijing = (day: string, time: string): Date => new Date(`${day}T${time}+08:00`);

/** In a file of another day it is noon of that day. */
const NOON = beijing('2026-03-31', '12:00:00');

/** A line of a statement; what is not said is ordinary. */
export function line(no: string, given: Partial<ChannelStatementLine> = {}): ChannelStatementLine {
  return {
    kind: 'payment',
    transactionId: `tx_${no}`,
    outTradeNo: `pay_${no}`,
    amountFen: 10_000n,
    feeFen: 0n,
    feeDueFen: null,
    status: 'succeeded',
    occurredAt: NOON,
    ...given,
  };
}

type File = () => ReadStatementResult | Promise<ReadStatementResult>;

/** A channel that gives the files that a test puts into it, and counts what is done with them. */
export class FakeChannel {
  readonly files = new Map<string, File>();
  asked = 0;
  disposed = 0;

  constructor(readonly code: string) {}

  /** @param name stands for the content: the same name is the same file */
  put(day: string, lines: readonly ChannelStatementLine[], name = JSON.stringify(lines, asText)): void {
    const noon = beijing(day, '12:00:00');
    this.putBatches(day, name, async function* () {
      yield lines.map((one) => (one.occurredAt === NOON ? { ...one, occurredAt: noon } : one));
    });
  }

  putBatches(day: string, name: string, lines: () => AsyncIterable<readonly ChannelStatementLine[]>): void {
    const dispose = async () => void this.disposed++;
    const digest = async () => name;
    this.files.set(day, () => ({ kind: 'ready', statement: { digest, day: null, lines, dispose } }));
  }

  asProvider(): Provider {
    const profile = { code: this.code, statementReadyAt: '10:00' };
    const readStatement = async (day: string): Promise<ReadStatementResult> => {
      this.asked++;
      return (await this.files.get(day)?.()) ?? { kind: 'not-ready' };
    };
    return { profile, readStatement, funds: null } as unknown as Provider;
  }
}

const asText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value);

export interface World {
  url: string;
  database: Database;
  reconciliations: ReconciliationService;
  channel: FakeChannel;
  /** The time that the clock shows. */
  now: Date;
  /** Another channel in the same database. */
  addChannel(code: string): FakeChannel;
  bookPayment(no: string, given?: Partial<ChannelTransaction>): Promise<void>;
  openPayment(no: string, status: PaymentStatus, given?: Partial<Payment>): Promise<void>;
  /** Asks for a run, does it and gives its report. */
  reconcile(day: string, channel?: string): ReturnType<ReconciliationService['getReport']>;
  countLines(): Promise<number>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const testDatabase = await createTestDatabase();
  const database = createDatabase({ url: testDatabase.url, poolSize: 5 });
  const providers = new Map<string, Provider>();
  const world = { now: beijing('2026-04-02', '10:00:00'), channel: new FakeChannel('wechat') } as World;
  const addChannel = (code: string): FakeChannel => {
    const channel = new FakeChannel(code);
    providers.set(code, channel.asProvider());
    return channel;
  };
  const clock = { now: () => world.now };
  const reconciliations = createReconciliationService({ database, providers, clock, cutoff: '23:00' });
  return Object.assign(world, {
    url: testDatabase.url,
    database,
    reconciliations,
    channel: addChannel('wechat'),
    addChannel,
    bookPayment: (no: string, given: Partial<ChannelTransaction> = {}) => bookPayment(database, no, given),
    openPayment: (no: string, status: PaymentStatus, given: Partial<Payment> = {}) =>
      openPayment(database, no, { status, ...given }),
    async reconcile(day: string, channel = 'wechat') {
      const { id } = await reconciliations.requestRun(channel, day);
      await reconciliations.run(id);
      return reconciliations.getReport(id);
    },
    countLines: () => countLines(testDatabase.url),
    async close() {
      await database.close();
      await testDatabase.drop();
    },
  });
}

/** Of all statements, and those that belong to none. */
async function countLines(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query('select from statement_line').finally(() => client.end());
  return rowCount ?? 0;
}

async function bookPayment(
  database: Database,
  no: string,
  given: Partial<ChannelTransaction>,
): Promise<void> {
  const occurredAt = given.occurredAt ?? beijing('2026-03-31', '12:00:00');
  const transaction: ChannelTransaction = {
    channel: 'wechat',
    kind: 'payment',
    transactionId: `tx_${no}`,
    outTradeNo: `pay_${no}`,
    outRefundNo: null,
    amountFen: 10_000n,
    occurredAt,
    businessDay: businessDayOf(occurredAt),
    disposition: 'settled',
    reason: null,
    ...given,
  };
  await database.stores.transactions.insertTransactions([transaction], occurredAt);
}

async function openPayment(database: Database, no: string, given: Partial<Payment>): Promise<void> {
  const at = beijing('2026-03-31', '11:59:00');
  const amountFen = given.amountFen ?? 10_000n;
  const orderId = newId('ord', at);
  await database.stores.orders.insertOrder({
    id: orderId,
    serviceId: 'svc_1',
    externalRef: no,
    status: 'open',
    amountFen,
    items: [],
    ...{ payerName: null, payCode: null },
    cashierToken: orderId,
    returnUrl: null,
    metadata: {},
    expiresAt: at,
    ...{ paidAt: null, reason: null },
    createdAt: at,
    updatedAt: at,
  });
  await database.stores.payments.insertPayment({
    id: `pay_${no}`,
    orderId,
    channel: 'wechat',
    scene: 'qr',
    status: 'pending',
    amountFen,
    ...{ payerId: null, payerIp: null, claimedFrom: null },
    actionType: null,
    actionContent: null,
    transactionId: null,
    disposition: null,
    reason: null,
    paidAt: null,
    expiresAt: at,
    createdAt: at,
    updatedAt: at,
    ...given,
  });
}
