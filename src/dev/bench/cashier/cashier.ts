import { median, percentile } from '../figures';
import type { PartResult } from '../figures';
import { withGateway } from '../gateway';
import type { Workbench } from '../workbench';
import type { VisitsResult, VisitsTask } from './visits';

const PER_SECOND = 50;

/** How fast a citizen sees the page, and sees that the payment has arrived. */
export async function benchCashier(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const sizes = isQuick ? { seconds: 5, payments: 5 } : { seconds: 60, payments: 50 };
  const { cashier, help, shown, shownWithout } = await measure(bench, { ...sizes, perSecond: PER_SECOND });
  const share99 = { cashier: percentile(cashier, 0.99), help: percentile(help, 0.99) };
  bench.tell(`cashier, p99 ${share99.cashier.toFixed(1)} ms; paid and shown ${median(shown).toFixed(0)} ms`);
  const ms = (name: string, value: number) => ({ name, value, unit: 'ms' });
  return {
    part: 'cashier',
    comparisons: [
      {
        name: 'time of a cashier page / of a page without data, median',
        ratio: median(cashier) / median(help),
        goal: null,
      },
    ],
    readings: [
      ms('cashier page with its QR code, p50', median(cashier)),
      ms('cashier page with its QR code, p99 (asked: under 50)', share99.cashier),
      ms('page without data, p99', share99.help),
      ms('from "paid" in the wallet to the page saying so, median (asked: under 2,000)', median(shown)),
      ms('the same, longest', Math.max(...shown)),
      ms('the same with the notification lost, longest (asked: under 60,000)', Math.max(...shownWithout)),
    ],
    notes: [
      `${PER_SECOND} visits a second to each of the two pages for ${sizes.seconds} s, whether answered or not; ` +
        `${sizes.payments} payments one after the other (a fifth of it with the notification lost). API, workers, ` +
        'sandbox, database and visitor share the machine.',
    ],
  };
}

function measure(
  bench: Workbench,
  sizes: Pick<VisitsTask, 'perSecond' | 'seconds' | 'payments'>,
): Promise<VisitsResult> {
  return withGateway(bench, ['workers/all.worker.ts'], ({ apiUrl, channelUrl, key }) => {
    const task: VisitsTask = { apiUrl, channelUrl, key, ...sizes };
    return bench.runTask<VisitsResult>('src/dev/bench/cashier/visits.process.ts', task);
  });
}
