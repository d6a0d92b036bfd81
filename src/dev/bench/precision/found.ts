import type { Database } from '../../../db/database';
import { addDays } from '../../../kernel/business-day';
import type { BusinessDay } from '../../../kernel/business-day';
import { newId } from '../../../kernel/ids';
import type { ChannelStatementLine, Provider } from '../../../providers/provider';
import { createReconciliationService } from '../../../reconciliation/reconciliation.service';
import type { MixedDay, UnbookedPayment } from './mixed-day';
import { mixedDay } from './mixed-day';

/** What was planted in a day, and what the reconciliation found. */
export interface Judged {
  seed: number;
  channel: string;
  plantedCount: number;
  foundCount: number;
  /** Planted and not found, and found and not planted: `type out_trade_no`. */
  missed: string[];
  invented: string[];
}

const CHANNELS = ['wechat', 'alipay'] as const;
const FIRST_DAY = '2000-01-03';
/** No file of one seed is within the days that another one looks at. */
const DAYS_APART = 30;
const NOW = new Date('2026-04-02T10:00:00+08:00');

/** Reconciles the days of these seeds on a database, first without and then with the file of the next day. */
export async function judgeSeeds(database: Database, seeds: readonly number[]): Promise<Judged[]> {
  const files = new Map<string, readonly ChannelStatementLine[]>();
  const providers = new Map(CHANNELS.map((code) => [code as string, fileProvider(code, files)]));
  const clock = { now: () => NOW };
  const reconciliations = createReconciliationService({ database, providers, clock, cutoff: '23:00' });
  const judged: Judged[] = [];
  for (const [i, seed] of seeds.entries()) {
    const channel = CHANNELS[seed % 2] ?? 'wechat';
    const day = mixedDay(seed, channel, addDays(FIRST_DAY, i * DAYS_APART));
    await insertDay(database, day);
    const run = async (businessDay: BusinessDay, lines: readonly ChannelStatementLine[]) => {
      files.set(`${channel} ${businessDay}`, lines);
      const { id } = await reconciliations.requestRun(channel, businessDay);
      await reconciliations.run(id);
      return openDifferences(database, day);
    };
    const first = compare(day.planted, await run(day.businessDay, day.file));
    const last = compare(day.plantedAtLast, await run(addDays(day.businessDay, 1), day.nextFile));
    judged.push({
      ...{ seed, channel },
      plantedCount: day.planted.length + day.plantedAtLast.length,
      foundCount: first.foundCount + last.foundCount,
      missed: [...first.missed, ...last.missed],
      invented: [...first.invented, ...last.invented],
    });
  }
  return judged;
}

/** Of what was found, the share that was planted; of what was planted, the share that was found. */
export function precisionAndRecall(judged: readonly Judged[]): { precision: number; recall: number } {
  const sum = (of: (one: Judged) => number): number => judged.reduce((total, one) => total + of(one), 0);
  const [planted, found] = [sum((it) => it.plantedCount), sum((it) => it.foundCount)];
  const right = found - sum((it) => it.invented.length);
  return { precision: right / found, recall: (planted - sum((it) => it.missed.length)) / planted };
}

/** Both as multisets: a thing that is found twice is found once too often. */
function compare(planted: readonly string[], found: readonly string[]) {
  const missed = [...planted];
  const invented: string[] = [];
  for (const one of found) {
    const at = missed.indexOf(one);
    if (at < 0) invented.push(one);
    else missed.splice(at, 1);
  }
  return { missed, invented, foundCount: found.length };
}

async function openDifferences(database: Database, { channel, businessDay }: MixedDay): Promise<string[]> {
  const days = [businessDay, addDays(businessDay, 1)];
  const pages = await Promise.all(
    days.map((day) =>
      database.stores.followedDifferences.listFollowed({
        state: 'open',
        channel,
        businessDay: day,
        limit: 10_000,
      }),
    ),
  );
  return pages.flat().map(({ type, outTradeNo }) => `${type} ${outTradeNo}`);
}

function fileProvider(code: string, files: ReadonlyMap<string, readonly ChannelStatementLine[]>): Provider {
  const readStatement: Provider['readStatement'] = async (day) => {
    const lines = files.get(`${code} ${day}`) ?? [];
    const content = async function* () {
      yield lines;
    };
    return {
      kind: 'ready',
      statement: {
        digest: async () => `${code} ${day}`,
        day: null,
        lines: content,
        dispose: async () => undefined,
      },
    };
  };
  const profile = { code, statementReadyAt: '10:00' };
  return { profile, readStatement, funds: null } as unknown as Provider;
}

async function insertDay(database: Database, { booked, unbooked, channel }: MixedDay): Promise<void> {
  const { stores } = database;
  await stores.transactions.insertTransactions(booked, NOW);
  for (const payment of unbooked) await insertUnbooked(database, payment, channel);
}

async function insertUnbooked(database: Database, payment: UnbookedPayment, channel: string): Promise<void> {
  const orderId = newId('ord', NOW);
  const { id, status, amountFen } = payment;
  const times = { expiresAt: NOW, createdAt: NOW, updatedAt: NOW };
  await database.stores.orders.insertOrder({
    ...{ id: orderId, serviceId: 'svc_bench', externalRef: id, status: 'open', amountFen, items: [] },
    ...{ payerName: null, payCode: null, cashierToken: orderId, returnUrl: null, metadata: {} },
    ...{ paidAt: null, reason: null, ...times },
  });
  await database.stores.payments.insertPayment({
    ...{ id, orderId, channel, scene: 'qr', status, amountFen, payerId: null, payerIp: null },
    ...{ claimedFrom: null, actionType: null, actionContent: null, transactionId: null },
    ...{ disposition: null, reason: null, paidAt: null, ...times },
  });
}
