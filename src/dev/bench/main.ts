import { Command, InvalidArgumentError } from 'commander';
import { runProcess } from '../../process';
import type { PartResult } from './figures';
import { describeResults, machineNote } from './report';
import { benchCashier } from './cashier/cashier';
import { benchConsole } from './console/console';
import { benchExport } from './export/export';
import { benchOrders } from './orders/orders';
import { benchOverload } from './overload/overload';
import { benchPrecision } from './precision/precision';
import { benchSettlement } from './settlement/settlement';
import { benchStatement } from './statement/statement';
import { openWorkbench } from './workbench';
import type { Workbench } from './workbench';

type Part = (bench: Workbench, isQuick: boolean) => Promise<PartResult>;

const PARTS: Readonly<Record<string, Part>> = {
  settlement: benchSettlement,
  orders: benchOrders,
  statement: benchStatement,
  cashier: benchCashier,
  overload: benchOverload,
  precision: benchPrecision,
  export: benchExport,
  console: benchConsole,
};

interface BenchOptions {
  json: boolean;
  quick: boolean;
  only?: string;
}

/** `npm run bench`: how the product compares with yardsticks that are measured beside it, in the same run. */
async function main(): Promise<void> {
  const options = new Command('bench')
    .description(
      'Measures the product beside yardsticks, in one run, and prints the ratios. Nothing is asserted.',
    )
    .option('--json', 'print the result as JSON', false)
    .option('--quick', 'fewer messages, fewer rows, one round: a look, not a measurement', false)
    .option('--only <name>', `one part: ${Object.keys(PARTS).join(', ')}`, readPart)
    .parse()
    .opts<BenchOptions>();
  const bench = await openWorkbench(tell);
  try {
    tell(`PostgreSQL runs (embedded, durable: fsync and synchronous commit are on)`);
    const results: PartResult[] = [];
    for (const [name, part] of Object.entries(PARTS)) {
      if (options.only === undefined || options.only === name) results.push(await part(bench, options.quick));
    }
    const output = { machine: machineNote(), isQuick: options.quick, parts: results };
    process.stdout.write(options.json ? `${JSON.stringify(output, null, 2)}\n` : describeResults(output));
  } finally {
    await bench.close();
  }
}

function readPart(name: string): string {
  if (!Object.hasOwn(PARTS, name))
    throw new InvalidArgumentError(`It is one of ${Object.keys(PARTS).join(', ')}.`);
  return name;
}

function tell(line: string): void {
  process.stderr.write(`· ${line}\n`);
}

runProcess(main);
